"""Which way a person goes at a split: by chance among many, or chosen for everyone; for good."""

import hashlib
from itertools import accumulate

from yardflow.services.sequences.decisions.facts import EnrollmentFacts
from yardflow.services.sequences.definitions.steps import Split, StepKey

_BYTES = 8
_RANGE = 1 << (8 * _BYTES)


def way_of(split: Split, enrollment: EnrollmentFacts) -> StepKey | None:
    """Where the way of this person leads, by `place_of`."""
    return split.ways[place_of(split, enrollment)]


def place_of(split: Split, enrollment: EnrollmentFacts) -> int:
    """The way of this person at this split of this sequence, in every version and on every visit;
    by its place.

    Other splits are independent of it: who goes the first way here does so elsewhere by chance.
    Raises ValueError where no way has a weight.
    """
    known = enrollment.ways.get(split.key)
    if known is not None and known < len(split.ways):
        return known
    seed = f"{enrollment.sequence}:{split.key}:{enrollment.person}"
    digest = hashlib.blake2b(seed.encode(), digest_size=_BYTES).digest()
    total = sum(split.weights)
    if total <= 0:
        raise ValueError(f"The split {split.key!r} has no way with a weight.")
    point = int.from_bytes(digest, "big") * total // _RANGE
    return next(place for place, end in enumerate(accumulate(split.weights)) if point < end)
