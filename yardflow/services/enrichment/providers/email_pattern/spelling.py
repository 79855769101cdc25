"""The ways in which a name can be written in an address, with the letters a–z, and what makes that
doubtful.

Where a name could be written in several ways, what a company's other addresses chose tells more
than what is usual (`addresses`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from math import prod

from yardflow.services.records.names import particles
from yardflow.services.records.values.normalize import folded
from yardflow.signs import ANY_APOSTROPHE

CERTAIN = Decimal(1)


# By what there is to choose, what can be chosen, and how often each is.
Choices = Mapping[str, Mapping[str, Decimal]]


class Doubt(StrEnum):
    """Why an address may be spelled otherwise than it is guessed."""

    UMLAUT = "umlaut"
    D_STROKE = "đ"
    HYPHEN = "hyphen"
    PARTICLE = "particle"
    SHORT_PARTICLE = "short particle"
    TWO_LAST_NAMES = "two last names"
    TWO_FIRST_NAMES = "two first names"
    APOSTROPHE = "apostrophe"
    SHORT_NAME = "short name"
    NICKNAME = "nickname"
    OTHER_NAME = "other name"
    LAST_NAME_ALONE = "last name alone"
    INITIAL_FIRST = "initial first"
    INITIALS = "initials"
    INITIAL_OF_LAST_NAMES = "initial of last names"
    INITIAL_OF_HYPHENATED = "initial of hyphenated"
    INITIAL_OF_FIRST_NAMES = "initial of first names"
    NAMESAKE = "namesake"
    ROLE = "role"


_SEVERAL_INITIALS = "the initials of several names may be used"
# In words for people, behind what speaks for an address.
REASONS = {
    Doubt.UMLAUT: "the umlaut can be written in two ways",
    Doubt.D_STROKE: "đ can be written d or dj",
    Doubt.HYPHEN: "the hyphen may be omitted",
    Doubt.PARTICLE: "the prefix of the last name may be set apart or omitted",
    Doubt.SHORT_PARTICLE: "the prefix of the last name is abbreviated",
    Doubt.TWO_LAST_NAMES: "one of the last names may be omitted",
    Doubt.TWO_FIRST_NAMES: "one of the first names may be omitted",
    Doubt.APOSTROPHE: "the apostrophe can be written in several ways",
    Doubt.SHORT_NAME: "the first name may be short for another",
    Doubt.NICKNAME: "the first name may be short for another",
    Doubt.OTHER_NAME: "there is a second name in brackets or quotes",
    Doubt.LAST_NAME_ALONE: "there is no first name",
    Doubt.INITIAL_FIRST: "the first name may be used as an initial",
    Doubt.INITIALS: "the first name is only initials",
    Doubt.INITIAL_OF_LAST_NAMES: _SEVERAL_INITIALS,
    Doubt.INITIAL_OF_HYPHENATED: _SEVERAL_INITIALS,
    Doubt.INITIAL_OF_FIRST_NAMES: _SEVERAL_INITIALS,
    Doubt.NAMESAKE: "a colleague's name gives the same address",
    Doubt.ROLE: "the name may be that of a role or a place",
}
# How often the address is as guessed all the same.
SHARES = {
    Doubt.APOSTROPHE: Decimal("0.9"),
    Doubt.SHORT_NAME: Decimal("0.7"),
    Doubt.SHORT_PARTICLE: Decimal("0.5"),
    Doubt.OTHER_NAME: Decimal("0.7"),
    Doubt.LAST_NAME_ALONE: Decimal("0.6"),
    Doubt.INITIAL_FIRST: Decimal("0.6"),
    Doubt.INITIALS: Decimal("0.6"),
    Doubt.INITIAL_OF_LAST_NAMES: Decimal("0.6"),
    Doubt.INITIAL_OF_HYPHENATED: Decimal("0.85"),
    Doubt.INITIAL_OF_FIRST_NAMES: Decimal("0.9"),
    Doubt.NAMESAKE: Decimal("0.5"),
    Doubt.ROLE: Decimal("0.7"),
}
# Where a name can be written in several ways: which choices there are, and how often each is made,
# the most usual first. A company that is seen to choose otherwise is believed.
CHOICES: Choices = {
    Doubt.UMLAUT: {"plain": Decimal("0.55"), "with e": Decimal("0.45")},
    Doubt.D_STROKE: {"plain": Decimal("0.55"), "dj": Decimal("0.45")},
    Doubt.HYPHEN: {
        "kept": Decimal("0.47"),
        "omitted": Decimal("0.38"),
        "first part": Decimal("0.11"),
        "last part": Decimal("0.04"),
    },
    Doubt.PARTICLE: {
        "joined": Decimal("0.58"),
        "omitted": Decimal("0.18"),
        "with dots": Decimal("0.12"),
        "with hyphens": Decimal("0.12"),
    },
    Doubt.TWO_LAST_NAMES: {
        "first": Decimal("0.42"),
        "last": Decimal("0.25"),
        "joined": Decimal("0.18"),
        "with hyphens": Decimal("0.10"),
        "with dots": Decimal("0.05"),
    },
    Doubt.NICKNAME: {"as called": Decimal("0.7"), "in full": Decimal("0.3")},
    Doubt.TWO_FIRST_NAMES: {
        "first": Decimal("0.60"),
        "joined": Decimal("0.22"),
        "with hyphens": Decimal("0.18"),
    },
}
# In some countries nearly everybody writes an umlaut the same way.
_UMLAUTS = {
    country: {"plain": 1 - with_e, "with e": with_e}
    for countries, with_e in (
        (("de", "at", "ch"), Decimal("0.8")),
        (("fi", "se", "tr", "hu", "ee"), Decimal("0.03")),
    )
    for country in countries
}
# Letters that are spelled with two as well, by what is chosen then.
_LETTERS = {
    (Doubt.UMLAUT, "with e"): str.maketrans(
        {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
    ),
    (Doubt.D_STROKE, "dj"): str.maketrans({"đ": "dj"}),
}
APOSTROPHE = re.compile(rf"[{ANY_APOSTROPHE}]")
# As `bare` has them.
PARTICLES = frozenset(
    APOSTROPHE.sub("", folded(word))
    for word in particles.PARTICLES | particles.LOWER_CASE_PARTICLES
)

# What was chosen about what, such as ``(Doubt.UMLAUT, "with e")``.
Choice = tuple[str, str]
# A text, and the choices that lead to it.
Way = tuple[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name: the ways to write it, the likeliest first, each with what it chooses.

    Empty when only an initial is known. ``others`` are what else the person may be called: known
    addresses may be made of these, and no guess is. ``doubts`` are whether this name is the one
    that is used at all, ``initial_doubts`` whether this initial is.
    """

    ways: tuple[Way, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    initial: str = ""
    initial_doubts: tuple[Doubt, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Only the texts."""
        return tuple(text for text, _ in self.ways)

    @property
    def certainty(self) -> Decimal:
        """How sure the first way is, where nothing is known of the company's habits (0–1)."""
        return remaining(self.doubts) * usual(self.ways[0][1]) if self.ways else CERTAIN

    def short_for(self, name: str) -> "Spelling":
        """The same where the address may well spell out the name that this is short for."""
        ways = (
            *((text, (*chosen, (Doubt.NICKNAME, "as called"))) for text, chosen in self.ways),
            (name, ((Doubt.NICKNAME, "in full"),)),
        )
        return replace(self, ways=ways, initial_doubts=(*self.initial_doubts, Doubt.SHORT_NAME))

    def doubted(self, doubt: Doubt) -> "Spelling":
        """The same where another name may be used in its place."""
        return replace(
            self,
            doubts=(*self.doubts, doubt),
            initial_doubts=(*self.initial_doubts, doubt),
        )


def spelling(words: list[str], several: Doubt, initial_doubts: tuple[Doubt, ...] = ()) -> Spelling:
    """These words written as one; ``several`` is what has to be chosen where they are more."""
    ways = ways_of(words, several)
    marked = any(APOSTROPHE.search(word) for word in words)
    return Spelling(ways, (Doubt.APOSTROPHE,) * marked, ways[0][0][0], initial_doubts)


def choices_at(domain: str) -> Choices:
    """What is usual at a domain, by the country that it ends with."""
    country = domain.rpartition(".")[2]
    return {**CHOICES, Doubt.UMLAUT: _UMLAUTS.get(country, CHOICES[Doubt.UMLAUT])}


def remaining(doubts: Iterable[Doubt]) -> Decimal:
    """How often an address is as guessed in spite of all these (0–1)."""
    return prod((SHARES[doubt] for doubt in doubts), start=CERTAIN)


def usual(choices: Iterable[Choice]) -> Decimal:
    """How often all of these choices are made (0–1)."""
    return prod((CHOICES[about][what] for about, what in choices), start=CERTAIN)


def ways_of(words: list[str], several: Doubt) -> tuple[Way, ...]:
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


def _as_one(parts: list[str], several: Doubt) -> Iterator[Way]:
    if len(parts) > 1:
        for what in CHOICES[several]:
            yield _joined(parts, what), ((several, what),)
    elif "-" in parts[0]:
        halves = parts[0].split("-")
        yield parts[0], ((Doubt.HYPHEN, "kept"),)
        yield "".join(halves), ((Doubt.HYPHEN, "omitted"),)
        yield halves[0], ((Doubt.HYPHEN, "first part"),)
        yield halves[-1], ((Doubt.HYPHEN, "last part"),)
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
    return folded(APOSTROPHE.sub("", word)).replace(".", "")
