"""How alike a text is to what others wrote who meant the same.

Rules know the words that someone thought of; fresh texts have others. So pieces of words and
neighbouring words are weighed as `learning` found them in the files of ``examples/``: a small
logistic regression, https://en.wikipedia.org/wiki/Multinomial_logistic_regression, which is a sum
over the pieces that a text has. ``weights.txt`` keeps it.
"""

import re
from base64 import b85decode
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from yardflow.services.sequences.replies.tokens import folded

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
    return _weighed(text[:_MOST])


# A message is asked for more than once, as a whole and without its signature.
@lru_cache(maxsize=4)
def _weighed(text: str) -> Likeness:
    places = pieces_of(text)
    scale = 1 / (STEPS * sqrt(max(len(places), 1)))
    odds = [exp(sum(map(weights.__getitem__, places)) * scale) for weights in _weights()]
    return Likeness(*(each / (sum(odds) + 1) for each in odds))


def pieces_of(text: str) -> list[int]:
    """The places of the pieces that a text has: words, those beside each other or with one between,
    stretches of letters, and about how long it is.
    """
    words = [word[:_LONGEST] for word in _WORD.findall(folded(text[:_MOST]).replace("'", ""))]
    pieces = {f"#{len(words).bit_length()}"}
    pieces.update(f"{word} {after}" for word, after in pairwise(["^", *words, "$"]))
    pieces.update(f"{word} . {after}" for word, after in zip(words, words[2:], strict=False))
    return sorted({*map(_place, pieces)}.union(*map(_places_in, {*words})))


def _place(piece: str) -> int:
    return crc32(piece.encode()) % PLACES


# Most words of a message stood in others.
@lru_cache(maxsize=5_000)
def _places_in(word: str) -> frozenset[int]:
    """The places of a word and of the stretches of its letters."""
    written = f"<{word}>"
    lengths = () if "\u3400" <= word <= "\u9fff" else range(_SHORTEST_PIECE, _LONGEST_PIECE + 1)
    pieces = [
        written[start : start + length]
        for length in lengths
        for start in range(len(written) - length + 1)
    ]
    return frozenset(map(_place, [word, *pieces]))


@cache
def _weights() -> list[list[int]]:
    """The weights of each kind at each place, in steps."""
    _, *lines = WEIGHTS.read_text(encoding="ascii").splitlines()
    kept = memoryview(b85decode("".join(lines))).cast("b").tolist()
    return [kept[start : start + PLACES] for start in range(0, len(kept), PLACES)]
