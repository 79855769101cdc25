"""What becomes of claims: one pure function over one field, so that its rules can be read and
tried.

A person's or a list's value is never overwritten, and what a person refused does not come back by
itself. What is sure enough fills the field, the rest waits for a person, unless the field says so
already. Sources that agree make each other surer; sources that contradict each other wait, however
sure they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from yardflow.models import ClaimStatus
from yardflow.services.enrichment.providers.protocol import ProviderClaim
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.services.records.values.same_value import same

# Agreement alone never makes more certain than this.
MOST_BY_AGREEMENT = Decimal("0.97")
# What is less likely than not, as it says itself, contradicts nobody.
LEAST_TO_CONTRADICT = Decimal("0.50")
_CENT = Decimal("0.01")


class ValueOrigin(StrEnum):
    """Where a field's value comes from. ``none``: it is empty, or only follows from another field.

    ``manual``: a person or a list gave it. ``claim``: an applied claim did. ``cleared``: a person
    removed what a claim had put there.
    """

    NONE = "none"
    MANUAL = "manual"
    CLAIM = "claim"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class StandingClaim:
    """An earlier claim that still stands: shown in the field, or waiting for review.

    ``sources`` are all that have ever said this value of the field: each counts once for it.
    ``key`` is whatever the caller knows the claim by.
    """

    key: int
    value: str
    confidence: Decimal
    source: str
    sources: frozenset[str] = frozenset()

    def says(self, value: str) -> bool:
        """Whether this is its value, as values are compared (`same`)."""
        return same(self.value) == value


Claimed = TypeVar("Claimed", ProviderClaim, StandingClaim)


@dataclass(frozen=True, slots=True)
class FieldState:
    """A field as it stands. ``accepted``: a person has confirmed the applied claim.

    ``refused`` are values that a person has rejected, removed or overwritten; ``shown`` is what the
    field says now, whoever says so.
    """

    origin: ValueOrigin = ValueOrigin.NONE
    applied: StandingClaim | None = None
    accepted: bool = False
    refused: frozenset[str] = frozenset()
    waiting: tuple[StandingClaim, ...] = ()
    shown: str = ""

    @property
    def closed(self) -> bool:
        """Whether a person or a list has the last word already."""
        return self.origin == ValueOrigin.MANUAL or self.accepted


@dataclass(frozen=True, slots=True)
class DecidedClaim:
    """A claim with its final confidence, and what becomes of it."""

    claim: ProviderClaim
    status: ClaimStatus


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of each claim, and the keys of the earlier claims that they replace."""

    claims: tuple[DecidedClaim, ...]
    replaced: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One value, and who says so now, the surest first; ``confidence`` of all together."""

    value: str
    claims: tuple[ProviderClaim, ...]
    confidence: Decimal
    agreeing: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether a person decides: one source says so alone, and of something that waits."""
        return not self.agreeing and all(claim.waits for claim in self.claims)

    @property
    def carrier(self) -> ProviderClaim:
        """The claim that stands for the value, with what speaks for it."""
        first = self.claims[0]
        how = first.how
        if self.agreeing:
            names = " and ".join(label_of(source) for source in self.agreeing)
            how = f"{how}; {names} {'say' if len(self.agreeing) > 1 else 'says'} the same"
        return replace(first, confidence=self.confidence, how=how)


def combined(confidences: Iterable[Decimal]) -> Decimal:
    """How sure several are together that say the same independently of each other."""
    doubt, surest, count = Decimal(1), Decimal(0), 0
    for confidence in confidences:
        doubt, surest, count = doubt * (1 - confidence), max(surest, confidence), count + 1
    if count < 2:
        return surest
    return max(surest, min(1 - doubt, MOST_BY_AGREEMENT)).quantize(_CENT)


def decide(field: FieldState, claims: Iterable[ProviderClaim], threshold: Decimal) -> Decision:
    """What becomes of ``claims``, all about this field and of one run; ``threshold`` is 0–1."""
    claims = list(claims)
    if field.origin == ValueOrigin.CLEARED:
        field = replace(field, applied=None)  # what a person removed is not shown any more
    refused = {same(value) for value in field.refused}
    eligible = [each for each in claims if not field.closed and same(each.value) not in refused]
    candidates = _candidates(field, eligible)
    contradicted = bool(candidates) and _contradicted(field, eligible, candidates[0].value)
    kept: dict[int, DecidedClaim] = {}
    replaced = _superseded(field, eligible)
    for candidate in candidates:
        best = candidate is candidates[0]
        status = _status(field, candidate, threshold, free=best and not contradicted)
        if status != ClaimStatus.UNUSED:
            kept[id(candidate.claims[0])] = DecidedClaim(candidate.carrier, status)
            replaced |= {claim.key for claim in field.waiting if claim.says(candidate.value)}
        if status == ClaimStatus.APPLIED and field.applied is not None:
            replaced.add(field.applied.key)
            field = replace(field, applied=None)
        if status == ClaimStatus.APPLIED:
            field = replace(field, shown=candidate.carrier.value)
    outcomes = [kept.pop(id(claim), DecidedClaim(claim, ClaimStatus.UNUSED)) for claim in claims]
    return Decision(tuple(outcomes), frozenset(replaced))


