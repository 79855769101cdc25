"""What addresses are made of. Before the ``@``: patterns, which of them one follows, and how a name
is most likely written in one. Behind it: the domain where a company has its mailboxes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from string import digits

from yardflow.services.enrichment.providers.email_pattern.spelling import (
    CERTAIN,
    CHOICES,
    Choice,
    Choices,
    Doubt,
    Spelling,
    Way,
    remaining,
)
from yardflow.services.records.values.domains import is_shared, registrable
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox


@dataclass(frozen=True, slots=True)
class MailName:
    """First and last name; one of them may be missing. A single name counts as a first name."""

    first: Spelling
    last: Spelling


# pattern: what it is made of, in order. "f" and "l" are initials.
PATTERNS: dict[str, tuple[str, ...]] = {
    "first.last": ("first", ".", "last"),
    "firstlast": ("first", "last"),
    "first": ("first",),
    "f.last": ("f", ".", "last"),
    "flast": ("f", "last"),
    "first.l": ("first", ".", "l"),
    "firstl": ("first", "l"),
    "l.first": ("l", ".", "first"),
    "lfirst": ("l", "first"),
    "first_last": ("first", "_", "last"),
    "first-last": ("first", "-", "last"),
    "f_last": ("f", "_", "last"),
    "last": ("last",),
    "lastf": ("last", "f"),
    "last.f": ("last", ".", "f"),
    "last.first": ("last", ".", "first"),
    "lastfirst": ("last", "first"),
    "last_first": ("last", "_", "first"),
}
_SIGNS: dict[str, tuple[Way, ...]] = {sign: ((sign, ()),) for sign in "._-"}
# What is usual weighs like this many addresses of the company; what was chosen this often is no
# doubt any more.
USUAL, SETTLED = Decimal("0.5"), Decimal("0.85")

Chosen = tuple[Choice, ...]
# How often real addresses of a company made each choice of spelling.
Habits = Mapping[Choice, int]


def spelled(pattern: str, name: MailName) -> list[str]:
    """The name in this pattern, the likeliest spelling first; empty when a part is missing."""
    return [text for text, _ in _ways(pattern, _parts(name))]


def is_numbered(local: str) -> bool:
    """Whether a number stands behind the name."""
    return local != local.rstrip(digits)


def followed(local: str, name: MailName) -> dict[str, Chosen]:
    """The patterns that this part before the ``@`` follows, each with the choices of spelling that
    it made; a number behind it is overlooked.
    """
    local = local.rstrip(digits)
    parts = _parts(name)
    others = name.first.others
    parts["first"] += tuple((other, ()) for other in others)
    parts["f"] += tuple((initial, ()) for initial in dict.fromkeys(other[0] for other in others))
    for part in ("first", "last"):  # few of the many ways to write a long name are in it
        parts[part] = tuple(way for way in parts[part] if way[0] in local)
    patterns: dict[str, Chosen] = {}
    for pattern in PATTERNS:
        for text, chosen in _ways(pattern, parts):
            if text == local:
                patterns.setdefault(pattern, chosen)
    return patterns


@dataclass(frozen=True, slots=True)
class Written:
    """A name in a pattern: how often that is right (0–1), and what makes it doubtful."""

    local: str
    share: Decimal
    doubts: tuple[Doubt, ...]


def likeliest(
    pattern: str, name: MailName, habits: Habits, choices: Choices = CHOICES
) -> Written | None:
    """How the name is most likely written in this pattern; None when a part of it is missing.

    First and last name are written alike: what one chooses, the other does too. ``choices`` are
    those that are usual where the address is.
    """
    ways = [
        (
            prod((_share(choice, habits, choices) for choice in set(chosen)), start=CERTAIN),
            text,
            chosen,
        )
        for text, chosen in _ways(pattern, _parts(name))
        if len(dict(chosen)) == len(set(chosen))
    ]
    if not ways:
        return None
    share, text, chosen = max(ways, key=lambda way: way[0])
    open_choices = (
        Doubt(about) for about, what in chosen if _share((about, what), habits, choices) < SETTLED
    )
    doubts = _doubts(pattern, name)
    return Written(text, share * remaining(doubts), tuple(dict.fromkeys((*open_choices, *doubts))))


def _parts(name: MailName) -> dict[str, tuple[Way, ...]]:
    """What patterns are made of, in every way that it can be written."""
    first, last = name.first, name.last
    return _SIGNS | {
        "first": first.ways,
        "last": last.ways,
        "f": ((first.initial, ()),) if first.initial else (),
        "l": ((last.initial, ()),) if last.initial else (),
    }


def _ways(pattern: str, parts: Mapping[str, tuple[Way, ...]]) -> Iterator[Way]:
    for each in product(*[parts[part] for part in PATTERNS[pattern]]):
        yield "".join([text for text, _ in each]), sum([chosen for _, chosen in each], ())


def _share(choice: Choice, habits: Habits, choices: Choices) -> Decimal:
    """How often this is chosen, where there is a choice."""
    about, _ = choice
    usual = choices[about]
    seen = sum(habits.get((about, what), 0) for what in usual)
    return (USUAL * usual[choice[1]] + habits.get(choice, 0)) / (USUAL + seen)


def _doubts(pattern: str, name: MailName) -> tuple[Doubt, ...]:
    """Whether the names and initials in it are the ones that are used at all."""
    doubts: tuple[Doubt, ...] = ()
    for part in PATTERNS[pattern]:
        if part in ("first", "last"):
            doubts += (name.first if part == "first" else name.last).doubts
        elif part in ("f", "l"):
            doubts += (name.first if part == "f" else name.last).initial_doubts
    return doubts


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
