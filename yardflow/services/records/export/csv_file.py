"""CSV as Excel opens it without asking: UTF-8 with its mark, commas, CRLF."""

import codecs
import csv
from collections.abc import Sequence
from datetime import datetime

from yardflow.services.formula_escape import escaped
from yardflow.services.records.export.columns import Cell, Column
from yardflow.services.records.export.parts import Parts


class CsvFile:
    """Cells are text, in quotes, and none is taken for a formula."""

    media_type = "text/csv; charset=utf-8"
    most_rows: int | None = None

    def __init__(self, parts: Parts, columns: Sequence[Column], sheet: str) -> None:
        self._parts = parts
        self._writer = csv.writer(_Text(parts), quoting=csv.QUOTE_ALL)
        parts.write(codecs.BOM_UTF8)
        self._writer.writerow([column.header for column in columns])

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Adds rows below those that are there."""
        self._writer.writerows([_text(cell) for cell in row] for row in rows)

    def close(self) -> None:
        """There is nothing behind the last row."""


class _Text:
    """What the csv module writes to."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def write(self, text: str) -> int:
        return self._parts.write(text.encode())


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return escaped(cell)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case _:
            return str(cell)
