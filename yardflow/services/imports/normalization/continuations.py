"""Rows that only go on with the person of the row above: exports with several addresses or numbers
a person put the second one into a row of its own, in which nothing else stands.

Such a row is read as if the person's name and company stood in it, and their addresses and numbers
before its own; so the second of a kind goes where that of a single cell would go.
"""

import re

from yardflow.models import ImportKind
from yardflow.services.imports.columns.mapping import Mapping

# So many rows of one person; behind them something else is wrong.
MOST = 9
_JOINT = "; "
_OWN = frozenset({"email", "phone", "mobile"})
_OF_PERSON = frozenset(
    {"name", "first_name", "last_name", "middle_name", "last_name_prefix", "company", "website"}
)
# Of the same part of a person: "ID (Email IDs)" beside "Email ID (Email IDs)".
_PART = re.compile(r"\([^()]+\)$|\.\w+$")
_SAYS_WHICH = re.compile(
    r"(?:is )?(?:primary|main|default)|(?:e-?mail |phone )?(?:type|label|kind|typ|art)|idx",
    re.IGNORECASE,
)


class Continuations:
    """Recognizes them under one mapping, and reads them with the person's own row."""

    def __init__(self, kind: ImportKind, headers: list[str], mapping: Mapping) -> None:
        self._own = {at: name for at, name in mapping.items() if name in _OWN}
        self._of_person = {at for at, name in mapping.items() if name in _OF_PERSON}
        parts = {part[0] for at in self._own if (part := _PART.search(headers[at].strip()))}
        beside = {
            at
            for at, header in enumerate(headers)
            if not mapping.get(at) and _is_beside(header.strip(), parts)
        }
        self._allowed = self._own.keys() | beside
        self._are_there = kind == ImportKind.CONTACTS and bool(self._of_person)

    def is_one(self, cells: list[str]) -> bool:
        """Whether only addresses and numbers stand in a row."""
        filled = {at for at, cell in enumerate(cells) if cell.strip()}
        return self._are_there and not filled.isdisjoint(self._own) and filled <= self._allowed

    def joined(self, cells: list[str], before: list[str]) -> list[str]:
        """The row as it is read; ``before``: the row above it, as it was read."""
        read = list(cells)
        for at in self._of_person:
            read[at] = before[at]
        for at, name in self._own.items():
            # A second number has a field, a third one none; a second address has none already.
            above = before[at].partition(_JOINT)[0] if name == "email" else before[at]
            read[at] = _JOINT.join(filter(None, (above.strip(), cells[at].strip())))
        return read


def _is_beside(header: str, parts: set[str]) -> bool:
    part = _PART.search(header)
    return bool(part and part[0] in parts) or _SAYS_WHICH.fullmatch(header) is not None
