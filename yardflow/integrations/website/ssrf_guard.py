"""Where on the internet we may be sent by an address that somebody else wrote down.

Whoever types a company's domain, or owns it, must not make us talk to ourselves, to our network or
to the platform's metadata service. So only names are taken, never addresses in whatever spelling;
a name is resolved once, all it resolves to must be public, and the connection goes to exactly what
was looked at here (`pinned_http`).
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import dns.exception
import dns.name
import dns.resolver
from dns.resolver import NXDOMAIN

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, float], Sequence[Address]]

LONGEST_URL = 2_000
PORTS = {"http": 80, "https": 443}
# Visible ASCII, and not the sign that browsers take for a slash.
_READABLE = re.compile(r"[!-\[\]-~]+")
# A name as the public DNS has them: at least two labels, the last one not a number.
_NAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})"
)
# https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry; beyond
# them the 6to4 relays, multicast, and the one public address that is Azure's own metadata service.
_NOT_PUBLIC_V4 = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
            *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4"),
            *("240.0.0.0/4", "168.63.129.16/32"),
        ),
    )
)
# Of IPv6 only what is handed out as global unicast, and of that no tunnels into IPv4 (6to4,
# Teredo). Mapped addresses, NAT64, link-local, unique local and multicast lie outside of it.
_GLOBAL_V6 = ip_network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)


class NotPermitted(Exception):
    """We do not go there; the text says why, without the address itself."""


class Unresolved(Exception):
    """The name leads nowhere just now."""


class NoSuchName(Unresolved):
    """The DNS says that the name leads nowhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address on the web, taken apart and found fit to be resolved.

    ``authority`` is host and port as a request names them; ``target`` is path and query.
    """

    url: str
    scheme: str
    host: str
    port: int
    authority: str
    target: str

    @property
    def origin(self) -> str:
        """What one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"


def is_public(address: Address) -> bool:
    """Whether this is an address of the public internet, and of nothing else."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_V4)
    embedded = address.ipv4_mapped or address.sixtofour or address.teredo
    if embedded or address.scope_id or address not in _GLOBAL_V6:
        return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC_V6)


def is_public_name(host: str) -> bool:
    """Whether it looks like a name in the public DNS, not like a number or a local name."""
    return bool(_NAME.fullmatch(host))


def resolved(
    host: str,
    seconds: float,
    resolver: Callable[[], dns.resolver.Resolver] = dns.resolver.Resolver,
) -> list[Address]:
    """What a name stands for in the DNS; this machine's own list of hosts is not looked at.

    Raises:
        Unresolved: nothing, or nobody could say within ``seconds``.
    """
    deadline = time.monotonic() + seconds
    addresses: list[Address] = []
    for kind in ("A", "AAAA"):
        try:
            answer = resolver().resolve(
                dns.name.from_text(host),
                kind,
                raise_on_no_answer=False,
                search=False,
                lifetime=max(0.01, deadline - time.monotonic()),
            )
        except (dns.exception.DNSException, OSError, ValueError) as error:
            if addresses:  # only what was found is connected to
                break
            kind_of_failure = NoSuchName if isinstance(error, NXDOMAIN) else Unresolved
            raise kind_of_failure("its name could not be resolved") from error
        addresses += [ip_address(record.address) for record in answer.rrset or ()]
    return addresses


@dataclass(frozen=True, slots=True)
class SsrfGuard:
    """What may be reached. The defaults are the rules for the internet; only tests and the sandbox
    have others.

    ``names`` decides about a host before it is resolved, ``permits`` about each of its addresses;
    ``ports`` are the usual ones of each scheme, and no others are taken.
    """

    resolve: Resolve = resolved
    names: Callable[[str], bool] = is_public_name
    permits: Callable[[Address], bool] = is_public
    ports: Mapping[str, int] = field(default_factory=lambda: dict(PORTS))

    def place(self, url: str) -> Place:
        """Takes an address apart.

        Raises:
            NotPermitted: it is not one of a public website.
        """
        if len(url) > LONGEST_URL or not _READABLE.fullmatch(url):
            raise NotPermitted("its address can't be read")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise NotPermitted("its address can't be read") from None
        if parts.scheme not in self.ports:
            raise NotPermitted("its address is not one of a web page")
        if "@" in parts.netloc:
            raise NotPermitted("its address carries a user name")
        usual = self.ports[parts.scheme]
        port = usual if port is None else port
        if port not in self.ports.values():
            raise NotPermitted("its address names an unusual port")
        if not self.names(host):
            raise NotPermitted("its address is not a public name")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        authority = host if port == usual else f"{host}:{port}"
        return Place(url, parts.scheme, host, port, authority, target)

    def addresses(self, host: str, seconds: float) -> list[Address]:
        """What a host stands for, all of it fit to be connected to; IPv4 first.

        Raises:
            Unresolved: nothing at all.
            NotPermitted: any of it is not.
        """
        addresses = list(self.resolve(host, seconds))
        if not addresses:
            raise NoSuchName("its name has no address")
        if not all(self.permits(address) for address in addresses):
            raise NotPermitted("its name leads to an address that is not public")
        return sorted(addresses, key=lambda address: address.version)
