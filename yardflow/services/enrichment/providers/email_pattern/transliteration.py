"""The ways to write a name with the letters a–z, where there is more than one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from yardflow.services.records.normalize import folded

CERTAIN = Decimal(1)
# Where a name can be written in several ways: which choices there are, and how often each is made,
# the most usual first. A company that is seen to choose otherwise is believed.
CHOICES: dict[str, dict[str, Decimal]] = {
    "umlaut": {"plain": Decimal("0.60"), "with e": Decimal("0.40")},
    "hyphen": {
        "kept": Decimal("0.55"),
        "left out": Decimal("0.30"),
        "first part": Decimal("0.10"),
        "last part": Decimal("0.05"),
    },
    "particle": {
        "joined": Decimal("0.60"),
        "left out": Decimal("0.16"),
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
    "two first names": {"first": Decimal("0.75"), "joined": Decimal("0.25")},
}
_APOSTROPHE = Decimal("0.9")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
APOSTROPHES = re.compile(r"['’`´‘ʼ]")


def word_set(words: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(words.split())


PARTICLES = word_set(
    "de del della delle den dem der dos das da di do du des van von vom zu zur zum la le las los"
    " el al bin ibn ben bint ter ten te t op y e af av mac mc st saint san santa"
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
    found: dict[str, tuple[Choice, ...]] = {}
    for umlaut, parts in _without_umlauts(words):
        for text, other in _as_one(parts, several):
            chosen = (*umlaut, *other)
            if text not in found or usual(chosen) > usual(found[text]):
                found[text] = chosen
    return tuple(sorted(found.items(), key=lambda one: -usual(one[1])))


def _without_umlauts(words: list[str]) -> list[tuple[tuple[Choice, ...], list[str]]]:
    plain = [bare(word) for word in words]
    with_e = [bare(word.translate(_UMLAUTS)) for word in words]
    if plain == with_e:
        return [((), plain)]
    return [((("umlaut", "plain"),), plain), ((("umlaut", "with e"),), with_e)]


def _as_one(parts: list[str], several: str) -> Iterator[Way]:
    if len(parts) > 1:
        for what in CHOICES[several]:
            yield _joined(parts, what), ((several, what),)
    elif "-" in parts[0]:
        halves = parts[0].split("-")
        yield parts[0], (("hyphen", "kept"),)
        yield "".join(halves), (("hyphen", "left out"),)
        yield halves[0], (("hyphen", "first part"),)
        yield halves[-1], (("hyphen", "last part"),)
    else:
        yield parts[0], ()


def _joined(parts: list[str], what: str) -> str:
    if what == "left out":
        start = next((i for i, part in enumerate(parts) if part not in PARTICLES), len(parts) - 1)
        return "".join(parts[start:])
    joins = {"joined": "".join, "with dots": ".".join, "with hyphens": "-".join}
    if what in joins:
        return joins[what](parts)
    return parts[0] if what == "first" else parts[-1]


def bare(word: str) -> str:
    """In plain letters and hyphens."""
    return folded(APOSTROPHES.sub("", word)).replace(".", "")
