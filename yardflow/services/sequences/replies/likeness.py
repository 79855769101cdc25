"""How alike a text is to what others wrote who meant the same.

Rules know the words that someone thought of; fresh texts have others. So pieces of words and
neighbouring words are weighed as `learning` found them in the files of ``examples/``: a small
logistic regression, https://en.wikipedia.org/wiki/Multinomial_logistic_regression, which is a sum
over the pieces that a text has. ``weights.txt`` keeps it.
"""

import re
from base64 import b85decode
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from yardflow.services.sequences.replies.phrases import folded

WEIGHTS = Path(__file__).parent / "weights.txt"
# Pieces share so many places: with eight times as many, texts are told apart no better.
PLACES = 1 << 14
# A weight is kept in a byte, in steps of one part in so many.
STEPS = 16
# Messages are looked at so far, and words of so many letters.
_MOST, _LONGEST = 1_000, 24
_SHORTEST_PIECE, _LONGEST_PIECE = 2, 5
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+|[?!\uff1f\uff01]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """The chances, 0 to 1, that a text is a wish for no more emails, perhaps one, about an absence
    or a departure, or a receipt; the rest is that it is none of these.
    """

    stop: float
    unsure: float
    away: float
    left: float
    received: float


def likeness_of(text: str) -> Likeness:
    """How alike a text is to the examples."""
    places = pieces_of(text)
    scale = 1 / (STEPS * sqrt(max(len(places), 1)))
    odds = [exp(sum(weights[each] for each in places) * scale) for weights in _weights()]
    return Likeness(*(each / (sum(odds) + 1) for each in odds))


def pieces_of(text: str) -> list[int]:
    """The places of the pieces that a text has: words, those beside each other or with one between,
    stretches of letters, and about how long it is.
    """
    words = [word[:_LONGEST] for word in _WORD.findall(folded(text[:_MOST]).replace("'", ""))]
    pieces = {f"#{len(words).bit_length()}", *words}
    pieces.update(f"{word} {after}" for word, after in pairwise(["^", *words, "$"]))
    pieces.update(f"{word} . {after}" for word, after in zip(words, words[2:], strict=False))
    for word in {*words}:
        if not "\u3400" <= word <= "\u9fff":
            pieces.update(_stretches(f"<{word}>"))
    return sorted({crc32(piece.encode()) % PLACES for piece in pieces})


def _stretches(word: str) -> list[str]:
    return [
        word[start : start + length]
        for length in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1)
        for start in range(len(word) - length + 1)
    ]


@cache
def _weights() -> list[memoryview]:
    """The weights of each kind at each place, in steps."""
    _, *lines = WEIGHTS.read_text(encoding="ascii").splitlines()
    kept = memoryview(b85decode("".join(lines))).cast("b")
    return [kept[start : start + PLACES] for start in range(0, len(kept), PLACES)]
