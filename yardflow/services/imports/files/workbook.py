"""Rows out of an Excel workbook, streamed; the sheet that fits the kind of list is chosen."""

import contextlib
import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element, XMLPullParser

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from yardflow.models import ImportKind
from yardflow.services.imports.columns.fields import FIELDS
from yardflow.services.imports.columns.header import find_header, recognised
from yardflow.services.imports.columns.meanings import known_as
from yardflow.services.imports.files.encoding import UNWANTED
from yardflow.services.imports.files.sheet_layout import TRUE, Merged, MergedCells, layout_of
from yardflow.services.imports.files.zipfile_guard import Bounded, BoundedArchive, check_zip
from yardflow.services.imports.limits import HEADER_WITHIN, MAX_COLUMNS, MAX_LINE, MAX_LINES
from yardflow.services.imports.limits import MAX_ROW_ELEMENTS as MAX_ELEMENTS
from yardflow.services.imports.refusals import Refused

_SHEETS_LOOKED_AT = 20
_HIDDEN = frozenset({"hidden", "veryHidden"})
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_AT_ONCE = 1 << 16
_STRINGS_TAG, _STRING_TAG, _TEXT = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("sst", "si", "t"))
_RICH_TEXT = f"{{{SHEET_MAIN_NS}}}r/{_TEXT}"
_PERSONAL = {field.name for field in FIELDS if ImportKind.ACCOUNTS not in field.kinds}


@contextlib.contextmanager
def opened(
    path: Path, kind: ImportKind, sheet: str = ""
) -> Iterator[tuple[Iterator[list[str]], dict, Callable[[], float]]]:
    """The rows of one sheet, which one of which it is, and how much of it was read.

    Raises:
        Refused: a bomb, damaged, protected, or without such a sheet; also while rows are read.
    """
    check_zip(path)
    with _readable(path) as book:
        names = list(book.sheets)
        if sheet and sheet not in names:
            raise Refused("no_sheet")
        chosen = sheet or _fitting(book, kind)
        source = {
            "format": "xlsx",
            "sheet": chosen,
            "sheets": names,
            "hidden_sheets": [name for name in names if name in book.hidden],
        }
        yield _list(book, chosen, source), source, lambda: _share(book, chosen)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator["_Reader"]:
    with path.open("rb") as file:
        with _damage_refused():
            book = _Reader(file, read_only=True, data_only=True, keep_links=False)
            book.archive = BoundedArchive(file)
            book.read()
        if not book.sheets:
            raise Refused("broken_workbook")
        try:
            yield book
        finally:
            book.archive.close()


@contextlib.contextmanager
def _damage_refused() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (Refused, MemoryError):
        raise
    except Exception:  # the parser meets hostile bytes, and raises whatever they lead to
        raise Refused("broken_workbook") from None


