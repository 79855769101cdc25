"""Cells as lists really have them: what their field gets, what the notes get, which row is none."""

import pytest
from sqlalchemy import text

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.normalization.footers import REASON
from yardflow.services.imports.normalization.parser import ROW, ParsedRow, RowParser

HEADERS = [
    *("First name", "Last name", "Company", "Title", "Email", "Phone", "LinkedIn", "Website"),
    *("Seniority", "Personas", "is_ops", "Country", "Size"),
]
PERSON = {"First name": "Ann", "Last name": "Lee", "Company": "Acme"}
LONGEST_NOTES = 20_000


def parsed(headers: list[str], cells: list[str], kind: ImportKind) -> ParsedRow:
    return RowParser(kind, headers, column_matching.automatic(headers, kind, [])).parse(cells)


def row(*, with_mobile: bool = False, with_notes: bool = False, **cells: str) -> ParsedRow:
    """A row of a list of contacts with these cells; spaces in headers are underscores."""
    headers = HEADERS + ["Mobile"] * with_mobile + ["Notes"] * with_notes
    filled = PERSON | {
        name if name in headers else name.replace("_", " "): cell for name, cell in cells.items()
    }
    return parsed(headers, [filled.get(header, "") for header in headers], ImportKind.CONTACTS)


def account(*cells: str) -> ParsedRow:
    return parsed(["Company", "Website", "Employees"], list(cells), ImportKind.ACCOUNTS)


def found(read: ParsedRow, field: str) -> tuple[object, str]:
    """What the field and the notes got, in a row that is imported."""
    assert read.problems == {}
    return read.values.get(field), read.values.get("notes", "")


@each_row(
    ("cell", "phone"),
    [
        ("tel:+13125550100", "+13125550100"),
        ("Mobile: +47 91 11 22 33", "+4791112233"),
        ("M +47 91 11 22 33", "+4791112233"),
        ("Büro: 030 1234567", "030 1234567"),
        ("+47 22 12 34 56 (office)", "+4722123456"),
        ("+1-312-555-0100;ext=44", "+13125550100 x44"),
        ("+1 312 555 0100 Extn 44", "+13125550100 x44"),
        ("＋１３１２５５５０１００", "+13125550100"),
        ("٠٧٧١٢٣٤٥٦٧٨", "07712345678"),
        ('="07712345678"', "07712345678"),
        ("'07712345678", "07712345678"),
        ("3125550100.0", "3125550100"),
        ("4.47712345678E+11", "447712345678"),
        ("0221/4711234", "0221/4711234"),
        ("000-000-0000", None),
        ("xxx-xxx-xxxx", None),
    ],
)
def test_a_phone_number_is_read_in_every_notation(cell, phone):
    assert found(row(Phone=cell), "phone") == (phone, "")


@each_row(
    "cell",
    [
        *("312-555-0100 / 312-555-0101", "312-555-0100 or 312-555-0101"),
        *("312-555-0100; 312-555-0101", "312-555-0100/312-555-0101", "312-555-0100|312-555-0101"),
        *("312-555-0100\n312-555-0101", "Office: 312-555-0100, Cell: 312-555-0101"),
    ],
)
def test_a_second_number_is_the_mobile_or_kept_in_notes(cell):
    read = row(Phone=cell)
    assert found(read, "phone") == ("312-555-0100", "") and read.remarks == {}
    assert read.values["mobile"] == "312-555-0101"
    read = row(Phone=cell, with_mobile=True)
    assert found(read, "phone") == ("312-555-0100", "Phone: 312-555-0101")
    assert "mobile" not in read.values


def test_of_three_numbers_and_a_word_none_is_lost():
    read = row(Phone="312-555-0100 / 312-555-0101 / 312-555-0102 / ask Bob")
    assert found(read, "phone") == ("312-555-0100", "Phone: 312-555-0102; ask Bob")
    assert read.values["mobile"] == "312-555-0101"


