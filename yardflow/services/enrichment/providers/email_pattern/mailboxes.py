"""Where a company has its mailboxes, going by the real addresses of its people."""

from collections import Counter
from collections.abc import Iterable

from yardflow.services.records.domains import is_shared, registrable
from yardflow.services.records.shared_mailboxes import is_shared_mailbox


def mail_domain(domain: str, addresses: Iterable[str]) -> str:
    """Where a company has its mailboxes, going by the real addresses of its people.

    Its own domain, if somebody writes from there or from a part of it, such as ``us.acme.com``;
    but that part if more than twice as many write from there, and its domain in another country,
    such as ``acme.co.uk``, if more write from there. Else the
    one that several of them write from. Without a domain of its own, where most write from; empty
    where nobody does. Mailboxes of roles and at mail providers don't count.
    """
    usual = _hosts(addresses).most_common()
    if not domain or is_shared(domain):
        return usual[0][0] if usual else ""
    own = [each for each in usual if _label(each[0]) == _label(domain)]
    if own:
        writers: Counter[str] = Counter({registrable(domain): 0})
        for host, count in own:
            writers[registrable(host)] += count
        most = writers.most_common(1)[0][0]  # of equal ones the first, which is its own
        at_most = {host: count for host, count in own if registrable(host) == most}
        usual_host, count = next(iter(at_most.items()))
        return domain if domain in at_most and count <= 2 * at_most[domain] else usual_host
    return usual[0][0] if usual and usual[0][1] > 1 else domain


def other_domain(domain: str, addresses: Iterable[str]) -> str:
    """Where most of a company's people write from, if that is neither its own domain, in whatever
    country, nor a part of it; empty where it is, and where nothing is known.
    """
    if not domain or is_shared(domain):
        return ""
    writers: Counter[str] = Counter()
    own = 0
    for host, count in _hosts(addresses).items():
        if _label(host) == _label(domain):
            own += count
        else:
            writers[registrable(host)] += count
    return next((host for host, count in writers.most_common(1) if count > own), "")


def _hosts(addresses: Iterable[str]) -> Counter[str]:
    hosts = Counter(
        address.rpartition("@")[2] for address in addresses if not is_shared_mailbox(address)
    )
    return Counter({host: count for host, count in hosts.items() if not is_shared(host)})


def _label(host: str) -> str:
    """The name that a company has under every country's top-level domain."""
    return registrable(host).partition(".")[0]
