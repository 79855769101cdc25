"""Patterns of addresses, and the ways in which a name can be written in one of them.

Where a name could be written in several ways, what a company's other addresses chose tells more
than what is usual.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from math import prod
from string import digits

from yardflow.services.enrichment.providers.email_pattern.names import MailName
from yardflow.services.enrichment.providers.email_pattern.transliteration import (
    CERTAIN,
    CHOICES,
    Choice,
    Way,
)

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
# What is usual weighs like this many addresses of the company.
USUAL = Decimal("1.5")

Chosen = tuple[Choice, ...]
# How often real addresses of a company made each choice of spelling.
Habits = Mapping[Choice, int]


def spelled(pattern: str, name: MailName) -> list[str]:
    """The name in this pattern, the likeliest spelling first; empty when a part is missing."""
    return [text for text, _ in _ways(pattern, _parts(name))]


def followed(local: str, name: MailName) -> dict[str, Chosen]:
    """The patterns that this part before the ``@`` follows, each with the choices of spelling that
    it made; a number behind it is overlooked.
    """
    local = local.rstrip(digits)
    parts = _parts(name)
    for part in ("first", "last"):  # few of the many ways to write a long name are in it
        parts[part] = tuple(way for way in parts[part] if way[0] in local)
    found: dict[str, Chosen] = {}
    for pattern in PATTERNS:
        for text, chosen in _ways(pattern, parts):
            if text == local:
                found.setdefault(pattern, chosen)
    return found


def likeliest(pattern: str, name: MailName, habits: Habits) -> tuple[str, Decimal]:
    """How the name is most likely written in this pattern, and how sure that is (0–1); nothing and
    0 when a part of it is missing.
    """
    ways = [
        (text, prod((_share(one, habits) for one in chosen), start=CERTAIN))
        for text, chosen in _ways(pattern, _parts(name))
    ]
    if not ways:
        return "", Decimal(0)
    text, share = max(ways, key=lambda one: one[1])
    return text, share * _sure(pattern, name)


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


def _share(choice: Choice, habits: Habits) -> Decimal:
    """How often this is chosen, where there is a choice."""
    about, _ = choice
    usual = CHOICES[about]
    seen = sum(habits.get((about, what), 0) for what in usual)
    return (USUAL * usual[choice[1]] + habits.get(choice, 0)) / (USUAL + seen)


def _sure(pattern: str, name: MailName) -> Decimal:
    """How sure the names and initials in it are the ones that are used at all."""
    sure = CERTAIN
    for part in PATTERNS[pattern]:
        if part in ("first", "last"):
            sure *= (name.first if part == "first" else name.last).sure
        elif part in ("f", "l"):
            sure *= (name.first if part == "f" else name.last).initial_certainty
    return sure