@each_row(
    ("field", "cell", "kept"),
    [
        ("Phone", "call me", "Phone: call me"),
        ("Phone", "4.47712E+11", "Phone: 4.47712E+11 (cut off by a spreadsheet)"),
        ("Phone", "1" * 2_000, f"Phone: {'1' * 2_000}"),
        ("Email", "ann at acme", "Email: ann at acme"),
        ("Email", "änn@acme.example", "Email: änn@acme.example"),
        ("Website", "Acme Rail", "Website: Acme Rail"),
        ("LinkedIn", "lnkd.in/none", "LinkedIn: lnkd.in/none"),
        ("LinkedIn", "linkedin.com/company/acme", "LinkedIn: linkedin.com/company/acme"),
        ("LinkedIn", "https://linkedin.com/", "LinkedIn: https://linkedin.com/"),
        ("LinkedIn", "linkedin.com/feed/", "LinkedIn: linkedin.com/feed/"),
        ("LinkedIn", "linkedin.com/?trk=x", "LinkedIn: linkedin.com/?trk=x"),
        ("Seniority", "Champion", "Seniority: Champion"),
        ("Personas", "Champion", "Personas: Champion"),
        ("Title", "a" * 269, f"Title: {'a' * 269}"),
        ("is_ops", "perhaps", "is_ops: perhaps"),
    ],
)
def test_what_its_field_cannot_take_is_kept_in_the_notes(field, cell, kept):
    read = row(**{field: cell})
    assert found(read, field.lower()) == (None, kept)
    (remark,) = read.remarks.values()
    assert list(read.remarks) == [str(HEADERS.index(field))]
    assert remark.sentence.startswith("Kept in notes. ")


@each_row(
    ("cell", "email", "kept"),
    [
        ("[ann@acme.example]", "ann@acme.example", ""),
        ("ann@acme.example.", "ann@acme.example", ""),
        ("ann@acme.example (work)", "ann@acme.example", ""),
        ("Email: ann@acme.example", "ann@acme.example", ""),
        ("mailto:ann@acme.example?subject=Hi", "ann@acme.example", ""),
        ("ann＠acme.example", "ann@acme.example", ""),
        ("ann @ acme.example", "ann@acme.example", ""),
        ("ann@straße.example", "ann@xn--strae-oqa.example", ""),
        ("ann@acme.example; ann@home.example", "ann@acme.example", "Email: ann@home.example"),
        ("ann@acme.example/ann@home.example", "ann@acme.example", "Email: ann@home.example"),
        ("ann@acme.example\nANN@acme.example", "ann@acme.example", ""),
        ("Bob's desk ann@acme.example", "ann@acme.example", "Email: Bob's desk"),
        ("Email:ann@acme.example", "ann@acme.example", ""),
        ("E:ann@acme.example", "ann@acme.example", ""),
        ("[ann@acme.example](mailto:ann@acme.example)", "ann@acme.example", ""),
        ("Ann Lee <ann@acme.example>", "ann@acme.example", ""),
        (
            "Ann Lee <ann@acme.example>; Bob Ray <bob@acme.example>",
            "ann@acme.example",
            "Email: Bob Ray bob@acme.example",
        ),
        ("ann@acme.example; noemail@noemail.com", "ann@acme.example", ""),
        ("ann(at)acme.com", "ann@acme.com", ""),
        ("ann [at] acme [dot] com", "ann@acme.com", ""),
        ("ann@acme,com", "ann@acme.com", ""),
        ("ann@acme.com,de", "ann@acme.com", "Email: de"),
        ("ann@acme..com", "ann@acme.com", ""),
        ("ann@@acme.com", "ann@acme.com", ""),
        ("ann@acme.com*", "ann@acme.com", ""),
        ("http://ann@acme.com", "ann@acme.com", ""),
    ],
)
def test_an_address_is_found_among_what_stands_around_it(cell, email, kept):
    assert found(row(Email=cell), "email") == (email, kept)


@each_row(
    "cell",
    [
        *("email_not_unlocked@domain.com", "noemail@noemail.com", "none@none.com", "na@na.com"),
        *("test@test.com", "unknown@unknown.com", "No-Email@acme.example", "a***@acme.example"),
        *("n/a@acme.example", "declined@example.com", "email@email.com", "a@a.com", "123@123.com"),
        *("keine@mail.de", "sin@correo.com"),
    ],
)
def test_an_address_that_stands_for_none_is_not_kept_but_said(cell):
    read = row(Email=cell)
    assert found(read, "email") == (None, "") and read.kept == 0
    assert [remark.sentence for remark in read.remarks.values()] == [
        "Not kept. This address is a placeholder."
    ]


@each_row(
    "cell",
    [
        *("na@acme.example", "test@acme.example", "info@info.example", "acme@acme.example"),
        *("ann@example.com", "nora@domain.com", "j.null@acme.example", "missing@acme.example"),
    ],
)
def test_an_address_may_look_almost_so(cell):
    assert found(row(Email=cell), "email") == (cell, "")