class _Reader(ExcelReader):
    """Reads what rows refer to, and no rows; each part only as far as it fits."""

    sheets: dict[str, str]
    hidden: set[str]

    def read(self) -> None:
        """Strings, styles and where each sheet is."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        listed = [
            (sheet, relation.target)
            for sheet, relation in self.parser.find_sheets()
            if relation.target in self.valid_files and "chartsheet" not in relation.Type
        ]
        self.sheets = {sheet.name: part for sheet, part in listed}
        self.hidden = {sheet.name for sheet, _ in listed if sheet.state in _HIDDEN}

    def read_strings(self) -> None:
        """The strings that cells refer to; without the readings of foreign scripts."""
        if (table := self.package.find(SHARED_STRINGS)) is None:
            return
        with self.archive.for_strings(), self.archive.open(table.PartName[1:]) as part:
            for string in _children(part, _STRINGS_TAG, _STRING_TAG):
                texts = itertools.chain(string.iterfind(_TEXT), string.iterfind(_RICH_TEXT))
                text = "".join(text.text or "" for text in texts)
                self.shared_strings.append(text)
                if len(self.shared_strings) > MAX_LINES:
                    raise Refused("zip_bomb")


def _fitting(book: _Reader, kind: ImportKind) -> str:
    """The sheet whose header speaks most of this kind, the first one when none does; a hidden one
    only where all are.
    """
    names = [name for name in book.sheets if name not in book.hidden] or list(book.sheets)
    if len(names) == 1:
        return names[0]

    def fitness(name: str) -> int:
        first = [row for _, row in itertools.islice(_rows(book, name), HEADER_WITHIN)]
        width = _width(first)
        return max((_speaks_of(_texts(row, width), kind) for row in first), default=0)

    return max(names[:_SHEETS_LOOKED_AT], key=fitness)


def _speaks_of(row: list[str], kind: ImportKind) -> int:
    known = recognised(row, kind)
    if kind == ImportKind.CONTACTS:
        return known
    people = {field.name for cell in row if (field := known_as(cell, ImportKind.CONTACTS))}
    return known - len(people & _PERSONAL)


def _list(book: _Reader, name: str, source: dict) -> Iterator[list[str]]:
    """The rows of a sheet as texts; what is hidden among them is counted in ``source``."""
    with _damage_refused(), book.archive.for_rows(), book.archive.open(book.sheets[name]) as part:
        layout = layout_of(part)
    rows = _rows(book, name)
    first = list(itertools.islice(rows, HEADER_WITHIN))
    width = _width(row for _, row in first)
    source["hidden_columns"] = sum(column <= width for column in layout.hidden_columns)
    source["hidden_rows"] = 0
    header = _header_row([row for _, row in first], width, layout.merged)
    merged = MergedCells(
        cells.within_header(header) if cells.first_row <= header else cells
        for cells in layout.merged
    )
    for number, (hidden, row) in enumerate(itertools.chain(first, rows), 1):
        if row:
            merged.fill(number, row)
            source["hidden_rows"] += hidden and number > header
        yield _texts(row, width)


def _header_row(rows: list[dict[int, Any]], width: int, merged: list[Merged]) -> int:
    """The row that names the columns, counted from 1; 0 when none does.

    A header of two rows has its columns in both, merged.
    """
    downwards = MergedCells(cells.within_header(HEADER_WITHIN) for cells in merged)
    filled = [dict(row) for row in rows]
    for number, row in enumerate(filled, 1):
        if row:
            downwards.fill(number, row)
    at = find_header([_texts(row, width) for row in filled])
    return 0 if at is None else at + 1


def _width(rows: Iterable[dict[int, Any]]) -> int:
    width = max((max(row, default=0) for row in rows), default=0)
    if width > MAX_COLUMNS:
        raise Refused("too_many_columns")
    return width


def _texts(row: dict[int, Any], width: int) -> list[str]:
    return [_text(row.get(at)) for at in range(1, width + 1)] if row else []


def _rows(book: _Reader, name: str) -> Iterator[tuple[bool, dict[int, Any]]]:
    """The rows of a sheet from the first on: whether it is hidden, and its values by column."""
    with _damage_refused():
        with book.archive.for_rows():
            part = book.archive.open(book.sheets[name])
        with part:
            yield from _cells(book, part)


def _share(book: _Reader, name: str) -> float:
    return book.archive.share_of(book.sheets[name])


def _cells(book: _Reader, part: Bounded) -> Iterator[tuple[bool, dict[int, Any]]]:
    """As `_rows`; rows that the sheet leaves out have no values."""
    parser = WorkSheetParser(
        part,
        book.shared_strings,
        data_only=True,
        epoch=book.wb.epoch,
        date_formats=book.wb._date_formats,
        timedelta_formats=book.wb._timedelta_formats,
    )
    last = 0
    for seen, element in enumerate(_children(part, DATA_TAG, ROW_TAG), 1):
        number, cells = parser.parse_row(element)
        parser.row_dimensions.clear()
        if max(number, seen) > MAX_LINES:
            raise Refused("too_many_blanks")
        if number > last:
            for _ in range(number - last - 1):
                yield False, {}
            values = {cell["column"]: cell["value"] for cell in cells if cell["value"] is not None}
            yield element.get("hidden") in TRUE, values
            last = number


def _children(part: Bounded, parent: str, child: str) -> Iterator[Element]:
    """The children of that name while they are read; what is around them is dropped at once.

    Raises:
        Refused: more between two of them than there is in any list.
    """
    pull: XMLPullParser = XMLPullParser(("start", "end"))
    container: Element | None = None
    depth = container_depth = elements = silent = 0
    while chunk := part.read(_AT_ONCE):
        pull.feed(chunk)
        silent += len(chunk)
        for event, element in cast("Iterator[tuple[str, Element]]", pull.read_events()):
            silent = 0
            if event == "start":
                depth += 1
                elements += 1
                if container is None and element.tag == parent:
                    container, container_depth = element, depth
                continue
            depth -= 1
            if container is not None and depth == container_depth and element.tag == child:
                if elements > MAX_ELEMENTS:
                    raise Refused("zip_bomb")
                yield element
                element.clear()
                container.clear()
                elements = 0
            elif element is container:
                while part.read(_AT_ONCE):  # to the end, where damage would show
                    pass
                return
        if elements > MAX_ELEMENTS or silent > MAX_LINE:
            raise Refused("zip_bomb")
    pull.close()


def _text(value: Any) -> str:
    """A cell as a person would type it; formulas come as their last value, errors as nothing."""
    match value:
        case None:
            return ""
        case str():
            if value in _ERRORS:
                return ""
            return UNWANTED.sub("", _unescaped(value.replace("\r\n", "\n")))
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _unescaped(text: str) -> str:
    """Without the carriage returns that XML can't hold; a text that only looks like one stays."""
    if "_x" not in text:
        return text
    return text.replace("_x005F_", "\0").replace("_x000D_", "").replace("\0", "_")
