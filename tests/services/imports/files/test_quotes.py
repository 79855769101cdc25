"""A quote that is opened and never closed swallows no row: the file is refused, with the line."""

import csv
import io

import pytest

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services import imports
from yardflow.services.imports.files import reader

HEADER = ["First Name", "Last Name", "Company", "Email", "Notes"]


def people(count: int, delimiter: str = ",") -> list[str]:
    rows = ([f"P{n}", "Moe", f"Firm {n}", f"p{n}@firm{n}.example", "ok"] for n in range(count))
    return [delimiter.join(row) for row in rows]


def text(*rows: str, end: str = "\n") -> str:
    return end.join([",".join(HEADER), *rows, ""])


def read(folder, content: str) -> list[list[str]]:
    """The rows below the header, as they are read."""
    path = folder / "list.csv"
    path.write_text(content, newline="")
    with reader.opened(path, ImportKind.CONTACTS) as table:
        return [cells for _, cells in table.rows]


@pytest.fixture
def line_of(tmp_path):
    """``line_of(content)`` is the line that the refusal of a list names."""

    def named(content: str, reason: str = "open_quote") -> int:
        with pytest.raises(imports.Refused) as refusal:
            read(tmp_path, content)
        assert refusal.value.reason == reason
        assert f"in line {refusal.value.line:,} " in refusal.value.message
        return refusal.value.line

    return named


@pytest.mark.usefixtures("database")
def test_nothing_of_such_a_list_is_kept(refused):
    assert refused(text(*people(50), 'Bob,Ray,Haul,,"open', *people(50))) == "open_quote"


@pytest.mark.parametrize(
    "row",
    [
        'Bob,Ray,Rays Haul,bob@rays.example,"wants a demo',
        'Bob,Ray,"Rays Haul,bob@rays.example,ok',
        '"Bob,Ray,Rays Haul,bob@rays.example,ok',
        'Bob,Ray,Rays Haul,bob@rays.example,"call back”',
        'Bob,Ray,Rays Haul,bob@rays.example, "after a blank',
        'Bob,Ray,Rays Haul,bob@rays.example,"he said ""hello""',
        'Bob,Ray,Rays Haul,bob@rays.example,"',
    ],
)
@pytest.mark.parametrize("below", [0, 1, 100], ids=["at the end", "one below", "many below"])
def test_a_quote_that_is_never_closed_refuses_the_list(line_of, row, below):
    assert line_of(text(*people(1), row, *people(below))) == 3
    assert line_of(text(*people(1), row, *people(below)).rstrip("\n")) == 3


@each_row("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_does(line_of, end):
    two_lines = f'Ann,Lee,Acme,ann@acme.example,"one{end}two"'
    broken = 'Bob,Ray,"Rays Haul,bob@rays.example,ok'
    assert line_of(text(two_lines, "", broken, *people(3), end=end)) == 5
    assert line_of(f"sep=,{end}" + text(two_lines, "", broken, *people(3), end=end)) == 6


def test_the_line_is_the_one_where_the_quote_stands_and_not_where_its_row_begins(line_of):
    assert line_of(text('Ann,Lee,"Acme\nNorth",ann@acme.example,"never closed', *people(5))) == 3


@each_row(
    "later",
    [
        'Zed,Orr,"Zed Co",zed@zed.example,ok',  # it opens a cell: text follows
        'Zed,Orr,Zed Co,zed@zed.example,"also open',
        'Zed,Orr,Pipes 5",zed@zed.example,ok',  # inches, before the next cell
        'Zed,Orr,Zed Co,zed@zed.example,said "hello"',
        'Zed,Orr,Zed Co,zed@zed.example,5"',
    ],
)
@each_row("column", range(5))
@each_row("between", [1, 40])
def test_a_quote_of_a_later_row_does_not_close_it(line_of, later, column, between):
    cells = ["Bob", "Ray", "Rays Haul", "bob@rays.example", "ok"]
    cells[column] = f'"{cells[column]}'
    assert line_of(text(",".join(cells), *people(between), later, *people(2))) == 2


@each_row("delimiter", [";", "\t", "|"])
def test_it_is_the_same_with_every_delimiter(line_of, delimiter):
    broken = delimiter.join(["Bob", "Ray", '"Rays Haul', "bob@rays.example", "ok"])
    inches = delimiter.join(["Zed", "Orr", 'Pipes 5"', "zed@zed.example", "ok"])
    for last in ([], [inches]):
        rows = [delimiter.join(HEADER), broken, *people(3, delimiter), *last, ""]
        assert line_of("\n".join(rows)) == 2


def test_every_cell_in_quotes_and_one_left_open(line_of):
    rows = [f'"{row.replace(",", chr(34) + "," + chr(34))}"' for row in people(6)]
    rows[2] = rows[2].removesuffix('"')
    assert line_of(text(*rows)) == 4


def test_a_cell_without_end_says_where_it_begins(line_of):
    assert line_of(text(*people(1), f'Bob,Ray,Haul,,"{"x" * 200_000}'), "long_cell") == 3
    assert line_of(text(*people(1), f'Bob,Ray,Haul,,"{"x" * 200_000}"'), "long_cell") == 3
    assert line_of(text(*people(1), f"Bob,Ray,Haul,,{'x' * 200_000}"), "long_cell") == 3
    assert line_of(text('Bob,Ray,Haul,,"open', *people(9_000)), "long_cell") == 2


NOTES = [
    "asked for a demo\ncall on Monday",
    'said "yes"\n"now", or "later"',
    "first, second, third, fourth, fifth\nfirst, second, third, fourth, fifth",
    "\n\n",
    "1,500 trailers\n2,500 trailers",
    "to do:\n- yard, gate\n- price\n\nBest, Bob\n",
    "x" * 130_000 + "\n",
    '5" pipe\n6" pipe',
]


@each_row("note", NOTES)
@each_row("column", range(5))
@each_row("end", ["\n", "\r\n", "\r"])
def test_cells_that_hold_line_breaks_keep_them_as_line_feeds(tmp_path, note, column, end):
    rows = [[*row.split(",")] for row in people(3)]
    for row in rows:
        row[column] = note
    file = io.StringIO(newline="")
    written = [[cell.replace("\n", end) for cell in row] for row in rows]
    csv.writer(file, lineterminator=end).writerows([HEADER, *written])
    assert read(tmp_path, file.getvalue()) == rows


@each_row(
    ("row", "cells"),
    [
        ('Bob,Ray,5" pipe,,ok', ["Bob", "Ray", '5" pipe', "", "ok"]),
        ('Bob,Ray,Pipes 5",,6"', ["Bob", "Ray", 'Pipes 5"', "", '6"']),
        ('Bob,Ray,"5" pipe",,ok', ["Bob", "Ray", '5 pipe"', "", "ok"]),
        ('Bob,Ray,"Acme" Rail,,ok', ["Bob", "Ray", "Acme Rail", "", "ok"]),
        ('"Bob" ,"Ray","Acme, Rail","",""', ["Bob ", "Ray", "Acme, Rail", "", ""]),
    ],
)
def test_quotes_within_one_line_are_read_as_ever(tmp_path, row, cells):
    content = text(row, *people(2))
    assert read(tmp_path, content) == [cells, *[line.split(",") for line in people(2)]]
