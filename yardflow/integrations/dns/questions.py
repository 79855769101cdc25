"""Questions to a resolver that together have a time limit."""

import time
from collections.abc import Sequence
from typing import Any

import dns.name
import dns.resolver


class Questions:
    """What is asked of one resolver within ``limit_s`` seconds.

    ``nameservers`` (with ``port``) are asked instead of those of this machine.
    """

    def __init__(self, limit_s: float, nameservers: Sequence[str] = (), port: int = 53) -> None:
        self._deadline = time.monotonic() + limit_s
        self._resolver = dns.resolver.Resolver(configure=not nameservers)
        if nameservers:
            self._resolver.nameservers, self._resolver.port = list(nameservers), port

    def records(self, domain: str, kind: str) -> list[Any]:
        """The records of this kind; empty when the domain is there and has none.

        Raises:
            dns.exception.DNSException: there is no such domain, or nobody could say in time.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise dns.resolver.LifetimeTimeout(timeout=0, errors=[])
        name = dns.name.from_text(domain)
        answer = self._resolver.resolve(
            name, kind, raise_on_no_answer=False, search=False, lifetime=left
        )
        return list(answer.rrset or ())