@each_row(
    ("field", "cell", "value", "kept"),
    [
        ("website", "www.a.example, www.b.example", "https://www.a.example", "www.b.example"),
        ("website", "www.lima.example;", "https://www.lima.example", ""),
        ("website", "https//x.example", "https://x.example", ""),
        ("website", "http:/x.example", "http://x.example", ""),
        ("website", "http://https://x.example", "https://x.example", ""),
        ("website", "https:\\\\x.example", "https://x.example", ""),
        ("website", "www.a.example / www.b.example", "https://www.a.example", "www.b.example"),
        ("linkedin_url", "in/annlee", "https://www.linkedin.com/in/annlee", ""),
        ("linkedin_url", "@annlee", "https://www.linkedin.com/in/annlee", ""),
        ("linkedin_url", "LinkedIn: linkedin.com/in/ann", "https://linkedin.com/in/ann", ""),
    ],
)
def test_a_web_address_is_repaired(field, cell, value, kept):
    header = "Website" if field == "website" else "LinkedIn"
    assert found(row(**{header: cell}), field) == (value, f"Website: {kept}" if kept else "")


@each_row(
    "cell",
    [
        *("none", "NULL", "nil", "NaN", "unknown", "Unbekannt", "inconnu", "desconocido"),
        *("sconosciuto", "onbekend", "nieznany", "okänd", "TBD", "tba", "keine", "k.A.", "s/n"),
        *("#REF!", "#VALUE!", "#N/A", "(blank)", "[None]", "------", "....", "xxx", "coming soon"),
        *("no email", "sin correo", "0", "-.-", "…", "無", "?"),
        *("keine Angabe", "kein Telefon", "keine E-Mail", "no Email", "nicht Vorhanden", "n/A"),
        *("sin Teléfono", "not Available", "Not available.", "#N/D", "#Н/Д", "#¿NOMBRE?"),
        *("#GETTING_DATA", "#N/A N/A", "#¡DIV/0!", "#ДЕЛ/0!", "--None--", "-- None --"),
        *("- Select -", "Please select", "Please select...", "Bitte wählen", "Seleccione"),
        *("请选择", "選択してください", "Info Requested", "Não se aplica", "no especificado"),
        *("sin especificar", "non specificato", "未填写", "特になし", "해당없음", "н/д"),
        *("belirtilmedi", "nincs"),
        *("noch offen", "à compléter", "da confermare", "nog onbekend", "do uzupełnienia"),
        *("Wird nachgereicht",),
    ],
)
def test_what_stands_for_nothing_in_any_language_is_nothing(cell):
    filled = dict.fromkeys(("Title", "Email", "Phone", "LinkedIn", "Website", "Country"), cell)
    read = row(**filled, Seniority=cell, Personas=cell)
    assert read == ParsedRow({"first_name": "Ann", "last_name": "Lee", "company": "Acme"}, {}, {})
    assert row(Company=cell).problems == {"2": "Enter a company."}


@each_row("cell", ['"', "!", "”", "???!", "★"])
def test_a_company_of_signs_is_none(cell):
    assert row(Company=cell).problems == {"2": "Enter a company."}


@each_row(
    "cell", ["Select", "No", "NC", "3M", "#1 Logistics", "#TEAM", "Null-Tec", "None Ltd", "X!"]
)
def test_a_company_may_be_called_almost_so(cell):
    assert row(Company=cell).values["company"] == cell


@each_row("note", ["!", "★★★", "👍", "#winning!", "#TEAM"])
def test_notes_of_a_sign_or_a_tag_stay(note):
    assert row(with_notes=True, Notes=note).values["notes"] == note


def test_what_is_a_word_elsewhere_is_no_filler_there():
    assert row(Country="NO").values["country"] == "NO"
    assert row(is_ops="0").values["is_ops"] is False
    noted = parsed(["Name", "Company", "Rating"], ["Ann Lee", "Acme", "0"], ImportKind.CONTACTS)
    assert noted.values["notes"] == "Rating: 0"


@each_row(
    ("first", "last", "values"),
    [
        ("Jennifer", "Null", ("Jennifer", "Null")),
        ("JENNIFER", "NULL", ("JENNIFER", "NULL")),
        ("Jennifer", "NULL", ("Jennifer", None)),
        ("Ann", "Unknown", ("Ann", None)),
        ("Na", "Li", ("Na", "Li")),
        ("Na Na", "Bai", ("Na Na", "Bai")),
        ("NA", "Li", (None, "Li")),
        ("Brak", "Lee", ("Brak", "Lee")),
        ("Nan", "Goldin", ("Nan", "Goldin")),
        ("Christopher", "Guest", ("Christopher", "Guest")),
    ],
)
def test_a_name_may_be_a_word_for_nothing(first, last, values):
    read = row(First_name=first, Last_name=last)
    assert read.problems == {}
    assert (read.values.get("first_name"), read.values.get("last_name")) == values


