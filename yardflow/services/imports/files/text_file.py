"""Rows out of a delimited text file, whatever its encoding, delimiter and line ends."""

import contextlib
import csv
import html
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from yardflow.models import ImportKind
from yardflow.services.imports.cells.text import with_signs
from yardflow.services.imports.columns.header import recognised
from yardflow.services.imports.files.encoding import UNWANTED, encoding_of
from yardflow.services.imports.files.quotes import open_quote
from yardflow.services.imports.limits import HEADER_WITHIN, MAX_COLUMNS, MAX_LINE, SAMPLE_ROWS
from yardflow.services.imports.refusals import Refused

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# A sentence in quotes may have as many commas as a short row.
_FEWEST_CELLS = 3


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How the file tells its cells apart. ``wrapped``: Excel took every line for one cell, and put
    it in quotes when it saved it.
    """

    delimiter: str
    quote: str = '"'
    wrapped: bool = False

    def read(self, lines: Iterable[str], *, blanks_count: bool = False) -> Iterator[list[str]]:
        """The rows; blanks before a cell are left out of it unless they count."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            skipinitialspace=not blanks_count,
        )

    def unwrapped(self, row: list[str]) -> list[str]:
        """The row that the only filled cell of this one is; itself, where that is no row."""
        if not row or self.delimiter not in row[0] or any(row[1:]):
            return row
        lines = io.StringIO(row[0], newline="")
        rows = list(self.read(lines, blanks_count=not self.wrapped))
        return rows[0] if len(rows) == 1 else row


@contextlib.contextmanager
def opened(
    path: Path, kind: ImportKind, chosen: str = ""
) -> Iterator[tuple[Iterator[list[str]], dict, Callable[[], float]]]:
    """The rows, read as they are used; how the file was understood; and how much of it was read.

    ``chosen`` is the encoding that a person chose; empty to have it detected.

    Raises:
        Refused: no text, or a text that is damaged; also while its rows are read.
    """
    encoding = encoding_of(path, chosen)
    # What was chosen or guessed may be wrong; a list is not refused for single bytes.
    errors = "strict" if encoding.startswith("utf-") and encoding != chosen else "replace"
    with (
        path.open("rb") as binary,
        io.TextIOWrapper(binary, encoding, errors=errors, newline="") as file,
    ):
        named = _named_by_excel(file)
        sample = list(itertools.islice(_lines(file), SAMPLE_ROWS * 4))
        dialect = _dialect_of(sample, kind, [named] if named else list(DELIMITERS))
        file.seek(0)
        if named:
            file.readline(MAX_LINE)
        source = {
            "format": "csv",
            "encoding": encoding,
            "encoding_detected": encoding != chosen,
            "delimiter": DELIMITERS[dialect.delimiter],
        }
        lines = _lines(file)
        if dialect.delimiter == ";":
            lines = map(_without_entities, lines)
        records = _records(_Lines(lines, skipped=bool(named)), dialect)
        yield records, source, lambda: binary.tell() / path.stat().st_size


def _named_by_excel(file: TextIO) -> str | None:
    """Excel may write ``sep=;`` as the first line; it is not part of the list."""
    line = file.readline(MAX_LINE).strip(' "\r\n')
    named = line[4:] if line.lower().startswith("sep=") else ""
    if named in DELIMITERS:
        return named
    file.seek(0)
    return None


def _lines(file: TextIO) -> Iterator[str]:
    """The lines, cleaned a megabyte at a time; none is much longer than that."""
    rest = ""
    while block := file.read(MAX_LINE):
        block = rest + (UNWANTED.sub("", block) if UNWANTED.search(block) else block)
        # A lone carriage return ends a line too, unless its line feed comes with the next block.
        cut = block.rfind("\n") + 1 or block.rfind("\r", 0, -1) + 1
        if not cut and len(block) > MAX_LINE:
            raise Refused("broken_text")
        rest = block[cut:]
        yield from io.StringIO(block[:cut], newline="")
    yield from io.StringIO(rest, newline="")


def _without_entities(line: str) -> str:
    """A line in which no semicolon ends an entity, where it ends a cell: ``A &amp; B;C``."""
    return with_signs(line, _sign)


