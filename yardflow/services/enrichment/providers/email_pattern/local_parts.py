"""Patterns of addresses, and the ways in which a name can be written in one, with the letters a–z.

Where a name could be written in several ways, what a company's other addresses chose tells more
than what is usual.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from math import prod
from string import digits

from yardflow.services.records.normalize import folded

CERTAIN = Decimal(1)
# Where a name can be written in several ways: which choices there are, and how often each is made,
# the most usual first. A company that is seen to choose otherwise is believed.
CHOICES: dict[str, dict[str, Decimal]] = {
    "umlaut": {"plain": Decimal("0.60"), "with e": Decimal("0.40")},
    "đ": {"plain": Decimal("0.55"), "dj": Decimal("0.45")},
    "hyphen": {
        "kept": Decimal("0.55"),
        "omitted": Decimal("0.30"),
        "first part": Decimal("0.10"),
        "last part": Decimal("0.05"),
    },
    "particle": {
        "joined": Decimal("0.60"),
        "omitted": Decimal("0.16"),
        "with dots": Decimal("0.12"),
        "with hyphens": Decimal("0.12"),
    },
    "two last names": {
        "first": Decimal("0.55"),
        "joined": Decimal("0.20"),
        "last": Decimal("0.15"),
        "with hyphens": Decimal("0.05"),
        "with dots": Decimal("0.05"),
    },
    "two first names": {
        "first": Decimal("0.75"),
        "joined": Decimal("0.15"),
        "with hyphens": Decimal("0.10"),
    },
}
_APOSTROPHE = Decimal("0.9")
# Letters that are spelled with two as well, by what is chosen then.
_LETTERS = {
    ("umlaut", "with e"): str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}),
    ("đ", "dj"): str.maketrans({"đ": "dj"}),
}
APOSTROPHES = re.compile(r"['’`´ʼʻ‘′＇]")


def word_set(words: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(words.split())


PARTICLES = word_set(
    "de del della delle den dem der dos das da di do du des van von vom zu zur zum la le las los"
    " el al bin ibn ben bint ter ten te t in op y e af av mac mc ni nic ui st saint san santa"
)

# What was chosen about what, such as ``("umlaut", "with e")``.
Choice = tuple[str, str]
# A text, and the choices that lead to it.
Way = tuple[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name: the ways to write it, the likeliest first, each with what it chooses.

    Empty when only an initial is known. ``sure`` (0–1) is how sure it is that this name is the one
    that is used at all.
    """

    ways: tuple[Way, ...] = ()
    sure: Decimal = CERTAIN
    initial: str = ""
    initial_certainty: Decimal = CERTAIN

    @property
    def forms(self) -> tuple[str, ...]:
        """Only the texts."""
        return tuple(text for text, _ in self.ways)

    @property
    def certainty(self) -> Decimal:
        """How sure the first way is, where nothing is known of the company's habits (0–1)."""
        return self.sure * usual(self.ways[0][1]) if self.ways else CERTAIN

    def less_sure(self, by: Decimal) -> "Spelling":
        """The same where another name may be used in its place."""
        return replace(self, sure=self.sure * by, initial_certainty=self.initial_certainty * by)


def spelling(words: list[str], several: str, initial_certainty: Decimal) -> Spelling:
    """These words written as one; ``several`` is what has to be chosen where they are more."""
    ways = ways_of(words, several)
    marked = any(APOSTROPHES.search(word) for word in words)
    return Spelling(ways, _APOSTROPHE if marked else CERTAIN, ways[0][0][0], initial_certainty)


def usual(choices: Iterable[Choice]) -> Decimal:
    """How often all of these choices are made (0–1)."""
    return prod((CHOICES[about][what] for about, what in choices), start=CERTAIN)


def ways_of(words: list[str], several: str) -> tuple[Way, ...]:
    """Every way to write these words as one, the most usual first."""
    ways: dict[str, tuple[Choice, ...]] = {}
    for letters, parts in _in_plain_letters(words):
        for text, other in _as_one(parts, several):
            chosen = (*letters, *other)
            if text not in ways or usual(chosen) > usual(ways[text]):
                ways[text] = chosen
    return tuple(sorted(ways.items(), key=lambda item: -usual(item[1])))


def _in_plain_letters(words: list[str]) -> list[tuple[tuple[Choice, ...], list[str]]]:
    spelled: list[tuple[tuple[Choice, ...], list[str]]] = [((), words)]
    for choice, letters in _LETTERS.items():
        two = [word.translate(letters) for word in words]
        if two != words:
            plain = (choice[0], "plain")
            spelled = [
                way
                for chosen, each in spelled
                for way in (
                    ((*chosen, plain), each),
                    ((*chosen, choice), [word.translate(letters) for word in each]),
                )
            ]
    return [(chosen, [bare(word) for word in each]) for chosen, each in spelled]


def _as_one(parts: list[str], several: str) -> Iterator[Way]:
    if len(parts) > 1:
        for what in CHOICES[several]:
            yield _joined(parts, what), ((several, what),)
    elif "-" in parts[0]:
        halves = parts[0].split("-")
        yield parts[0], (("hyphen", "kept"),)
        yield "".join(halves), (("hyphen", "omitted"),)
        yield halves[0], (("hyphen", "first part"),)
        yield halves[-1], (("hyphen", "last part"),)
    else:
        yield parts[0], ()


def _joined(parts: list[str], what: str) -> str:
    if what == "omitted":
        start = next((i for i, part in enumerate(parts) if part not in PARTICLES), len(parts) - 1)
        return "".join(parts[start:])
    joins = {"joined": "".join, "with dots": ".".join, "with hyphens": "-".join}
    if what in joins:
        return joins[what](parts)
    return parts[0] if what == "first" else parts[-1]


def bare(word: str) -> str:
    """In plain letters and hyphens."""
    return folded(APOSTROPHES.sub("", word)).replace(".", "")


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
    patterns: dict[str, Chosen] = {}
    for pattern in PATTERNS:
        for text, chosen in _ways(pattern, parts):
            if text == local:
                patterns.setdefault(pattern, chosen)
    return patterns


def likeliest(pattern: str, name: MailName, habits: Habits) -> tuple[str, Decimal]:
    """How the name is most likely written in this pattern, and how sure that is (0–1); nothing and
    0 when a part of it is missing.
    """
    ways = [
        (text, prod((_share(choice, habits) for choice in chosen), start=CERTAIN))
        for text, chosen in _ways(pattern, _parts(name))
    ]
    if not ways:
        return "", Decimal(0)
    text, share = max(ways, key=lambda way: way[1])
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