@each_row(
    ("first", "last"),
    [
        *(("NULL", "NULL"), ("Unknown", "Unknown"), ("TBD", "TBD"), ("Test", "Test"), ("-", "-")),
        *(("Test", "User"), ("n/a", "n/a"), ("null", ""), ("", "Guest"), ("tEST", "tEST")),
        *(("Info Requested", "Info Requested"), ("--None--", "")),
    ],
)
def test_a_placeholder_is_nobodys_name(first, last):
    (reason,) = row(First_name=first, Last_name=last).problems.values()
    assert "Enter a name." in reason
    whole = [f"{first} {last}".strip(), "Acme"]
    (reason,) = parsed(["Name", "Company"], whole, ImportKind.CONTACTS).problems.values()
    assert "Enter a name." in reason


@each_row(
    "text",
    [
        *("Total", "Totals:", "Grand total: 24", "Sub-total", "Summe", "Gesamt 24", "Totaal"),
        *("Total companies: 470", "24 records", "Page 1 of 3", "Seite 2 von 9", "Página 1 de 3"),
        *("Strona 1 z 3", "Generated by ExpoBase on 20 Nov 2026", "Exported on 2026-11-20"),
        *("Exportiert am 20.11.2026", "Généré le 20/11/2026", "© 2026 Expo AG", "合計"),
        *("Copyright 2026 Expo AG", "End of report", "*** End of file ***", "Stand: 20.11.2026"),
        *("All rights reserved", "Source: Expo AG", "Grand Totals (120 records)", "Total (25)"),
        *("Confidential Information - Do Not Distribute", "Applied filters:\nCountry is US"),
        *("No filters applied", "Showing 1 to 25 of 100 entries", "Load more", "Row Labels"),
        *("# of records: 25", "Record count: 25", "Count", "Average", "Page: 1", "第1页"),
        *(
            "第 1 页 共 3 页",
            "1/3ページ",
            "1ページ",
            "總計",
            "小计",
            "합계",
            "합계: 12",
            "合計：12社",
        ),
        *("Totale generale", "Total geral", "Eindtotaal", "Totalt", "Ogółem", "Yhteensä"),
        *("Celkem", "Összesen", "Toplam", "Всего записей: 12", "Legend:"),
        *(
            "* denotes new exhibitor",
            "Subject to change",
            "*List subject to change without notice.",
        ),
        *("Powered by Swapcard", "Stand: November 2026", "Druckdatum: 01.11.2026"),
        *("Copyright © 2026 Acme. All rights reserved.", "1-25 of 100", "1 of 3"),
        *("Totali", "Totaux", "Sammanlagt", "Totales:", "Fine elenco", "Summe: 25 Einträge"),
        *(
            "Nombre total : 25",
            "Total : 25 exposants",
            "Oldal 1/3",
            "Sayfa 1/3",
            "頁 1",
            "ページ 1",
        ),
        *("2. oldal", "Samtals", "Slut på listan", "Koniec listy", "Gesamtzahl: 12 Zeilen"),
    ],
)
def test_a_total_or_a_footer_is_no_record(text):
    for read in (account(text, "", ""), account(text, "", "200"), row(**no_one(text))):
        assert read.problems == {ROW: REASON}


def no_one(text: str) -> dict[str, str]:
    return {"First_name": text, "Last_name": "", "Company": ""}


@each_row("text", ["- 1 -", "1 / 3", "END", "EOF", "End", "Ende"])
def test_a_page_or_an_end_alone_in_its_row_is_no_record(text):
    assert account(text, "", "").problems == {ROW: REASON}


