"""Text files as programs and spreadsheets write them: quotes around lines, other quotes, ends."""

from pathlib import Path

import pytest

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.files import reader

HEADERS = ["First Name", "Last Name", "Company", "Email"]
ANN = ["Ann", "Lee", "Acme, Inc.", "ann@acme.example"]
BOB = ["Bob", "O'Neill", 'The "Big" Haul', "bob@haul.example"]
CY = ["Cy", "Oke", "Oke", ""]


def read(folder: Path, content: str, kind: ImportKind = ImportKind.CONTACTS) -> list[list[str]]:
    """The header and the rows below it."""
    path = folder / "list.csv"
    path.write_text(content, encoding="utf-8", newline="")
    with reader.opened(path, kind) as table:
        return [table.headers, *(cells for _, cells in table.rows)]


def line(cells: list[str], quote: str = '"', delimiter: str = ",") -> str:
    """All cells in quotes."""
    escaped = (cell.replace(quote, quote * 2) for cell in cells)
    return delimiter.join(f"{quote}{cell}{quote}" for cell in escaped)


def wrapped(text: str) -> str:
    """As Excel saves a line that it took for one cell."""
    return line([text])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("behind", ["", "{0}{0}{0}"], ids=["one column", "blank columns beside"])
@pytest.mark.parametrize("above", ["", "TechExpo 2026\n\n"], ids=["", "title above"])
def test_lines_that_are_one_quoted_cell_each_are_rows(tmp_path, delimiter, behind, above):
    rows = [line(row, delimiter=delimiter) for row in (HEADERS, ANN, BOB, CY)]
    end = behind.format(delimiter)
    content = above + "".join(f"{wrapped(row)}{end}\r\n" for row in rows)
    assert read(tmp_path, content) == [HEADERS, ANN, BOB, CY]


def test_lines_without_quotes_among_them_are_rows_as_ever(tmp_path):
    rows = [wrapped(",".join(HEADERS)), wrapped(line(ANN)), ",".join(CY), wrapped(line(BOB))]
    assert read(tmp_path, "\n".join(rows)) == [HEADERS, ANN, CY, BOB]


def test_only_lines_with_quotes_of_their_own_may_have_them_around(tmp_path):
    rows = [",".join(HEADERS), ",".join(CY), wrapped(f'Ann,Lee,"Acme, Inc.",{ANN[3]}')]
    assert read(tmp_path, "\n".join(rows)) == [HEADERS, CY, ANN]


@pytest.mark.parametrize("first", ["Pax", "Full name"])
def test_headers_of_which_hardly_any_is_known_may_be_wrapped_too(tmp_path, first):
    rows = [
        f"{first},Firm X,Where to write",
        "Ann Lee,Acme,a@acme.example",
        "Bob Ray,Haul,b@haul.example",
    ]
    assert read(tmp_path, "\n".join(map(wrapped, rows))) == [row.split(",") for row in rows]


def test_a_line_break_in_a_wrapped_line_stays_in_its_cell(tmp_path):
    rows = [",".join([*HEADERS, "Notes"]), f'{",".join(CY)},"one\ntwo"']
    content = "\r\n".join(map(wrapped, rows))
    assert read(tmp_path, content)[1] == [*CY, "one\ntwo"]


@each_row(
    ("content", "kind"),
    [
        ('Company\n"Acme, Inc."\n"Bosch, GmbH"\n"Haul, Ltd."\n', ImportKind.ACCOUNTS),
        ('Name,Company\n"Lee, Ann"\nBob Ray,Haul\n', ImportKind.CONTACTS),
        ('Name,Company,Title\n"said ""yes"", maybe, no"\nBob Ray,Haul,CEO\n', ImportKind.CONTACTS),
    ],
)
def test_one_cell_with_commas_is_one_cell(tmp_path, content, kind):
    (first, *_), *_ = read(tmp_path, content, kind)[1:]
    assert "," in first


@each_row("delimiter", [",", ";", "\t"])
def test_single_quotes_are_quotes_where_all_headers_have_them(tmp_path, delimiter):
    rows = [HEADERS, ANN, BOB, [*CY[:3], "one\r\ntwo"]]
    content = "".join(line(row, "'", delimiter) + "\r\n" for row in rows)
    assert read(tmp_path, content) == [HEADERS, ANN, BOB, [*CY[:3], "one\ntwo"]]


def test_apostrophes_are_no_quotes(tmp_path):
    rows = ["Name,Company,Notes", "'t Hart,Acme,'70s", "O'Neill,Haul's,it's", "'Ann','Lee',"]
    assert read(tmp_path, "\n".join(rows)) == [row.split(",") for row in rows]


@each_row("said", ["sep=;", "SEP=;", '"sep=;"', "sep=;\r"])
def test_what_excel_says_of_the_delimiter_is_no_row(tmp_path, said):
    assert read(tmp_path, f"{said}\nName;Company\nLee, Ann;Acme\n") == [
        ["Name", "Company"],
        ["Lee, Ann", "Acme"],
    ]


def test_excel_may_name_the_tab_too(tmp_path):
    assert read(tmp_path, "sep=\t\nName\tCompany\nLee, Ann\tAcme\n")[0] == ["Name", "Company"]


def test_a_title_and_blank_lines_above_the_table_are_no_rows(tmp_path):
    rows = ["TechExpo 2026;;;", "", "as of 20 November;;;", ";;;", ";".join(HEADERS), ";".join(ANN)]
    assert read(tmp_path, "\r\n".join(rows)) == [HEADERS, ANN]


@each_row("end", ["\n", "\r\n", "\r"])
def test_line_ends_in_a_cell_are_line_feeds(tmp_path, end):
    content = f'Name,Company,Notes{end}Ann Lee,Acme,"one{end}two{end}{end}three"{end}'
    assert read(tmp_path, content)[1][2] == "one\ntwo\n\nthree"


def test_the_end_of_an_entity_is_no_end_of_a_cell(tmp_path):
    rows = [
        "Name;Company;City",
        "B&eacute;a Roy;Brun &amp; Fils;Lyon",
        '"Ann Lee";"L&#39;Atelier &amp;amp; Co; Paris";&quot;Le Port&quot;',
        "Cy Ok;AT&T;Gda&#59;x",
    ]
    assert read(tmp_path, "\n".join(rows)) == [
        ["Name", "Company", "City"],
        ["Béa Roy", "Brun & Fils", "Lyon"],
        ["Ann Lee", "L'Atelier & Co; Paris", "Le Port"],
        ["Cy Ok", "AT&T", "Gda&#59", "x"],
    ]
