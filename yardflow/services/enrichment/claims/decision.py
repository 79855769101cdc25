"""What becomes of findings: one pure function over one field, so that its rules can be read and
tried.

A person's or a list's value is never overwritten, and what a person refused does not come back by
itself. What is sure enough fills the field, the rest waits for a person. Sources that agree make
each other surer; sources that contradict each other wait, however sure they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from yardflow.models import ClaimStatus
from yardflow.services.enrichment.providers.protocol import SOURCES, Finding
from yardflow.services.records.normalize import folded

# Agreement alone never makes more certain than this.
MOST_BY_AGREEMENT = Decimal("0.97")
# A guess below this contradicts nobody.
LEAST_TO_CONTRADICT = Decimal("0.20")
_CENT = Decimal("0.01")


class Whose(StrEnum):
    """Whose word the field is. ``nobody``: empty, or it only follows from another field.

    ``theirs``: a person or a list gave the value. ``claimed``: an applied claim did. ``emptied``:
    a person took away what a claim had put there.
    """

    NOBODY = "nobody"
    THEIRS = "theirs"
    CLAIMED = "claimed"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier claim that still stands: shown in the field, or waiting for review.

    ``sources`` are all that have ever said this value of the field: each counts once for it.
    ``key`` is whatever the caller knows the claim by.
    """

    key: int
    value: str
    confidence: Decimal
    source: str
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it stands. ``accepted``: a person has confirmed the applied claim.

    ``refused`` are values that a person has rejected, taken back or written over.
    """

    whose: Whose = Whose.NOBODY
    applied: Said | None = None
    accepted: bool = False
    refused: frozenset[str] = frozenset()
    waiting: tuple[Said, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether a person or a list has the last word already."""
        return self.whose == Whose.THEIRS or self.accepted


