"""Rows out of an Excel workbook, streamed; the sheet that fits the kind of list is chosen."""

import contextlib
import itertools
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from yardflow.models import ImportKind
from yardflow.services.imports.columns import FIELDS, known_as
from yardflow.services.imports.encoding import UNWANTED
from yardflow.services.imports.header import recognised
from yardflow.services.imports.limits import HEADER_WITHIN, MAX_COLUMNS
from yardflow.services.imports.refusals import Refused
from yardflow.services.imports.zipfile_guard import OLE_MAGIC, ZIP_MAGIC, check_zip

_SHEETS_LOOKED_AT = 20
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
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
) -> Iterator[tuple[Iterator[list[str]], dict]]:
    """The rows of one sheet, and which one of which it is.

    Raises:
        Refused: a bomb, damaged, protected, or without such a sheet; also while rows are read.
    """
    check_zip(path)
    with _readable(path) as book:
        names = [one.title for one in book.worksheets]
        if sheet and sheet not in names:
            raise Refused("no_sheet")
        chosen = sheet or _fitting(book, names, kind)
        source = {"format": "xlsx", "sheet": chosen, "sheets": names}
        yield _records(book, chosen), source


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[Workbook]:
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except Exception:  # the parser meets hostile bytes, and raises whatever they lead to
            raise Refused("broken_workbook") from None
        if not book.worksheets:
            raise Refused("broken_workbook")
        try:
            yield book
        finally:
            book.close()


def _fitting(book: Workbook, names: list[str], kind: ImportKind) -> str:
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


def _records(book: Workbook, name: str) -> Iterator[list[str]]:
    sheet = book[name]
    # The size a sheet claims to have may be wrong either way; only its rows are believed.
    sheet.reset_dimensions()
    try:
        width = 0
        for row in sheet.iter_rows(
            max_row=HEADER_WITHIN, max_col=MAX_COLUMNS + 1, values_only=True
        ):
            width = max(width, *(at for at, value in enumerate(row, 1) if value is not None), 0)
        if width > MAX_COLUMNS:
            raise Refused("too_many_columns")
        for row in sheet.iter_rows(max_col=max(width, 1), values_only=True):
            yield [_text(value) for value in row]
    except Refused:
        raise
    except Exception:  # as above: damage shows only where it is reached
        raise Refused("broken_workbook") from None


def _text(value: Any) -> str:
    """A cell as a person would type it; formulas come as their last value, errors as nothing."""
    match value:
        case None:
            return ""
        case str():
            if value in _ERRORS:
                return ""
            value = value.replace("\r\n", "\n").replace("_x000D_", "")
            return UNWANTED.sub("", value)
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


def _holds(file: Any, needle: bytes) -> bool:
    rest = b""
    while chunk := file.read(1 << 20):
        if needle in rest + chunk:
            return True
        rest = chunk[-len(needle) :]
    return False
