"""A file as a table: names of columns, and rows that are read while they are used."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from yardflow.models import ImportKind
from yardflow.services.formula_escape import unescaped
from yardflow.services.imports.cells.text import cleaned, is_plain
from yardflow.services.imports.columns.header import column_names, find_header, grouped
from yardflow.services.imports.files import kind as file_kind
from yardflow.services.imports.files import text_file
from yardflow.services.imports.limits import HEADER_WITHIN, MAX_BYTES, MAX_LINES, MAX_ROWS
from yardflow.services.imports.refusals import FileTooLarge, Refused

# The column that a file of skipped rows carries; it is about the row, not of it.
REASON_COLUMN = "Why it was skipped"


@dataclass
class Table:
    """``rows`` gives (number, cells) once; numbers count the lines below the header from 1.

    Every row has at least as many cells as there are headers, and more only where they hold
    something. ``source`` says how the file was understood, ``share`` how much of it was read so
    far, from 0 to 1.
    """

    headers: list[str]
    rows: Iterator[tuple[int, list[str]]]
    source: dict
    share: Callable[[], float]


@contextlib.contextmanager
def opened(path: Path, kind: ImportKind, sheet: str = "", encoding: str = "") -> Iterator[Table]:
    """Reads a CSV file or an Excel workbook, told apart by their first bytes.

    ``sheet`` and ``encoding`` are what a person chose; empty to have them detected.

    Raises:
        Refused: it can't be taken; also while its rows are read.
        FileTooLarge: it is over the limit.
    """
    with raw_rows(path, kind, sheet, encoding) as (raw, source, share):
        yield _table(raw, source, share)


@contextlib.contextmanager
def raw_rows(
    path: Path, kind: ImportKind, sheet: str = "", encoding: str = ""
) -> Iterator[tuple[Iterator[list[str]], dict, Callable[[], float]]]:
    """The rows of a file from the first on, whether or not one names the columns; how the file was
    understood; and how much of it was read.

    Raises:
        Refused, FileTooLarge: as in `opened`.
    """
    if path.stat().st_size > MAX_BYTES:
        raise FileTooLarge
    with contextlib.ExitStack() as stack:
        if file_kind.is_workbook(path):
            # Not before: openpyxl costs a tenth of the start of each process that could need it.
            from yardflow.services.imports.files import workbook

            yield stack.enter_context(workbook.opened(path, kind, sheet))
        else:
            yield stack.enter_context(text_file.opened(path, kind, encoding))


def _table(raw: Iterator[list[str]], source: dict, share: Callable[[], float]) -> Table:
    first = [row for _, row in zip(range(HEADER_WITHIN), raw, strict=False)]
    if not any(any(cell.strip() for cell in row) for row in first):
        raise Refused("empty")
    at = find_header(first)
    if at is None:
        raise Refused("no_header")
    headers = column_names(grouped(first[at - 1] if at else [], first[at]))
    dropped = headers.index(REASON_COLUMN) if REASON_COLUMN in headers else None
    if dropped is not None:
        del headers[dropped]
    source |= {"header_row": at + 1}
    return Table(headers, _rows(first[at + 1 :], raw, len(headers), dropped), source, share)


def _rows(
    first: list[list[str]], rest: Iterable[list[str]], width: int, dropped: int | None
) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for part in (first, rest):
        for cells in part:
            number += 1
            if dropped is not None and len(cells) > dropped:
                del cells[dropped]
            if number > MAX_LINES:
                raise Refused("too_many_blanks")
            joined = "".join(cells)
            if not is_plain(joined):
                cells = [cleaned(cell) for cell in cells]
                joined = "".join(cells)
            if not joined or joined.isspace():
                continue
            if len(cells) != width:
                cells = _fitted(cells, width)
            if "'" in joined:
                cells = [unescaped(cell) for cell in cells]
            if number > MAX_ROWS:
                raise Refused("too_many_rows")
            yield number, cells


def _fitted(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) < width:
        cells.extend([""] * (width - len(cells)))
    return cells
