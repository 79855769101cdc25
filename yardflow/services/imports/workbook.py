"""Rows out of an Excel workbook, streamed; the sheet that fits the kind of list is chosen."""

import contextlib
import itertools
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element, XMLPullParser

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from yardflow.models import ImportKind
from yardflow.services.imports.columns import FIELDS, known_as
from yardflow.services.imports.encoding import UNWANTED
from yardflow.services.imports.header import recognised
from yardflow.services.imports.limits import HEADER_WITHIN, MAX_COLUMNS, MAX_LINE, MAX_LINES
from yardflow.services.imports.limits import MAX_ROW_ELEMENTS as MAX_ELEMENTS
from yardflow.services.imports.refusals import Refused
from yardflow.services.imports.zipfile_guard import (
    OLE_MAGIC,
    ZIP_MAGIC,
    Bounded,
    BoundedArchive,
    check_zip,
)

_SHEETS_LOOKED_AT = 20
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_AT_ONCE = 1 << 16
_STRINGS_TAG, _STRING_TAG, _TEXT = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("sst", "si", "t"))
_RICH_TEXT = f"{{{SHEET_MAIN_NS}}}r/{_TEXT}"
_PERSONAL = {field.name for field in FIELDS if ImportKind.ACCOUNTS not in field.kinds}


def is_workbook(path: Path) -> bool:
    """Whether the first bytes are those of a zip, or of Microsoft's older container.

    Raises:
        Refused: the container holds what can't be read: a password or an old format.
    """
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith(OLE_MAGIC):
            raise Refused("password" if _holds(file, _ENCRYPTED_STREAM) else "old_workbook")
    return head.startswith((ZIP_MAGIC, b"PK\x05\x06"))


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
        chosen = sheet or _fitting(book, names, kind)
        source = {"format": "xlsx", "sheet": chosen, "sheets": names}
        yield _records(book, chosen), source, lambda: book.archive.share_of(book.sheets[chosen])


@contextlib.contextmanager
def _readable(path: Path) -> Iterator["_Reader"]:
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = _Reader(file, read_only=True, data_only=True, keep_links=False)
                book.archive = BoundedArchive(file)
                book.read()
        except (Refused, MemoryError):
            raise
        except Exception:  # the parser meets hostile bytes, and raises whatever they lead to
            raise Refused("broken_workbook") from None
        if not book.sheets:
            raise Refused("broken_workbook")
        try:
            yield book
        finally:
            book.archive.close()


class _Reader(ExcelReader):
    """Reads what rows refer to, and no rows; each part only as far as it fits."""

    sheets: dict[str, str]

    def read(self) -> None:
        """Strings, styles and where each sheet is."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.sheets = {
            sheet.name: relation.target
            for sheet, relation in self.parser.find_sheets()
            if relation.target in self.valid_files and "chartsheet" not in relation.Type
        }

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


def _fitting(book: _Reader, names: list[str], kind: ImportKind) -> str:
    """The sheet whose header speaks most of this kind; the first one when none does."""
    if len(names) == 1:
        return names[0]

    def fitness(name: str) -> int:
        rows = list(itertools.islice(_records(book, name), HEADER_WITHIN))
        return max((_speaks_of(row, kind) for row in rows), default=0)

    return max(names[:_SHEETS_LOOKED_AT], key=fitness)


def _speaks_of(row: list[str], kind: ImportKind) -> int:
    known = recognised(row, kind)
    if kind == ImportKind.CONTACTS:
        return known
    people = {field.name for cell in row if (field := known_as(cell, ImportKind.CONTACTS))}
    return known - len(people & _PERSONAL)


def _records(book: _Reader, name: str) -> Iterator[list[str]]:
    try:
        with book.archive.for_rows():
            part = book.archive.open(book.sheets[name])
        with part, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = _cells(book, part)
            first = list(itertools.islice(rows, HEADER_WITHIN))
            width = max((max(row, default=0) for row in first), default=0)
            if width > MAX_COLUMNS:
                raise Refused("too_many_columns")
            for row in itertools.chain(first, rows):
                yield [_text(row.get(at)) for at in range(1, width + 1)] if row else []
    except (Refused, MemoryError):
        raise
    except Exception:  # as above: damage shows only where it is reached
        raise Refused("broken_workbook") from None


def _cells(book: _Reader, part: Bounded) -> Iterator[dict[int, Any]]:
    """The values of each row by their column; rows that the sheet leaves out have none."""
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
            yield from itertools.repeat({}, number - last - 1)
            yield {cell["column"]: cell["value"] for cell in cells if cell["value"] is not None}
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


def _holds(file: Any, needle: bytes) -> bool:
    rest = b""
    while chunk := file.read(1 << 20):
        if needle in rest + chunk:
            return True
        rest = chunk[-len(needle) :]
    return False