@dataclass(frozen=True, slots=True)
class Fate:
    """A finding with its final confidence, and what becomes of it."""

    finding: Finding
    status: ClaimStatus


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of each finding, and the keys of the earlier claims that they replace."""

    fates: tuple[Fate, ...]
    replaced: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Opinion:
    """One value, and who says so now, the surest first; ``confidence`` of all together."""

    value: str
    said_by: tuple[Finding, ...]
    confidence: Decimal
    agreeing: tuple[str, ...] = ()

    @property
    def carrier(self) -> Finding:
        """The finding that stands for the value, with what speaks for it."""
        first = self.said_by[0]
        how = first.how
        if self.agreeing:
            names = " and ".join(SOURCES.get(one, one) for one in self.agreeing)
            how = f"{how}; {names} {'say' if len(self.agreeing) > 1 else 'says'} the same"
        return replace(first, confidence=self.confidence, how=how)


@lru_cache(maxsize=2048)
def same(text: str) -> str:
    """A value as it is compared."""
    return " ".join(folded(text).split())


def agreed(confidences: Iterable[Decimal]) -> Decimal:
    """How sure several are together that say the same independently of each other."""
    doubt, surest, voices = Decimal(1), Decimal(0), 0
    for one in confidences:
        doubt, surest, voices = doubt * (1 - one), max(surest, one), voices + 1
    if voices < 2:
        return surest
    return max(surest, min(1 - doubt, MOST_BY_AGREEMENT)).quantize(_CENT)


def decide(field: Field, findings: Iterable[Finding], threshold: Decimal) -> Decision:
    """What becomes of ``findings``, all about this field and of one run; ``threshold`` is 0–1."""
    findings = list(findings)
    if field.whose == Whose.EMPTIED:
        field = replace(field, applied=None)  # what a person took away is not shown any more
    refused = {same(one) for one in field.refused}
    live = [one for one in findings if not field.closed and same(one.value) not in refused]
    opinions = _opinions(field, live)
    contradicted = _contradicted(field, live)
    kept: dict[int, Fate] = {}
    replaced = _dropped(field, live)
    for opinion in opinions:
        best = opinion is opinions[0]
        status = _status(field, opinion, threshold, free=best and not contradicted)
        if status != ClaimStatus.UNUSED:
            kept[id(opinion.said_by[0])] = Fate(opinion.carrier, status)
            replaced |= {one.key for one in field.waiting if same(one.value) == opinion.value}
        if status == ClaimStatus.APPLIED and field.applied is not None:
            replaced.add(field.applied.key)
            field = replace(field, applied=None)
    fates = [kept.pop(id(one), Fate(one, ClaimStatus.UNUSED)) for one in findings]
    return Decision(tuple(fates), frozenset(replaced))


def _opinions(field: Field, live: list[Finding]) -> list[_Opinion]:
    """The values that are named now, the surest first."""
    by_value: dict[str, dict[str, Finding]] = {}
    for one in sorted(live, key=lambda one: -one.confidence):
        by_value.setdefault(same(one.value), {}).setdefault(one.source, one)
    speaking = {one.source for one in live}
    opinions = [_opinion(field, value, said, speaking) for value, said in by_value.items()]
    return sorted(opinions, key=lambda one: -one.confidence)


def _opinion(field: Field, value: str, said: dict[str, Finding], speaking: set[str]) -> _Opinion:
    """Counts every source once, also those that said the same before and still stand by it: whoever
    is ``speaking`` now stands by what they say now.
    """
    now = tuple(said.values())
    best = _Opinion(
        value, now, agreed(one.confidence for one in now), tuple(one.source for one in now[1:])
    )
    for one in _standing(field):
        if same(one.value) != value or one.source in speaking:
            continue
        others = [each for each in now if each.source not in one.sources]
        together = agreed([one.confidence, *(each.confidence for each in others)])
        if others and together > best.confidence:
            # Who says so now carries the value on.
            said_by = (*others, *(each for each in now if each not in others))
            agreeing = (one.source, *(each.source for each in said_by[1:]))
            best = _Opinion(value, said_by, together, agreeing)
    return best


def _standing(field: Field) -> tuple[Said, ...]:
    return (*((field.applied,) if field.applied else ()), *field.waiting)


def _contradicted(field: Field, live: list[Finding]) -> bool:
    """Whether two sources name different values, each going by its best one.

    Who speaks now has taken back what they said before.
    """
    voices: dict[str, str] = {}
    for one in sorted(live, key=lambda one: -one.confidence):
        if one.confidence >= LEAST_TO_CONTRADICT:
            voices.setdefault(one.source, same(one.value))
    speaking = {one.source for one in live}
    for said in sorted(field.waiting, key=lambda one: -one.confidence):
        if said.source not in speaking and said.confidence >= LEAST_TO_CONTRADICT:
            voices.setdefault(said.source, same(said.value))
    if field.applied is not None and field.applied.confidence >= LEAST_TO_CONTRADICT:
        for source in field.applied.sources | {field.applied.source}:
            if source not in speaking:
                voices.setdefault(source, same(field.applied.value))
    return len(set(voices.values())) > 1


def _status(field: Field, opinion: _Opinion, threshold: Decimal, *, free: bool) -> ClaimStatus:
    """``free``: it is the surest of the values named now, and nobody contradicts it."""
    shown = field.applied
    if shown is not None and same(shown.value) == opinion.value:
        # What is shown is not asked about again; only what makes it surer is news.
        surer = opinion.confidence > shown.confidence and opinion.confidence >= threshold
        return ClaimStatus.APPLIED if free and surer else ClaimStatus.UNUSED
    enough = max(threshold, shown.confidence if shown else Decimal(0))
    if free and field.whose != Whose.EMPTIED and opinion.confidence >= enough:
        return ClaimStatus.APPLIED
    waits_already = any(
        same(one.value) == opinion.value and opinion.confidence <= one.confidence
        for one in field.waiting
    )
    return ClaimStatus.UNUSED if waits_already else ClaimStatus.REVIEW


def _dropped(field: Field, live: list[Finding]) -> set[int]:
    """The waiting claims whose own source says something else by now."""
    speaking = {one.source for one in live}
    named = {(one.source, same(one.value)) for one in live}
    return {
        one.key
        for one in field.waiting
        if one.source in speaking and (one.source, same(one.value)) not in named
    }
