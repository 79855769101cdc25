"""Whether a domain takes mail, as its DNS says: RFC 5321 5.1, and RFC 7505 for "takes none".

A question has two seconds. A resolver that is slow, broken or contradicts itself means "not
known", never "no". What was learned is remembered in this process for an hour.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

import dns.exception
import dns.name
import dns.resolver

LIMIT_S = 2.0
REMEMBERED_S, UNKNOWN_REMEMBERED_S = 3600.0, 60.0
MOST_REMEMBERED = 10_000


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
        self._nameservers, self._port, self._limit_s, self._now = nameservers, port, limit_s, now
        self._known: OrderedDict[str, tuple[float, bool | None]] = OrderedDict()
        self._lock = threading.Lock()

    def takes_mail(self, domain: str) -> bool | None:
        """Whether mail to this domain has somewhere to go; None: not known."""
        with self._lock:
            until, answer = self._known.get(domain, (0.0, None))
        if self._now() < until:
            return answer
        answer = self._asked(domain)
        keep = UNKNOWN_REMEMBERED_S if answer is None else REMEMBERED_S
        with self._lock:
            self._known[domain] = (self._now() + keep, answer)
            self._known.move_to_end(domain)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return answer

    def _asked(self, domain: str) -> bool | None:
        deadline = time.monotonic() + self._limit_s
        try:
            resolver = self._resolver()
            hosts = _answers(resolver, domain, "MX", deadline)
            if hosts:
                return any(host.exchange != dns.name.root for host in hosts)
            # Without an MX record mail goes to the domain's own address.
            return any(_answers(resolver, domain, kind, deadline) for kind in ("A", "AAAA"))
        except dns.resolver.NXDOMAIN:
            return False
        except (dns.exception.DNSException, OSError, ValueError):
            return None

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self._nameservers)
        if self._nameservers:
            resolver.nameservers, resolver.port = list(self._nameservers), self._port
        return resolver


def _answers(resolver: dns.resolver.Resolver, domain: str, kind: str, deadline: float) -> list:
    """The records of this kind; empty when the domain is there and has none.

    Raises:
        dns.exception.DNSException: there is no such domain, or nobody could say in time.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise dns.resolver.LifetimeTimeout(timeout=0, errors=[])
    name = dns.name.from_text(domain)
    answer = resolver.resolve(name, kind, raise_on_no_answer=False, search=False, lifetime=left)
    return list(answer.rrset or ())


_OURS = MailHosts()


def takes_mail(domain: str) -> bool | None:
    """Whether a domain takes mail, by this machine's own resolver; None: not known."""
    return _OURS.takes_mail(domain)
