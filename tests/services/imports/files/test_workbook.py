"""What a workbook shows and hides: its sheets, its rows, and its merged cells."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports import Refused
from yardflow.services.imports.files import reader, sheet_layout
from yardflow.services.imports.files.sheet_layout import Merged, MergedCells

PEOPLE = ["Company", "Name", "Email"]
RICHER = ["Company", "Name", "Email", "Phone", "Job Title"]

Read = Callable[..., tuple[list[list[str]], dict]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """``read(book)``: its header and rows, and how it was understood."""

    def read_book(
        book: openpyxl.Workbook, sheet: str = "", kind: ImportKind = ImportKind.CONTACTS
    ) -> tuple[list[list[str]], dict]:
        path = tmp_path / "list.xlsx"
        book.save(path)
        with reader.opened(path, kind, sheet) as table:
            rows = [cells for _, cells in table.rows]
            return [table.headers, *rows], table.source

    return read_book


def book_of(*rows: list, merged: tuple[str, ...] = ()) -> openpyxl.Workbook:
    """One sheet of these rows."""
    book = openpyxl.Workbook()
    add(book.worksheets[0], *rows, merged=merged)
    return book


def add(sheet: Worksheet, *rows: list, merged: tuple[str, ...] = ()) -> Worksheet:
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    return sheet


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_only_when_it_is_named(read, state):
    book = book_of(PEOPLE, ["Acme", "Ann Lee", "ann@acme.example"])
    old = add(book.create_sheet("Old 2024", 0), RICHER, ["Gone", "Old Person", "", "", "CFO"])
    old.sheet_state = state
    rows, source = read(book)
    assert (rows[1][1], source["sheet"]) == ("Ann Lee", "Sheet")
    assert (source["sheets"], source["hidden_sheets"]) == (["Old 2024", "Sheet"], ["Old 2024"])
    rows, source = read(book, "Old 2024")
    assert (rows[1][1], source["sheet"]) == ("Old Person", "Old 2024")


def test_where_all_sheets_are_hidden_the_fitting_one_is_read(read, tmp_path):
    book = book_of(["Notes"], ["made by hand"])
    add(book.create_sheet("People"), PEOPLE, ["Acme", "Ann Lee", ""])
    book.save(tmp_path / "visible.xlsx")
    path = tmp_path / "hidden.xlsx"
    with zipfile.ZipFile(tmp_path / "visible.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'state="visible"', b'state="hidden"'))
    with reader.opened(path, ImportKind.CONTACTS) as table:
        assert table.source["sheet"] == "People"


def test_hidden_rows_and_columns_are_read_and_counted(read):
    book = book_of(["TechExpo"], RICHER, *(["Acme", f"P{n} Moe", "", "", ""] for n in range(6)))
    sheet = book.worksheets[0]
    for row in (1, 3, 5, 7, 40):  # a title above the header and a blank row are none
        sheet.row_dimensions[row].hidden = True
    for column in ("C", "D"):
        sheet.column_dimensions[column].hidden = True
    sheet.column_dimensions.group("H", "XFD", hidden=True)
    rows, source = read(book)
    assert len(rows) == 7
    assert (source["hidden_rows"], source["hidden_columns"]) == (3, 2)


def test_what_is_hidden_is_none_where_nothing_is(read):
    _, source = read(book_of(PEOPLE, ["Acme", "Ann Lee", ""]))
    assert (source["hidden_rows"], source["hidden_columns"], source["hidden_sheets"]) == (0, 0, [])


ANN, BOB, CY, DI = (
    ["", name, f"{name[:3].lower()}@x.example"]
    for name in ("Ann Lee", "Bob Ray", "Cyd Oke", "Dia Poe")
)
ACME = [["Acme", *person[1:]] for person in (ANN, BOB, CY)]
MERGED = {
    "down": ([PEOPLE, ACME[0], BOB, CY], ["A2:A4"], ACME),
    "title above": (
        [["TechExpo 2026"], [], PEOPLE, ACME[0], BOB, CY],
        ["A1:C1", "A4:A6"],
        ACME,
    ),
    "title over two rows": (
        [["TechExpo 2026"], [], PEOPLE, ACME[0], BOB],
        ["A1:C2", "A4:A5"],
        ACME[:2],
    ),
    "one group after the other": (
        [PEOPLE, ACME[0], BOB, ["Bosch", *CY[1:]], DI],
        ["A2:A3", "A4:A5"],
        [*ACME[:2], ["Bosch", *CY[1:]], ["Bosch", *DI[1:]]],
    ),
    "no further than the range": (
        [PEOPLE, ACME[0], BOB, CY],
        ["A2:A3"],
        [*ACME[:2], CY],
    ),
    "a group without people": ([PEOPLE, ACME[0], [None], CY], ["A2:A3"], [ACME[0], CY]),
    "header of two rows": (
        [["Company", "Contact", ""], ["", "Name", "Email"], ACME[0], BOB],
        ["A1:A2", "B1:C1", "A3:A4"],
        ACME[:2],
    ),
    "a header over its cells": (
        [PEOPLE, ["Acme", "Ann Lee", None], ["Bosch", "Bob Ray", None]],
        ["C1:C3"],
        [["Acme", "Ann Lee", ""], ["Bosch", "Bob Ray", ""]],
    ),
    "a block": (
        [["Company", "Country", "Name"], ["Oslo", None, "Ann Lee"], [None, None, "Bob Ray"]],
        ["A2:B3"],
        [["Oslo", "Oslo", "Ann Lee"], ["Oslo", "Oslo", "Bob Ray"]],
    ),
    "a heading over all columns": (
        [PEOPLE, ["Hall A", None, None], [None] * 3, ACME[0], ["Hall B"], [*ACME[1]]],
        ["A2:C3", "A5:C5"],
        [["Hall A", "", ""], ACME[0], ["Hall B", "", ""], ACME[1]],
    ),
    "nothing in it": ([PEOPLE, ["", *ANN[1:]], BOB], ["A2:A3"], [ANN, BOB]),
    "a note": (
        [[*PEOPLE, "Notes"], [*ACME[0], "x" * 400], [*BOB, ""]],
        ["A2:A3", "D2:D3"],
        [[*ACME[0], "x" * 400], [*ACME[1], ""]],
    ),
}


@each_row("name", MERGED)
def test_the_value_of_merged_cells_is_that_of_all_their_rows(read, name):
    rows, merged, expected = MERGED[name]
    found, _ = read(book_of(*rows, merged=tuple(merged)))
    assert found[1:] == expected


def test_values_that_are_no_texts_are_passed_on_too(read):
    rows = [["Company", "Name", "Scanned At"], ["Acme", "Ann Lee", datetime(2026, 2, 9)]]
    found, _ = read(book_of(*rows, [None, "Bob Ray", None], merged=("A2:A3", "C2:C3")))
    assert found[2] == ["Acme", "Bob Ray", "2026-02-09"]


def test_cells_of_empty_texts_are_empty():
    cells = MergedCells([Merged(2, 4, 1, 2)])
    rows = [{1: "Acme", 2: "", 3: "Ann"}, {1: "", 2: "Own", 3: "Bob"}, {1: "", 3: ""}, {3: "Cy"}]
    for number, row in enumerate(rows, 2):
        cells.fill(number, row)
    assert rows == [
        {1: "Acme", 2: "Acme", 3: "Ann"},
        {1: "Acme", 2: "Own", 3: "Bob"},
        {1: "", 3: ""},
        {3: "Cy"},
    ]


def test_ranges_are_found_wherever_the_sheet_is_cut():
    ranges = "".join(f'<mergeCell ref="B{2 * n}:B{2 * n + 1}"/>' for n in range(1, 6_000))
    content = f"<worksheet><sheetData/>{ranges}</worksheet>".encode()
    merged = sheet_layout.layout_of(io.BytesIO(content)).merged
    assert [cells.first_row for cells in merged] == [2 * n for n in range(1, 6_000)]


def test_more_merged_cells_than_any_list_has_are_refused(monkeypatch):
    monkeypatch.setattr(sheet_layout, "MAX_MERGED", 9)
    content = b'<worksheet><mergeCell ref="A1:B1"/>' * 20 + b'<mergeCell ref="A1:A2"/>' * 9
    assert len(sheet_layout.layout_of(io.BytesIO(content)).merged) == 9
    with pytest.raises(Refused) as refusal:
        sheet_layout.layout_of(
            io.BytesIO(content + b'<mergeCell ref="XFD1:XFD9"/><mergeCell ref="A1:A2"/>')
        )
    assert refusal.value.reason == "too_many_merged"


@pytest.mark.usefixtures("database")
def test_sizes_that_excel_took_for_dates_are_sizes_again(desk):
    book = book_of(
        ["Company", "Employees", "Headquarters"],
        ["Alpha", datetime(2026, 1, 10), "Oslo"],
        ["Beta", datetime(1950, 11, 1), "Oslo"],
        ["Gamma", "51-200", "Oslo"],
        ["Delta", 50, datetime(2026, 1, 10)],
    )
    file = io.BytesIO()
    book.save(file)
    desk.bring(file.getvalue(), "accounts")
    assert [account.size for account in desk.accounts()] == ["1-10", "11-50", "51-200", "50"]
    desk.bring("Company,Size\nEps,10-Jan\nZeta,Nov-50\n", "accounts")
    assert [account.size for account in desk.accounts()][4:] == ["1-10", "11-50"]
