"""Names that are written like one and have no word in them that stands in a row for anything else.

Nearly every row has such a name, and needs no second look.
"""

from yardflow.services.imports.cells.fillers import NOTHING_IN_NAMES
from yardflow.services.imports.normalization import footers, placeholder_names
from yardflow.services.records.names import slogans
from yardflow.services.records.values import places
from yardflow.services.records.values.normalize import folded

_OF_OTHERS = (
    placeholder_names.FIRST_WORDS
    | footers.FIRST_OF_NAMES
    | slogans.FIRST_WORDS
    | places.LAST_WORDS
    | NOTHING_IN_NAMES.first_words
)


def is_usual(name: str) -> bool:
    """Whether a name is no placeholder, place, total or slogan; it may fail to see that."""
    if not (name.istitle() and name.replace(" ", "").isalpha()):
        return False
    words = (name.lower() if name.isascii() else folded(name)).split()
    return _OF_OTHERS.isdisjoint(words) and bool(words[0].strip(words[0][0]))