@each_row(
    "cells",
    [
        ("Total", "total.example", ""),
        ("End", "end.example", ""),
        ("Total Energies", "", ""),
        ("Test Rite", "", ""),
        ("Test Valley Logistics", "", ""),
        ("Page Seite", "", ""),
        ("S 4 Logistics", "", ""),
        ("END", "end.example", ""),
        ("3M", "", ""),
        ("1-800-Flowers", "", ""),
        ("24/7 Logistics", "", ""),
        ("Totalt Transport AB", "", ""),
        ("Count Basie Theatre", "", ""),
        ("Average Joe's", "", ""),
        ("Legend Logistics", "", ""),
        ("Subject Matter Experts", "", ""),
        ("Confidential Records Inc", "", ""),
        ("Powered Logistics", "", ""),
        ("Showing Suite Inc", "", ""),
        ("Loadmore Freight", "", ""),
        ("Filter Technik GmbH", "", ""),
        ("Stand Novelty Inc", "", ""),
        ("Sum Inc", "", "25"),
        ("Page Six", "", ""),
        ("One of Us", "", ""),
        ("1 of 1 Motors", "", ""),
        ("TotalEnergies", "", "100000"),
        ("Total Quality Logistics", "", ""),
        ("Page Industries", "", "9"),
        ("Copyright Agency", "", ""),
        ("Source Logistics", "", ""),
        ("Count Logistics", "", "12"),
        ("Sum", "", ""),
        ("End of the Line Trucking", "", ""),
    ],
)
def test_a_company_may_have_such_a_name(cells):
    read = account(*cells)
    assert read.problems == {} and read.values["company"] == cells[0]


def test_a_number_beside_it_makes_a_sum_of_it():
    assert account("Sum", "", "200").problems == {ROW: REASON}


@each_row(
    ("cell", "level"),
    [
        *(("Owner", "C-Level"), ("Founder", "C-Level"), ("Partner", "C-Level")),
        *(("C suite", "C-Level"), ("C-Suite", "C-Level"), ("CXO", "C-Level")),
        *(("Vp", "VP"), ("VP-Level", "VP"), ("Vice President", "VP"), ("Head", "VP")),
        *(("Director-Level", "Director"), ("Direktor", "Director"), ("Manager", "Manager")),
        *(("Senior", "Staff"), ("Entry", "Staff"), ("Intern", "Staff"), ("Non-Manager", "Staff")),
        *(("Individual contributor", "Staff"), ("Mid-Senior level", "Staff")),
        *(("Top Management", "C-Level"), ("Alta dirección", "C-Level"), ("役員", "C-Level")),
        *(("Senior Management", "VP"), ("Dirección", "Director"), ("Middle Management", "Manager")),
        *(
            ("Cadre", "Manager"),
            ("管理职", "Manager"),
            ("Analyst", "Staff"),
            ("Impiegato", "Staff"),
        ),
        *(("Employé", "Staff"), ("一般社員", "Staff"), ("Professional", "Staff")),
    ],
)
def test_levels_of_other_tools_are_ours(cell, level):
    assert found(row(Seniority=cell), "seniority") == (level, "")


@each_row(
    ("cell", "personas", "kept"),
    [
        ("Ops / Sales", ["Ops", "Sales"], ""),
        ("Ops\nSales", ["Ops", "Sales"], ""),
        ("Ops and Sales", ["Ops", "Sales"], ""),
        ("Tech & Sales", ["Sales", "Tech"], ""),
        ("Marketing", ["NonOps"], ""),
        ("IT", ["Tech"], ""),
        ("Operations, Einkauf", ["Ops", "Procurement"], ""),
        ("Ops; Champion", ["Ops"], "Personas: Champion"),
    ],
)
def test_personas_of_other_tools_are_ours(cell, personas, kept):
    assert found(row(Personas=cell), "personas") == (personas, kept)


@each_row("cell", ["1.0", "✔", "✔️", "on", "Sí", "sì", "sim", "oui", "ja", "tak"])
def test_a_flag_is_set_in_every_language(cell):
    assert found(row(is_ops=cell), "is_ops") == (True, "")


@each_row("cell", ["0.0", "off", "nej", "não", "nie", "нет"])
def test_a_flag_is_not_set_in_every_language(cell):
    assert found(row(is_ops=cell), "is_ops") == (False, "")


def test_the_first_column_with_a_value_that_fits_wins_and_the_other_is_kept():
    headers = ["Name", "Company", "Email", "Work email", "Phone", "Direct phone", "Telephone"]
    cells = ["Ann Lee", "Acme", "ann at acme", "ann@acme.example", "", "312-555-0100", "5550101"]
    fields = ("name", "company", "email", "email", "phone", "phone", "phone")
    read = RowParser(ImportKind.CONTACTS, headers, dict(enumerate(fields))).parse(cells)
    assert found(read, "email") == ("ann@acme.example", "Email: ann at acme")
    assert (read.values["phone"], read.values["mobile"]) == ("312-555-0100", "5550101")
    cells[2], cells[4] = "ann@home.example", "5550102"
    read = parsed(headers, cells, ImportKind.CONTACTS)
    assert read.values["notes"] == "Work email: ann@acme.example\nTelephone: 5550101"
    assert (read.values["phone"], read.values["mobile"]) == ("5550102", "312-555-0100")


