"""Rows out of a delimited text file, whatever its encoding, delimiter and line ends."""

import contextlib
import csv
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from yardflow.models import ImportKind
from yardflow.services.imports.encoding import UNWANTED, encoding_of
from yardflow.services.imports.header import recognised
from yardflow.services.imports.limits import HEADER_WITHIN, MAX_COLUMNS, MAX_LINE, SAMPLE_ROWS
from yardflow.services.imports.quotes import open_quote
from yardflow.services.imports.refusals import Refused

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


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
        delimiter = named or _delimiter_of(sample, kind)
        file.seek(0)
        if named:
            file.readline(MAX_LINE)
        source = {
            "format": "csv",
            "encoding": encoding,
            "encoding_detected": encoding != chosen,
            "delimiter": DELIMITERS[delimiter],
        }
        records = _records(_Lines(_lines(file), skipped=bool(named)), delimiter)
        yield records, source, lambda: binary.tell() / path.stat().st_size


def _named_by_excel(file: TextIO) -> str | None:
    """Excel may write ``sep=;`` as the first line; it is not part of the list."""
    line = file.readline(MAX_LINE).strip().strip('"')
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


class _Lines(Iterator[str]):
    """RowNormalizer on their way to the csv module; ``record`` are those since the last row.

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


def _records(lines: _Lines, delimiter: str) -> Iterator[list[str]]:
    width = 0
    try:
        for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True):
            if lines.ended or len(lines.record) > 1:
                place = open_quote(lines.record, delimiter, width)
                if place is not None:
                    raise Refused("open_quote", lines.number(place))
            lines.row_is_complete()
            if len(row) > MAX_COLUMNS and any(cell.strip() for cell in row[MAX_COLUMNS:]):
                raise Refused("too_many_columns")
            width = max(width, len(row))
            yield row[:MAX_COLUMNS]
    except csv.Error:  # of the ways there are to go wrong, only a cell's length is left
        place = open_quote(lines.record, delimiter, width)
        raise Refused("long_cell", lines.number(place or 0)) from None


def _delimiter_of(sample: list[str], kind: ImportKind) -> str:
    """The delimiter under which the file has known column names, else the most even rows."""

    def fitness(delimiter: str) -> tuple[int, float, int]:
        rows = _sampled(sample, delimiter)
        known = max((recognised(row, kind) for row in rows[:HEADER_WITHIN]), default=0)
        widths = Counter(len(row) for row in rows if row)
        width, often = widths.most_common(1)[0] if widths else (1, 0)
        return (known, often / len(rows) if width > 1 else 0.0, width)

    return max(DELIMITERS, key=fitness)


def _sampled(sample: list[str], delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO("".join(sample), newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows.extend(itertools.islice(reader, SAMPLE_ROWS))
    return rows
