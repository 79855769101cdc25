"""Files made to exhaust the server: refused while little memory and little time is spent.

They are read with a sixteenth of the product's limits: see `measured_reader`.
"""

import csv
import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.services.imports.files.measured_reader import SMALLER
from yardflow.services.imports import limits
from yardflow.services.imports.cells.text import cleaned

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
LAST = limits.MAX_LINES // SMALLER
LIST = ROW.format(1, "Company") + ROW.format(2, "Acme")


def many(element: str, megabytes: int = 2) -> str:
    """So much of an element, compressed no better than the lists that people make."""
    noise = random.Random(1)
    block = element * (1_000 // len(element))
    return "".join(f"{block}<!--{noise.randbytes(8).hex()}-->" for _ in range(megabytes * 1_000))


def sheet(rows: str, before: str = "", behind: str = "") -> str:
    data = f"{before}<sheetData>{rows}</sheetData>{behind}"
    return f'<worksheet xmlns="{MAIN}">{data}</worksheet>'


def workbook(path: Path, parts: dict[str, str], renamed: dict[str, str] | None = None) -> Path:
    """A workbook with other parts than its own, and names that its manifest then tells."""
    file = io.BytesIO()
    plain = openpyxl.Workbook()
    plain.active.append(["Company"])
    plain.save(file)
    with zipfile.ZipFile(file) as own, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in {**dict.fromkeys(own.namelist()), **parts}:
            text = parts.get(name) or own.read(name).decode()
            for before, after in (renamed or {}).items():
                if name.endswith((".rels", "[Content_Types].xml")):
                    text = text.replace(before, after)
                name = name.replace(before, after)
            made.writestr(name, text)
    return path


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (sheet(LIST + ROW.format(999_999_999_999, "Far")), "too_many_blanks"),
        (sheet(LIST + f'<row r="{LAST}"><c r="A{LAST}"/></row>'), "taken"),
        (sheet(LIST + ROW.format(LAST, "Last")), "too_many_rows"),
    ],
    ids=("beyond_the_last", "the_last_blank", "the_last"),
)
def test_rows_missing_before_a_far_one_are_counted(measured, tmp_path, part, reason):
    said, megabytes = measured(workbook(tmp_path / "far.xlsx", {SHEET: part}))
    assert said == reason and megabytes < 16


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("<row/>", "too_many_blanks"),
        ('<row r="1"/>', "too_many_blanks"),
        ("<x/>", "zip_bomb"),
        ("<x><row/></x>", "zip_bomb"),
    ],
)
def test_rows_of_nothing_are_refused(measured, tmp_path, rows, reason):
    path = workbook(tmp_path / "rows.xlsx", {SHEET: sheet(LIST + many(rows))})
    said, megabytes = measured(path)
    assert said == reason and megabytes < 16


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        ('<mergeCell ref="A2:XFD1048576"/>' * 6_000, "taken"),
        (many('<mergeCell ref="B2:C2"/>'), "taken"),
        (many('<mergeCell ref="B2:GR3"/>'), "too_many_merged"),
        (many('<mergeCell ref="'), "taken"),
    ],
    ids=("over_the_whole_sheet", "within_a_row", "countless", "without_an_end"),
)
def test_merged_cells_are_bounded(measured, tmp_path, ranges, reason):
    rows = "".join(ROW.format(n, "x" * 300).replace("A", "D") for n in range(3, 3_000))
    part = sheet(LIST + rows, behind=f"<mergeCells>{ranges}</mergeCells>")
    said, megabytes = measured(workbook(tmp_path / "merged.xlsx", {SHEET: part}))
    assert said == reason and megabytes < 16


def test_a_row_of_countless_cells_is_refused(measured, tmp_path):
    path = workbook(tmp_path / "cells.xlsx", {SHEET: sheet(f"{LIST}<row>{many('<c/>')}</row>")})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 16


def test_what_stands_before_the_rows_is_bounded_too(measured, tmp_path):
    path = workbook(tmp_path / "head.xlsx", {SHEET: sheet(LIST, many("<x/>"))})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 16


def test_an_endless_text_in_a_cell_is_refused(measured, tmp_path):
    noise = random.Random(1).randbytes(60_000).hex()
    path = workbook(tmp_path / "text.xlsx", {SHEET: sheet(LIST + ROW.format(3, noise * 20))})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 16


