"""What lists have in a cell where there is nothing: words of many languages (`placeholders`), and
signs.

They are held in the cases they are written in, so that a cell is looked up as it stands: that is
all they cost a cell that is filled.
"""

import itertools
from collections.abc import Iterable

from yardflow.services.records import placeholders

# Written like that they are names: Nan Goldin, Li Na.
_NAMES = frozenset({"Na", "Nan", "Nil"})
_SIGNS = "-.?/*_–—…"
_LONGEST = 40


def _written(words: Iterable[str]) -> set[str]:
    """Each in its usual cases."""
    return {
        case
        for word in words
        for case in (word, word.lower(), word.upper(), word.title(), word.capitalize())
    }


def _twice(words: Iterable[str]) -> set[str]:
    return {f"{word} {word}" for word in words}


_words = {word.strip() for word in placeholders.WORDS.split(",")}
_bracketed = {f"{left}{word}{right}" for word in _words for left, right in ("()", "[]", "<>", "{}")}
_repeated = {sign * count for sign in f"{_SIGNS}=~#+," for count in range(1, _LONGEST)}
_mixed = {"".join(signs) for count in (2, 3) for signs in itertools.product(_SIGNS, repeat=count)}
_zeros = {"0", "00", "000", "0000", "0.0", "0.00"}
_exes = _written("x" * count for count in range(3, _LONGEST))
_no_names = (
    _bracketed
    | {word for word in _words if not word.isalpha()}
    | set(placeholders.NO_NAMES.split())
)
_doubtful = _written(placeholders.DOUBTFUL.split()) - _NAMES

# Of notes, where 0 is a rating.
NOTHING_IN_NOTES = frozenset(_written(_words | _bracketed) | _repeated | _mixed | _exes)
# Of flags, where нет is an answer.
NOTHING_IN_FLAGS = frozenset(NOTHING_IN_NOTES - _written(["нет"]))
# Of any other field, also of a company: one called "None" would gather all whose company the list
# doesn't know. Who is really called so can be entered as "None Ltd".
NOTHING = frozenset(NOTHING_IN_NOTES | _zeros)
# Of a name or a part of one; `DOUBTFUL_NAMES` are for a second look.
DOUBTFUL_NAMES = frozenset(_doubtful | _twice(_doubtful) | _written(placeholders.DOUBTFUL_NAMES))
_nothing = _repeated | _mixed | _zeros | _exes | _written(_no_names)
NOTHING_IN_NAMES = frozenset(_nothing | _twice(_nothing) | DOUBTFUL_NAMES)
