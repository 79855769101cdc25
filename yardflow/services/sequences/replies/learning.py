"""Weighs the pieces of texts by the files of ``examples/``, where a line is a text that someone
wrote. To add one, write it into the file that says what it is, and run

    python -m yardflow.services.sequences.replies.learning

Stochastic gradient descent with a step of its own for each weight,
https://jmlr.org/papers/v12/duchi11a.html; the same files give the same weights.
"""

from base64 import b85encode
from hashlib import sha256
from math import exp, sqrt
from operator import itemgetter
from pathlib import Path
from random import Random

from yardflow.services.sequences.replies.likeness import PLACES, STEPS, WEIGHTS, pieces_of
from yardflow.services.sequences.replies.slips import as_meant

EXAMPLES = Path(__file__).parent / "examples"
# In the order of their weights; what is of no kind has none.
KINDS = ("stop", "unsure", "away", "left", "received")
FILES = (*KINDS, "neither")
_ROUNDS, _STEP, _DECAY = 20, 0.2, 3e-5
# What is as near as this moves nothing.
_CLOSE = 0.04
_BEGUN = 0.01
_LINE = 100


def examples_of(kind: str) -> list[str]:
    """What people wrote who meant this."""
    return (EXAMPLES / f"{kind}.txt").read_text(encoding="utf-8").splitlines()


def digest() -> str:
    """What the examples are known by in the first line of ``weights.txt``."""
    return sha256("\n".join("\n".join(examples_of(kind)) for kind in FILES).encode()).hexdigest()


def learn() -> None:
    """Write the weights of the examples."""
    texts = {kind: examples_of(kind) for kind in FILES}
    most = max(map(len, texts.values()))
    known = [
        (pieces_of(as_meant(text)), kind, sqrt(sqrt(most / len(texts[kind]))))
        for kind in FILES
        for text in texts[kind]
    ]
    weights = [[0.0] * PLACES for _ in KINDS]
    # The sums of squares by which the steps of a weight become smaller.
    squares = [[_BEGUN] * PLACES for _ in KINDS]
    order = Random(1)  # noqa: S311 (an order of examples, no secret)
    for _ in range(_ROUNDS):
        order.shuffle(known)
        for places, kind, rarity in known:
            share = 1 / sqrt(len(places))
            odds = [exp(sum(_at(places, each)) * share) for each in weights]
            total = sum(odds) + 1
            for number, name in enumerate(KINDS):
                error = odds[number] / total - (name == kind)
                if abs(error) > _CLOSE:
                    slope = error * share * rarity
                    _move(weights[number], squares[number], places, slope)
    _write(weights)


def _at(places: list[int], weights: list[float]) -> tuple[float, ...]:
    return itemgetter(*places)(weights)


def _move(weights: list[float], squares: list[float], places: list[int], error: float) -> None:
    """Move the weights of a kind at a text's places against the error."""
    for place in places:
        slope = error + _DECAY * weights[place]
        squares[place] += slope * slope
        weights[place] -= _STEP * slope / sqrt(squares[place])


def _write(weights: list[list[float]]) -> None:
    kept = bytes(_kept(weight) % 256 for each in weights for weight in each)
    text = b85encode(kept).decode()
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    WEIGHTS.write_text("\n".join([digest(), *lines, ""]), encoding="ascii")


def _kept(weight: float) -> int:
    return max(-128, min(127, round(weight * STEPS)))


if __name__ == "__main__":
    learn()
