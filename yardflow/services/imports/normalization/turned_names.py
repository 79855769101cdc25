"""Whole names in which the family name leads, as the header of their column says."""

from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.columns.name_headers import last_names_in_front
from yardflow.services.records.names.degrees import are_degrees
from yardflow.services.records.names.first_names import FIRST_NAMES
from yardflow.services.records.names.order import with_comma
from yardflow.services.records.names.person_names import split_name
from yardflow.services.records.values.normalize import folded

_PAIR = 2


class TurnedNames:
    """Puts the comma into the names of one file, as its mapping and headers say."""

    def __init__(self, headers: list[str], mapping: Mapping) -> None:
        leading = {
            at: last_names_in_front(headers[at]) for at, name in mapping.items() if name == "name"
        }
        self.columns = {at: count for at, count in leading.items() if count}

    def turned(self, cells: list[str]) -> list[str]:
        """The cells with ``Rossi, Maria Grazia`` for ``Rossi Maria Grazia``."""
        cells = list(cells)
        for at, count in self.columns.items():
            cells[at] = _turned(cells[at].strip(), count)
        return cells


def _turned(text: str, leading: int) -> str:
    """Unchanged where a comma or capitals tell, or titles stand between; without degrees behind a
    comma, which says nothing then.
    """
    name, comma, behind = text.partition(",")
    if comma and are_degrees(behind.replace(",", " ").split()):
        text = name
    if "," in text or not any(map(str.islower, text)) or any(map(_is_shouted, text.split())):
        return text
    first, last = split_name(text)
    words = f"{first} {last}".split()
    if _begins_with_first_name(words) or " ".join(words) not in " ".join(text.split()):
        return text
    return with_comma(words, leading)


def _begins_with_first_name(words: list[str]) -> bool:
    """Whether there is nothing to turn: one word, or a first name from abroad in front."""
    if len(words) < _PAIR:
        return True
    first, *_, last = map(folded, words)
    return len(words) == _PAIR and first in FIRST_NAMES and last not in FIRST_NAMES


def _is_shouted(word: str) -> bool:
    return len(word) > 2 and word.isupper()
