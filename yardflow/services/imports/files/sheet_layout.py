"""What a sheet says of its cells beside their values: which are merged, and which columns hidden.

A merged range has its value in its first cell. Lists that are grouped by company merge the cells
of each group, so the value is passed on to the rows below.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Self, cast
from xml.etree.ElementTree import Element, XMLPullParser

from openpyxl.utils import column_index_from_string
from openpyxl.xml.constants import SHEET_MAIN_NS

from yardflow.services.imports.files.zipfile_guard import Bounded
from yardflow.services.imports.limits import MAX_COLUMNS, MAX_MERGED, MAX_PASSED_ON
from yardflow.services.imports.refusals import Refused

TRUE = frozenset({"1", "true"})
_AT_ONCE = 1 << 16
_COLUMN_TAG = f"{{{SHEET_MAIN_NS}}}col"
_MERGED = re.compile(rb"""mergeCell\s+ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_LONGEST_MERGED = 100


class Merged(NamedTuple):
    """A merged range of cells; rows and columns are counted from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def within_header(self, row: int) -> Self:
        """Not further than the header in this row, and not into the columns beside it."""
        return self._replace(last_row=min(self.last_row, row), last_column=self.first_column)


class SheetLayout(NamedTuple):
    """``merged`` are the ranges over several rows that begin in a column of ours."""

    merged: list[Merged]
    hidden_columns: set[int]


def layout_of(part: Bounded) -> SheetLayout:
    """Reads a sheet to its end, because merged ranges stand below the rows.

    Raises:
        Refused: it has more merged ranges than any list.
    """
    chunk = part.read(_AT_ONCE)
    layout = SheetLayout([], _hidden_columns(chunk))
    rest = b""
    while chunk:
        seen = rest + chunk
        end = max(0, len(seen) - _LONGEST_MERGED)
        if b"mergeCell" in seen:
            for match in _MERGED.finditer(seen):
                end = max(end, match.end())
                _add(layout.merged, match)
        rest = seen[end:]
        chunk = part.read(_AT_ONCE)
    return layout


def _hidden_columns(head: bytes) -> set[int]:
    """Columns are described before the first row."""
    pull: XMLPullParser = XMLPullParser(("start",))
    pull.feed(head.partition(b"sheetData")[0])
    return {
        column
        for _, element in cast("Iterator[tuple[str, Element]]", pull.read_events())
        if element.tag == _COLUMN_TAG and element.get("hidden") in TRUE
        for column in range(
            max(1, int(element.get("min", 1))), _ours(int(element.get("max", 0))) + 1
        )
    }


def _add(merged: list[Merged], match: re.Match[bytes]) -> None:
    left, top, right, bottom = (part.decode() for part in match.groups())
    first, last = column_index_from_string(left), column_index_from_string(right)
    if int(top) < int(bottom) and first <= MAX_COLUMNS:
        merged.append(Merged(int(top), int(bottom), first, _ours(last)))
        if len(merged) > MAX_MERGED:
            raise Refused("too_many_merged")


def _ours(column: int) -> int:
    return min(column, MAX_COLUMNS)


class MergedCells:
    """Fills rows from merged ranges; they come in order, each once.

    Where ranges overlap, which Excel never writes, the later one counts; so the work for a row is
    bounded by its columns.
    """

    def __init__(self, merged: Iterable[Merged]) -> None:
        self._to_come = sorted(merged, reverse=True)  # the next one is the last
        # By column: the last row that it goes to, and the value.
        self._passed_on: dict[int, tuple[int, Any]] = {}

    def fill(self, number: int, row: dict[int, Any]) -> None:
        """Fills the empty cells of a row that has a value of its own; a blank one stays blank."""
        if not (self._to_come or self._passed_on):
            return
        own = {column for column, value in row.items() if value != ""}
        for column, (last_row, value) in list(self._passed_on.items()):
            if last_row < number:
                del self._passed_on[column]
            elif own and column not in own:
                row[column] = value
        while self._to_come and self._to_come[-1].first_row <= number:
            merged = self._to_come.pop()
            value = row.get(merged.first_column, "") if merged.first_row == number else ""
            if value == "" or (isinstance(value, str) and len(value) > MAX_PASSED_ON):
                continue
            columns = range(merged.first_column, merged.last_column + 1)
            self._passed_on |= dict.fromkeys(columns, (merged.last_row, value))
            # A range that has the row to itself is a heading.
            if not own.issubset(columns):
                row |= dict.fromkeys(set(columns) - own, value)
