"""A tiny DNS server on loopback."""

import socket
import threading
from contextlib import suppress

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """Answers from ``zone``: ``{"acme.test": {"MX": ["10 mx.acme.test."]}}``.

    A name that isn't there is NXDOMAIN; ``mood`` makes it fail: ``deaf``, ``broken``, ``garbled``.
    """

    def __init__(self, **zone: dict[str, list[str]]) -> None:
        self.zone: dict[str, dict[str, list[str]]] = zone
        self.mood = ""
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Stops answering."""
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                heard, who = self._socket.recvfrom(4_096)
                query = dns.message.from_wire(heard)
                name, kind = query.question[0].name, query.question[0].rdtype
                self.asked.append(f"{name.to_text(omit_final_dot=True)} {kind.name}")
                if self.mood != "deaf":
                    said = b"\x00\x01" if self.mood == "garbled" else self._answer(query).to_wire()
                    self._socket.sendto(said, who)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        records = self.zone.get(question.name.to_text(omit_final_dot=True))
        if self.mood == "broken":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif records is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif texts := records.get(question.rdtype.name):
            found = dns.rrset.from_text_list(question.name, 60, "IN", question.rdtype.name, texts)
            answer.answer.append(found)
        return answer
