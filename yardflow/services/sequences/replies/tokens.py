"""The words of a text as they are compared: without capitals, accents and punctuation. A Chinese
sign is mostly a word of its own.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# The longest text that words are looked for in.
MOST = 20_000
# The sign of sending means something else in these: to dispatch, an invoice, to start, to develop;
# "we" is no one who speaks of themselves.
_WHOLE = "我[们們]|[发發][运運货貨车車票生现現]|[出开開研批][发發]"
_TOKEN = re.compile(rf"{_WHOLE}|[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
# Letters that no accent makes, as people without them on their keyboard write them.
_PLAIN = str.maketrans(
    {"\u0142": "l", "\u00f8": "o", "\u00e6": "ae", "\u0153": "oe", "\u0111": "d"}
)
Tokens = Sequence[str]
# As many letters as a clause has.
_CLAUSE = 500


def folded(text: str) -> str:
    """The text as it is compared: without capitals, accents and apostrophes."""
    plain = text[:MOST].replace("\u2019", "'")
    # Sign by sign: to order a thousand accents on one letter takes the square of their number.
    return (plain if plain.isascii() else "".join(map(_bare, plain))).casefold()


@lru_cache(maxsize=10_000)
def _bare(sign: str) -> str:
    parts = unicodedata.normalize("NFKD", sign)
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_PLAIN)


def tokens(text: str) -> list[str]:
    """The words of a text."""
    return [*_read(text)] if len(text) <= _CLAUSE else _found(text)


def _found(text: str) -> list[str]:
    return _TOKEN.findall(folded(text).replace("'", ""))


# Each rule asks anew for the words of a clause.
@lru_cache(maxsize=200)
def _read(text: str) -> list[str]:
    return _found(text)
