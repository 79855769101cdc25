"""Files made to exhaust the server: refused while little memory and little time is spent."""

import csv
import io
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.usefixtures("database")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
LIST = ROW.format(1, "Company") + ROW.format(2, "Acme")

MEASURED = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from yardflow.models import ImportKind
from yardflow.services.imports import reader
from yardflow.services.imports.refusals import Refused
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
said = "taken"
try:
    with reader.opened(Path(sys.argv[1]), ImportKind.ACCOUNTS) as table:
        for _ in table.rows:
            pass
except Refused as refusal:
    said = refusal.reason
print(said, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def measured(path: Path) -> tuple[str, int]:
    """What is said of a file, and the megabytes that it took; a child of its own reads it.

    Without the tracing of coverage, which would be measured with it; the limit on its processor
    time is there to end what would never end.
    """
    untraced = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    answer = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)],
        env=untraced,
        capture_output=True,
        text=True,
        check=True,
    )
    said, megabytes = answer.stdout.split()
    return said, int(megabytes)


def many(element: str, megabytes: int = 30) -> str:
    """So much of an element, compressed no better than the lists that people make."""
    noise = random.Random(1)
    block = element * (1_000 // len(element))
    return "".join(f"{block}<!--{noise.randbytes(8).hex()}-->" for _ in range(megabytes * 1_000))


def sheet(rows: str, before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def workbook(path: Path, parts: dict[str, str], renamed: dict[str, str] | None = None) -> Path:
    """A workbook with other parts than its own, and names that its manifest then tells."""
    held = io.BytesIO()
    plain = openpyxl.Workbook()
    plain.active.append(["Company"])
    plain.save(held)
    with zipfile.ZipFile(held) as own, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
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
        (sheet(LIST + '<row r="1048576"><c r="A1048576"/></row>'), "taken"),
        (sheet(LIST + ROW.format(1_048_576, "Last")), "too_many_rows"),
    ],
    ids=("beyond_the_last", "the_last_blank", "the_last"),
)
def test_rows_left_out_up_to_a_far_one_are_counted(tmp_path, part, reason):
    said, megabytes = measured(workbook(tmp_path / "far.xlsx", {SHEET: part}))
    assert said == reason and megabytes < 80


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("<row/>", "too_many_blanks"),
        ('<row r="1"/>', "too_many_blanks"),
        ("<x/>", "zip_bomb"),
        ("<x><row/></x>", "zip_bomb"),
    ],
)
def test_rows_of_nothing_are_refused(tmp_path, rows, reason):
    path = workbook(tmp_path / "rows.xlsx", {SHEET: sheet(LIST + many(rows))})
    said, megabytes = measured(path)
    assert said == reason and megabytes < 120


def test_a_row_of_countless_cells_is_refused(tmp_path):
    path = workbook(tmp_path / "cells.xlsx", {SHEET: sheet(f"{LIST}<row>{many('<c/>')}</row>")})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 120


def test_what_stands_before_the_rows_is_bounded_too(tmp_path):
    path = workbook(tmp_path / "head.xlsx", {SHEET: sheet(LIST, many("<x/>"))})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 120


def test_an_endless_text_in_a_cell_is_refused(tmp_path):
    noise = random.Random(1).randbytes(1_000_000).hex()
    path = workbook(tmp_path / "text.xlsx", {SHEET: sheet(LIST + ROW.format(3, noise * 20))})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 80


@pytest.mark.parametrize("name", ["xl/worksheets/wb.xml", "xl/media/wb.xml", "xl/drawings/wb.xml"])
def test_a_part_is_bounded_by_what_is_read_and_not_by_its_name(tmp_path, name):
    book = f'<workbook xmlns="{MAIN}">{many("<x/>")}</workbook>'
    path = workbook(tmp_path / "b.xlsx", {"xl/workbook.xml": book}, {"xl/workbook.xml": name})
    said, megabytes = measured(path)
    assert said == "zip_bomb" and megabytes < 80


def test_strings_under_another_name_are_bounded_too(tmp_path):
    strings = f'<sst xmlns="{MAIN}">{many("<si/>", 20)}</sst>'
    parts = {"xl/media/s.xml": strings, SHEET: sheet(LIST)}
    told = f'<Override PartName="/xl/media/s.xml" ContentType="{STRINGS}"/></Types>'
    said, megabytes = measured(workbook(tmp_path / "s.xlsx", parts, {"</Types>": told}))
    assert said == "zip_bomb" and megabytes < 160


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_its_own_make_a_sheet_no_list(tmp_path, encoding):
    part = f'<!DOCTYPE w [<!ENTITY a "{"<c/>" * 1_000}">]>{sheet(LIST + "&a;" * 1_000)}'
    path = workbook(tmp_path / "entities.xlsx", {SHEET: "instead"})
    with zipfile.ZipFile(path) as own, zipfile.ZipFile(tmp_path / "e.xlsx", "w") as made:
        for name in own.namelist():
            made.writestr(name, part.encode(encoding) if name == SHEET else own.read(name))
    assert measured(tmp_path / "e.xlsx")[0] == "zip_bomb"


def test_a_part_that_nobody_opens_may_be_large(tmp_path):
    film = random.Random(1).randbytes(6_000_000).hex()
    parts = {SHEET: sheet(LIST), "xl/film.bin": film, "docProps/film.xml": f"<x>{film}</x>"}
    said, megabytes = measured(workbook(tmp_path / "film.xlsx", parts))
    assert said == "taken" and megabytes < 80


def test_a_long_list_is_no_bomb_for_not_saying_how_long(tmp_path):
    rows = "".join(ROW.format(n, f"Acme {n}" + "x" * 100) for n in range(3, 60_000))
    said, megabytes = measured(workbook(tmp_path / "long.xlsx", {SHEET: sheet(LIST + rows)}))
    assert said == "taken" and megabytes < 80


def test_millions_of_blank_lines_are_refused(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_bytes(b"Company\nAcme\n" + b"\n" * 24_000_000)
    said, megabytes = measured(path)
    assert said == "too_many_blanks" and megabytes < 80


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


def test_no_cell_set_aside_begins_a_formula_whatever_divides_them(desk):
    file = desk.rejects(desk.take_in(_with_notes()))
    for delimiter in ",;\t":
        rows = csv.reader(io.StringIO(file, newline=""), delimiter=delimiter)
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert all(line.startswith('"') for line in file.splitlines() if "E-mail" in line)


def test_what_was_made_inert_comes_back_as_it_was(desk):
    first = desk.take_in(_with_notes())
    again = desk.take_in(desk.rejects(first))
    assert [row.cells for row in desk.rows(again)] == [row.cells for row in desk.rows(first)]
    assert [row.cells[2] for row in desk.rows(first)] == NOTES


def _with_notes() -> bytes:
    text = io.StringIO(newline="")
    rows = [["Company", "E-mail", "Notes"], *([f"A{n}", "none", x] for n, x in enumerate(NOTES))]
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
