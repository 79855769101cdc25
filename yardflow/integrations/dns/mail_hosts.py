"""Whether a domain takes mail, as its DNS says: RFC 5321 5.1, and RFC 7505 for "takes none".

A question has two seconds. A resolver that is slow, broken or contradicts itself means "not
known", never "no". What was learned is remembered in this process for an hour.
"""

import time
from collections.abc import Callable, Sequence

import dns.exception
import dns.name
import dns.resolver

from yardflow.integrations.dns.questions import Questions
from yardflow.integrations.dns.remembered import Remembered

LIMIT_S = 2.0
REMEMBERED_S, UNKNOWN_REMEMBERED_S = 3600.0, 60.0


class MailHosts:
    """The answers of one resolver, and what is remembered of them.

    ``nameservers`` (with ``port``) are asked instead of those of this machine.
    """

    def __init__(
        self,
        nameservers: Sequence[str] = (),
        port: int = 53,
        limit_s: float = LIMIT_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._nameservers, self._port, self._limit_s = nameservers, port, limit_s
        self._known = Remembered(self._asked, _keep_s, now)

    def takes_mail(self, domain: str) -> bool | None:
        """Whether mail to this domain has somewhere to go; None: not known."""
        return self._known(domain)

    def _asked(self, domain: str) -> bool | None:
        try:
            ask = Questions(self._limit_s, self._nameservers, self._port).records
            if hosts := ask(domain, "MX"):
                return any(host.exchange != dns.name.root for host in hosts)
            # Without an MX record mail goes to the domain's own address.
            return any(ask(domain, kind) for kind in ("A", "AAAA"))
        except dns.resolver.NXDOMAIN:
            return False
        except (dns.exception.DNSException, OSError, ValueError):
            return None


def _keep_s(answer: bool | None) -> float:
    return UNKNOWN_REMEMBERED_S if answer is None else REMEMBERED_S


_OURS = MailHosts()


def takes_mail(domain: str) -> bool | None:
    """Whether a domain takes mail, by this machine's own resolver; None: not known."""
    return _OURS.takes_mail(domain)
