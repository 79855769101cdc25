"""How a file is understood, whatever wrote it."""

import io

import openpyxl
import pytest

from yardflow.services import imports

pytestmark = pytest.mark.usefixtures("database")

PLAIN = "First name,Last name,Company,E-mail\nJosé,Núñez,Acme,jose@acme.example\n"


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """A workbook as Excel would save it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_found(desk, encoding, said):
    view = desk.upload(PLAIN.encode(encoding))
    assert view.source["encoding"] == said
    assert desk.rows(view)[0].cells == ["José", "Núñez", "Acme", "jose@acme.example"]


@pytest.mark.heavy
def test_one_byte_far_down_makes_it_cp1252(desk):
    # A megabyte is looked at at a time, whatever lines it has: few long ones are read sooner.
    lines = "".join(f"Ann{n},Lee,{'Acme ' * 200},ann{n}@acme.example\n" for n in range(2_000))
    content = (PLAIN.split("\n")[0] + "\n" + lines).encode() + "José,X,Y,\n".encode("cp1252")
    view = desk.upload(content)
    assert view.source["encoding"] == "cp1252" and view.rows == 2_001


WESTERN = "Jörg Müller;Zoé Lefèvre;Iñigo Núñez;João Conceição;Åsa Öberg;Søren Æbelø;Märta Sjöö"


@pytest.mark.parametrize(
    "name",
    [*WESTERN.split(";"), "Ñ", "ÅÄÖ AB", "GRÖSSE Ü", "Café", "½", "20 °C", "“Acme” AB"],
)
def test_a_few_accents_are_western_european(desk, name):
    view = desk.upload(f"Name,Company\nAnn Lee,{name}\n".encode("cp1252"))
    assert desk.rows(view)[0].cells[1] == name


def test_an_encoding_that_was_chosen_counts_and_is_not_called_detected(desk):
    content = "Name,Company\nLuc Château,Acme\n".encode("mac_roman")
    assert desk.rows(desk.upload(content))[0].cells[0] == "Luc Chëteau"
    view = desk.upload(content, encoding="mac_roman")
    assert desk.rows(view)[0].cells == ["Luc Château", "Acme"]
    assert view.source["encoding"] == "mac_roman" and not view.source["encoding_detected"]
    assert view.columns[0].samples[0] == "Luc Château"


def test_a_damaged_character_costs_itself_alone_in_an_encoding_that_was_chosen(desk):
    content = "Name,Company\nJosé Núñez,Acme\nZoé,".encode() + b"\xe9\n"
    view = desk.upload(content, encoding="utf-8")
    assert [row.cells for row in desk.rows(view)] == [["José Núñez", "Acme"], ["Zoé", "\ufffd"]]


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_more_than_a_choice(desk, mark):
    view = desk.upload(PLAIN.encode(mark), encoding="cp1252")
    assert desk.rows(view)[0].cells[0] == "José"
    assert view.source["encoding"] == mark and view.source["encoding_detected"]


def test_an_encoding_that_there_is_not_is_refused(desk):
    with pytest.raises(imports.Refused, match="can't read this encoding"):
        desk.upload(PLAIN, encoding="rot13")


@pytest.mark.parametrize(
    ("sign", "said"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")]
)
def test_the_delimiter_is_found(desk, sign, said):
    view = desk.upload(PLAIN.replace(",", sign))
    assert view.source["delimiter"] == said and len(view.columns) == 4


def test_what_excel_says_of_the_delimiter_is_believed(desk):
    view = desk.upload("sep=;\nName;Company\nAnn, the Lee;Acme\n")
    assert desk.rows(view)[0].cells == ["Ann, the Lee", "Acme"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(desk, end):
    view = desk.upload("Name,Company\nAnn Lee,Acme\nBob Ray,Bosch\n".replace("\n", end))
    assert [row.cells[0] for row in desk.rows(view)] == ["Ann Lee", "Bob Ray"]


def test_a_line_end_in_quotes_belongs_to_its_cell(desk):
    view = desk.upload('Name,Company,Notes\nAnn Lee,Acme,"asked for a demo\nsend ""prices"""\n')
    assert desk.rows(view)[0].cells[2] == 'asked for a demo\nsend "prices"'