def _sign(entity: re.Match[str]) -> str:
    sign = html.unescape(entity[0])
    if sign == '"':
        return "”"  # the straight one would open a cell
    return entity[0] if sign in ";\r\n" else sign


class _Lines(Iterator[str]):
    """Lines on their way to the csv module; ``record`` are those since the last row.

    ``ended`` says that the csv module wanted more of them than there are.
    """

    def __init__(self, lines: Iterator[str], *, skipped: bool) -> None:
        self.record: list[str] = []
        self.ended = False
        self._lines, self._before = lines, int(skipped)

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.record.append(line)
        return line

    def row_is_complete(self) -> None:
        """What comes belongs to the next row."""
        self._before += len(self.record)
        self.record.clear()

    def number(self, place: int) -> int:
        """The number in the file of one of ``record``, told from 0."""
        return self._before + place + 1


def _records(lines: _Lines, dialect: _Dialect) -> Iterator[list[str]]:
    delimiter, quote, wrapped = dialect.delimiter, dialect.quote, dialect.wrapped
    width = 0
    try:
        for row in dialect.read(lines):
            if lines.ended or len(lines.record) > 1:
                place = open_quote(lines.record, delimiter, width, quote)
                if place is not None:
                    raise Refused("open_quote", lines.number(place))
            lines.row_is_complete()
            if wrapped or len(row) == 1:
                row = _unwrapped(row, dialect, width)
            if len(row) > MAX_COLUMNS and any(cell.strip() for cell in row[MAX_COLUMNS:]):
                raise Refused("too_many_columns")
            width = max(width, len(row))
            yield row[:MAX_COLUMNS]
    except csv.Error:  # of the ways there are to go wrong, only a cell's length is left
        place = open_quote(lines.record, delimiter, width, quote)
        raise Refused("long_cell", lines.number(place or 0)) from None


def _unwrapped(row: list[str], dialect: _Dialect, width: int) -> list[str]:
    """A row without the quotes around it. Where not all lines have them, it is only one whose own
    quotes Excel had to put into others, that has as many cells as the rows above, and no sentence.
    """
    cells = dialect.unwrapped(row)
    if dialect.wrapped:
        return cells
    is_row = len(cells) == width >= _FEWEST_CELLS and dialect.quote in row[0]
    return cells if is_row and not any(cell.startswith(" ") for cell in cells) else row


def _dialect_of(sample: list[str], kind: ImportKind, delimiters: list[str]) -> _Dialect:
    """The one under which the file has known column names, else the most even rows."""

    def fitness(dialect: _Dialect) -> tuple[int, float, int]:
        rows = _sampled(sample, dialect)
        widths = Counter(len(row) for row in rows if row)
        width, often = widths.most_common(1)[0] if widths else (1, 0)
        return (_known(rows, kind), often / len(rows) if width > 1 else 0.0, width)

    candidates = [_detailed(_Dialect(delimiter), sample, kind) for delimiter in delimiters]
    return max(candidates, key=fitness)


def _detailed(dialect: _Dialect, sample: list[str], kind: ImportKind) -> _Dialect:
    """With the quotes that the cells have, or all of each line."""
    rows = [row for row in _sampled(sample, dialect) if row]
    if _in_single_quotes(next((row for row in rows if len(row) > 1), [])):
        return replace(dialect, quote="'")
    unwrapped = [dialect.unwrapped(row) for row in rows]
    known = _known(unwrapped, kind)
    all_are = all(
        len(cells) >= _FEWEST_CELLS and cells is not row
        for cells, row in zip(unwrapped, rows, strict=True)
    )
    return replace(dialect, wrapped=all_are or known > _known(rows, kind))


def _in_single_quotes(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) > 1 and all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)


def _known(rows: list[list[str]], kind: ImportKind) -> int:
    return max((recognised(row, kind) for row in rows[:HEADER_WITHIN]), default=0)


def _sampled(sample: list[str], dialect: _Dialect) -> list[list[str]]:
    reader = dialect.read(io.StringIO("".join(sample), newline=""))
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        for row in itertools.islice(reader, SAMPLE_ROWS):
            rows.append(dialect.unwrapped(row) if dialect.wrapped else row)
    return rows
