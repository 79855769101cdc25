"""Weighs the pieces of texts by the files of ``examples/``, where a line is a text that someone
wrote. To add one, write it into the file that says what it is, and run

    python -m yardflow.services.sequences.replies.learning

Stochastic gradient descent with a step of its own for each weight,
https://jmlr.org/papers/v12/duchi11a.html; the same files give the same weights.
"""

from base64 import b85encode
from dataclasses import dataclass
from hashlib import sha256
from math import exp, sqrt
from pathlib import Path
from random import Random

from yardflow.services.sequences.replies.likeness import PLACES, STEPS, WEIGHTS, pieces_of
from yardflow.services.sequences.replies.slips import as_meant

EXAMPLES = Path(__file__).parent / "examples"
# In the order of their weights; who wants neither has none.
KINDS = ("stop", "unsure", "neither")
_ROUNDS, _STEP, _DECAY = 24, 0.2, 3e-5
_BEGUN = 0.01
_LINE = 100


@dataclass(slots=True)
class _Place:
    """The weights of a place, and the sums of squares by which their steps become smaller."""

    stop: float = 0.0
    unsure: float = 0.0
    stop_squares: float = _BEGUN
    unsure_squares: float = _BEGUN


def examples_of(kind: str) -> list[str]:
    """What people wrote who meant this."""
    return (EXAMPLES / f"{kind}.txt").read_text(encoding="utf-8").splitlines()


def digest() -> str:
    """What the examples are known by in the first line of ``weights.txt``."""
    return sha256("\n".join("\n".join(examples_of(kind)) for kind in KINDS).encode()).hexdigest()


def learn() -> None:
    """Write the weights of the examples."""
    texts = {kind: examples_of(kind) for kind in KINDS}
    most = max(map(len, texts.values()))
    known = [
        (pieces_of(as_meant(text)), kind, sqrt(sqrt(most / len(texts[kind]))))
        for kind in KINDS
        for text in texts[kind]
    ]
    places = [_Place() for _ in range(PLACES)]
    order = Random(1)  # noqa: S311 (an order of examples, no secret)
    for _ in range(_ROUNDS):
        order.shuffle(known)
        for pieces, kind, rarity in known:
            _adjust([places[each] for each in pieces], kind, rarity)
    kept = [_kept(each.stop) for each in places] + [_kept(each.unsure) for each in places]
    text = b85encode(bytes(each % 256 for each in kept)).decode()
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    WEIGHTS.write_text("\n".join([digest(), *lines, ""]), encoding="ascii")


def _adjust(places: list[_Place], kind: str, rarity: float) -> None:
    """Move the weights of a text's places to what it is; those of a rare kind move further."""
    share = 1 / sqrt(max(len(places), 1))
    stop = exp(sum(place.stop for place in places) * share)
    unsure = exp(sum(place.unsure for place in places) * share)
    total = stop + unsure + 1
    by_stop = (stop / total - (kind == "stop")) * share * rarity
    by_unsure = (unsure / total - (kind == "unsure")) * share * rarity
    for place in places:
        slope = by_stop + _DECAY * place.stop
        place.stop_squares += slope * slope
        place.stop -= _STEP * slope / sqrt(place.stop_squares)
        slope = by_unsure + _DECAY * place.unsure
        place.unsure_squares += slope * slope
        place.unsure -= _STEP * slope / sqrt(place.unsure_squares)


def _kept(weight: float) -> int:
    return max(-128, min(127, round(weight * STEPS)))


if __name__ == "__main__":
    learn()