def _surest_first(claims: Iterable[Claimed]) -> list[Claimed]:
    return sorted(claims, key=lambda claim: -claim.confidence)


def _candidates(field: FieldState, claims: list[ProviderClaim]) -> list[_Candidate]:
    """The values that are named now, the surest first."""
    by_value: dict[str, dict[str, ProviderClaim]] = {}
    for claim in _surest_first(claims):
        by_value.setdefault(same(claim.value), {}).setdefault(claim.source, claim)
    sources = {claim.source for claim in claims}
    candidates = [
        _candidate(field, value, tuple(by_source.values()), sources)
        for value, by_source in by_value.items()
    ]
    return sorted(candidates, key=lambda candidate: -candidate.confidence)


def _candidate(
    field: FieldState, value: str, claims: tuple[ProviderClaim, ...], sources: set[str]
) -> _Candidate:
    """Counts every source once, also those that said the same before and still stand by it: a
    source that speaks now (``sources``) stands by what it says now.
    """
    best = _Candidate(
        value,
        claims,
        combined(claim.confidence for claim in claims),
        tuple(claim.source for claim in claims[1:]),
    )
    for earlier in _standing(field):
        if not earlier.says(value) or earlier.source in sources:
            continue
        others = [claim for claim in claims if claim.source not in earlier.sources]
        confidence = combined([earlier.confidence, *(claim.confidence for claim in others)])
        if others and confidence > best.confidence:
            # Who says so now carries the value on.
            ordered = (*others, *(claim for claim in claims if claim not in others))
            agreeing = (earlier.source, *(claim.source for claim in ordered[1:]))
            best = _Candidate(value, ordered, confidence, agreeing)
    return best


def _standing(field: FieldState) -> tuple[StandingClaim, ...]:
    return (*((field.applied,) if field.applied else ()), *field.waiting)


def _contradicted(field: FieldState, claims: list[ProviderClaim], value: str) -> bool:
    """Whether a source names another value, each going by its best one: several that are unsure
    may together be surer of a value than one that is sure of another.

    A source that speaks now has dropped what it said before.
    """
    values: dict[str, str] = {}
    for claim in _surest_first(claims):
        if claim.confidence >= LEAST_TO_CONTRADICT:
            values.setdefault(claim.source, same(claim.value))
    sources = {claim.source for claim in claims}
    for earlier in _surest_first(field.waiting):
        if earlier.source not in sources and earlier.confidence >= LEAST_TO_CONTRADICT:
            values.setdefault(earlier.source, same(earlier.value))
    if field.applied is not None and field.applied.confidence >= LEAST_TO_CONTRADICT:
        for source in field.applied.sources | {field.applied.source}:
            if source not in sources:
                values.setdefault(source, same(field.applied.value))
    return not set(values.values()) <= {value}


def _status(
    field: FieldState, candidate: _Candidate, threshold: Decimal, *, free: bool
) -> ClaimStatus:
    """``free``: it is the surest of the values named now, and nobody contradicts it."""
    free = free and not candidate.waits
    shown = field.applied
    if shown is not None and shown.says(candidate.value):
        # What is shown is not asked about again; only what makes it surer is news.
        surer = candidate.confidence > shown.confidence and candidate.confidence >= threshold
        return ClaimStatus.APPLIED if free and surer else ClaimStatus.UNUSED
    enough = max(threshold, shown.confidence if shown else Decimal(0))
    if free and field.origin != ValueOrigin.CLEARED and candidate.confidence >= enough:
        return ClaimStatus.APPLIED
    if same(field.shown) == candidate.value:
        return ClaimStatus.UNUSED
    waits_already = any(
        claim.says(candidate.value) and candidate.confidence <= claim.confidence
        for claim in field.waiting
    )
    return ClaimStatus.UNUSED if waits_already else ClaimStatus.REVIEW


def _superseded(field: FieldState, claims: list[ProviderClaim]) -> set[int]:
    """The waiting claims whose own source says something else by now."""
    sources = {claim.source for claim in claims}
    repeated = {(claim.source, same(claim.value)) for claim in claims}
    return {
        claim.key
        for claim in field.waiting
        if claim.source in sources and (claim.source, same(claim.value)) not in repeated
    }