def test_what_two_columns_have_alike_is_kept_once():
    headers = ["Company", "Website", "Domain", "Account name"]
    cells = ["Acme", "https://www.acme.example/", "acme.example", "ACME"]
    fields = ("company", "website", "website", "company")
    parser = RowParser(ImportKind.ACCOUNTS, headers, dict(enumerate(fields)))
    read = parser.parse(cells)
    assert found(read, "website") == ("https://www.acme.example/", "")
    read = parser.parse(["Acme", "acme.example", "acme.test", "Bosch"])
    assert found(read, "company") == ("Acme", "Domain: acme.test\nAccount name: Bosch")


def test_notes_that_are_too_long_are_cut_with_a_mark_and_what_is_kept_is_whole():
    read = row(with_notes=True, Notes="y" * 30_000, Phone="call me")
    value, notes = found(read, "phone")
    assert value is None and notes.endswith("y…\nPhone: call me") and len(notes) == LONGEST_NOTES
    assert read.remarks[str(len(HEADERS))].sentence.startswith("Notes have at most 20,000")
    kept = str(row(Country="z" * 30_000).values["notes"])
    assert kept.startswith("Country: zzz") and kept.endswith("z…") and len(kept) < LONGEST_NOTES


def test_what_says_who_a_row_is_about_is_not_left_to_the_notes():
    assert row(Company="x" * 201).problems == {"2": "Enter at most 200 characters."}
    assert row(First_name="x" * 101).problems == {"0": "Enter at most 100 characters."}


@pytest.mark.usefixtures("database")
class TestInAnImport:
    LIST = (
        "First name,Last name,Company,Email,Phone\n"
        "Ann,Lee,Acme,ann at acme,call me\n"
        "Bob,Ray,Acme,bob@acme.example,5550100 / 5550101\n"
        ",,Acme,cy at acme,\n"
    )

    def test_cells_are_kept_and_counted(self, desk):
        view = desk.upload(self.LIST)
        assert (view.bad, view.kept_in_notes) == (1, 2)
        assert [len(row.remarks) for row in desk.rows(view)] == [2, 0, 0]
        done = desk.run(view)
        assert (done.counts["created"], done.counts["skipped"], done.kept_in_notes) == (2, 1, 2)
        assert [note.text for note in desk.notes()] == ["Email: ann at acme\nPhone: call me"]
        assert desk.contact("Bob").mobile == "5550101"
        assert set(desk.rows(done)[0].remarks) == {"3", "4"}
        assert desk.undo(done).counts["undo"]["kept"] == 0

    def test_a_cell_that_is_fixed_is_kept_no_more(self, desk):
        view = desk.fix(desk.upload(self.LIST), (1, "Email", "ann@acme.example"))
        assert view.kept_in_notes == 1
        view = desk.fix(view, (3, "First name", "Cy"), (1, "Phone", "5550102"))
        assert (view.bad, view.kept_in_notes) == (0, 1)
        assert desk.change(view, Email=None).kept_in_notes == 0

    def test_a_draft_from_before_rows_were_counted_keeps_its_cells(self, desk, session):
        view = desk.upload(self.LIST)
        session.execute(text("UPDATE import_row SET kept = 0"))
        session.execute(text("UPDATE import SET counts = counts - 'kept_rows'"))
        session.commit()
        view = desk.fix(view, (3, "First name", "Cy"))
        assert (view.kept_in_notes, view.kept_rows) == (3, 2)
        desk.run(view)
        assert len(desk.notes()) == 2

    def test_other_programs_leave_nothing_in_a_name(self, desk):
        desk.bring(
            "Name,Company,Email\n"
            "Ann Lee,Barnes &amp; Noble,\nBob Ray,Barnes & Noble,\n"
            "Cy Ok,CafÃ© Rouge,\nDi Po,Café Rouge,\n"
            "Ed Xu,Ac\u200bme Rail,\ufeffed@acme.example\n“Fi Yo”,Acme Rail,\n"
        )
        names = [account.name for account in desk.accounts()]
        assert names == ["Barnes & Noble", "Café Rouge", "Acme Rail"]
        assert desk.contact("Ed").email == "ed@acme.example"
        assert desk.contact("Fi").last_name == "Yo"