@pytest.mark.parametrize("name", ["xl/worksheets/wb.xml", "xl/media/wb.xml", "xl/drawings/wb.xml"])
def test_a_part_is_bounded_by_what_is_read_and_not_by_its_name(measured, tmp_path, name):
    book = f'<workbook xmlns="{MAIN}">{many("<x/>")}</workbook>'
    path = workbook(tmp_path / "b.xlsx", {"xl/workbook.xml": book}, {"xl/workbook.xml": name})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 16


def test_strings_under_another_name_are_bounded_too(measured, tmp_path):
    strings = f'<sst xmlns="{MAIN}">{many("<si/>", 20)}</sst>'
    parts = {"xl/media/s.xml": strings, SHEET: sheet(LIST)}
    override = f'<Override PartName="/xl/media/s.xml" ContentType="{STRINGS}"/></Types>'
    said, megabytes = measured(workbook(tmp_path / "s.xlsx", parts, {"</Types>": override}))
    assert said == "zip_bomb" and megabytes < 16


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_its_own_make_a_sheet_no_list(measured, tmp_path, encoding):
    part = f'<!DOCTYPE w [<!ENTITY a "{"<c/>" * 1_000}">]>{sheet(LIST + "&a;" * 1_000)}'
    path = workbook(tmp_path / "entities.xlsx", {SHEET: "instead"})
    with zipfile.ZipFile(path) as own, zipfile.ZipFile(tmp_path / "e.xlsx", "w") as made:
        for name in own.namelist():
            made.writestr(name, part.encode(encoding) if name == SHEET else own.read(name))
    assert measured(tmp_path / "e.xlsx")[0] == "zip_bomb"


def test_a_part_that_nobody_opens_may_be_large(measured, tmp_path):
    film = random.Random(1).randbytes(400_000).hex()
    parts = {SHEET: sheet(LIST), "xl/film.bin": film, "docProps/film.xml": f"<x>{film}</x>"}
    said, megabytes = measured(workbook(tmp_path / "film.xlsx", parts))
    assert said == "taken" and megabytes < 16


def test_a_long_list_is_no_bomb_for_not_saying_how_long(measured, tmp_path):
    rows = "".join(ROW.format(n, f"Acme {n}" + "x" * 100) for n in range(3, 5_000))
    said, megabytes = measured(workbook(tmp_path / "long.xlsx", {SHEET: sheet(LIST + rows)}))
    assert said == "taken" and megabytes < 16


def test_millions_of_blank_lines_are_refused(measured, tmp_path):
    path = tmp_path / "blank.csv"
    path.write_bytes(b"Company\nAcme\n" + b"\n" * 1_500_000)
    said, megabytes = measured(path)
    assert said == "too_many_blanks" and megabytes < 16


NOTES = [
    "x;=1+1",
    "x\t=1+1",
    "x\n=1+1\r\n+2",
    '=1;"=1+1;y',
    "＝1+1",
    "\ufeff=1",
    "\u200b\u00a0@SUM(1)",
    "it;\u3000－1",
    "\t\t=1",
    ";-1;+1;@x",
    "- one\n- two",
    "it's; 'quoted' ;-)",
    "O'Neill;'x",
]


def test_no_cell_of_a_skipped_row_begins_a_formula_whatever_divides_them(desk):
    file = desk.skipped(desk.upload(_with_notes()))
    for delimiter in ",;\t":
        rows = csv.reader(io.StringIO(file, newline=""), delimiter=delimiter)
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert all(line.startswith('"') for line in file.splitlines() if "E-mail" in line)


def test_what_was_made_inert_comes_back_as_it_was(desk):
    first = desk.upload(_with_notes())
    again = desk.upload(desk.skipped(first))
    assert [row.cells for row in desk.rows(again)] == [row.cells for row in desk.rows(first)]
    assert [row.cells[2] for row in desk.rows(first)] == [cleaned(x) for x in NOTES]


def _with_notes() -> bytes:
    text = io.StringIO(newline="")
    rows = [
        ["Company", "E-mail", "Notes"],
        *(["unknown", f"a{n}@acme.example", x] for n, x in enumerate(NOTES)),
    ]
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