def test_titles_above_the_header_are_passed_over(desk):
    view = desk.upload("TechExpo 2026,,\n,,\nName,Company,Country\nAnn Lee,Acme,France\n")
    assert [column.header for column in view.columns] == ["Name", "Company", "Country"]
    assert view.source["header_row"] == 3 and desk.rows(view)[0].line == 4


def test_unknown_headers_are_headers_when_the_cells_below_differ(desk):
    view = desk.upload("Pax,Firm X,Where to write\nAnn Lee,Acme,ann@acme.example\n")
    assert [column.header for column in view.columns] == ["Pax", "Firm X", "Where to write"]
    assert view.columns[2].field == "email"


@pytest.mark.parametrize(
    "content",
    [
        "Cwmni enw,Weboldal\nAcme Kft,acme.example\nBosch,www.bosch.example\n",
        "CWMNI,VÁROS\nAcme,Pécs\nBosch,Győr\n",
        "cwmni,város\nAcme,Pécs\nBosch,Győr\n",
        "cwmni_enw,varos_neve\nAcme,Pécs\nBosch,Győr\n",
        "Cwmni:,Város:\nAcme,Pécs\nBosch,Győr\n",
        "Cwmni enw,Alapítva\nAcme,1999\nName,2001\n",
    ],
)
def test_a_header_without_a_known_word_is_mapped_by_hand(desk, content):
    header = content.splitlines()[0].split(",")
    view = desk.upload(content, "accounts")
    assert [column.header for column in view.columns] == header and view.rows == 2
    assert view.needs == ["Choose the column that holds the company’s name."]
    view = desk.change(view, **{"0": "company"})
    assert desk.run(view).counts["created"] == 2


def test_two_columns_of_one_name_and_one_without_stay_apart(desk):
    view = desk.upload("Name,Company,Notes,Notes,\nAnn Lee,Acme,a,b,c\n")
    assert [column.header for column in view.columns] == ["Name", "Company", "Notes", "Notes (2)"]
    assert desk.problems(view) == {
        1: ["This row has more cells than there are columns. Check it for a missing quote."]
    }


def test_blank_lines_count_for_the_line_and_are_no_rows(desk):
    view = desk.upload("Name,Company\n\nAnn Lee,Acme\n , \nBob Ray,Bosch\n")
    assert [row.line for row in desk.rows(view)] == [3, 5] and view.rows == 2


def test_of_a_workbook_the_sheet_that_fits_is_read(desk):
    book = workbook(
        ("Cover", [["TechExpo"], ["made by hand"]]),
        ("Firms", [["Company", "Industry"], ["Acme", "Toys"]]),
        ("Guests", [["Name", "Title", "Company"], ["Ann Lee", "COO", "Acme"]]),
    )
    assert desk.upload(book, "contacts").source["sheet"] == "Guests"
    assert desk.upload(book, "accounts").source["sheet"] == "Firms"


def test_cells_of_a_workbook_read_as_a_person_would_type_them(desk):
    from datetime import datetime

    rows = [
        ["Name", "Company", "Mobile", "is_ops", "Scanned At", "Rating", "Title"],
        ["Ann Lee", "Acme", 14155550165, True, datetime(2026, 2, 9, 13, 5), 4.5, "=1+1"],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active["G2"].data_type = "s"
    file = io.BytesIO()
    book.save(file)
    view = desk.upload(file.getvalue())
    assert desk.rows(view)[0].cells == [
        *("Ann Lee", "Acme", "14155550165", "TRUE", "2026-02-09T13:05:00", "4.5", "=1+1")
    ]


def test_formula_like_cells_stay_text(desk):
    done = desk.bring('Name,Company,Notes\n=Ann,@Acme,"=HYPERLINK(""http://x.example"")"\n')
    (contact,) = desk.contacts()
    assert contact.first_name == "=Ann"
    assert desk.notes()[0].text == '=HYPERLINK("http://x.example")'
    assert desk.account_of(contact) == "@Acme" and done.counts["created"] == 1
