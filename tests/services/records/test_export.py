"""What is in an exported file: the records that were meant, in the list's order, safe to open."""

import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from sqlmodel import Session

from tests.fixtures import exports, records
from tests.fixtures.exports import CSV, XLSX, content, make, table
from tests.fixtures.records import company
from yardflow import clock
from yardflow.errors import Invalid, NotFound
from yardflow.models import (
    Account,
    Attendee,
    AttendeeStatus,
    Contact,
    Event,
    ImportKind,
    Note,
    Persona,
    Seniority,
    Stage,
    Target,
)
from yardflow.services.imports.columns.meanings import known_as
from yardflow.services.records import contact_rows
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.export import columns, workbook_file
from yardflow.services.records.notes import MOST_SHOWN
from yardflow.services.records.values.fields import LONGEST_TEXT

pytestmark = pytest.mark.usefixtures("database")
FORMATS = pytest.mark.parametrize("kind", [CSV, XLSX])


@pytest.fixture
def ann(session: Session, bob, acme: Account, works_at) -> int:
    """A contact with a value in every column."""
    acme.website, acme.icp_score = "https://acme.com/yards", 72
    session.add(acme)
    contact_id = works_at(
        acme,
        "Ann Lee",
        email="ann.lee@acme.com",
        title="VP Supply Chain",
        phone="+14155550165 x12",
        mobile="+4915112345678",
        linkedin_url="https://linkedin.com/in/annlee",
        country="Germany",
        lawful_basis="Consent",
        lawful_basis_source="Booth 12",
        lawful_basis_date="2026-02-09",
        personas=[Persona.EXEC_OPS, Persona.OPS],
        seniority=Seniority.VP,
        owner_id=bob.user_id,
        enriched_at=datetime(2026, 2, 9, 14, 5, tzinfo=UTC),
    )
    note(session, contact_id, "Asked for a demo", 1)
    note(session, contact_id, "Call on Monday", 2)
    return contact_id


def note(session: Session, contact_id: int, text: str, day: int) -> None:
    at = datetime(2026, 3, day, 8, tzinfo=UTC)
    session.add(Note(contact_id=contact_id, text=text, created_at=at))
    session.commit()


def set_at(session: Session, event: Event, stage: Stage, status: AttendeeStatus) -> None:
    for target in session.query(Target).filter_by(event_id=event.id):
        target.stage = stage
    for attendee in session.query(Attendee).filter_by(event_id=event.id):
        attendee.status = status
    session.commit()


@pytest.mark.slow
@FORMATS
def test_a_contact_of_an_event_has_all_that_list_and_record_know(session, bob, ann, techexpo, kind):
    set_at(session, techexpo, Stage.BOOKED, AttendeeStatus.REGISTERED)
    (row,) = table(make(bob, ContactQuery(event_id=techexpo.id), kind))
    moment = datetime(2026, 2, 9, 14, 5)
    assert row == {
        "First name": "Ann",
        "Last name": "Lee",
        "Job title": "VP Supply Chain",
        "Company": "Acme",
        "Company website": "https://acme.com/yards",
        "Email": "ann.lee@acme.com",
        "Email status": "given",
        "Phone": "+14155550165 x12" if kind == XLSX else "'+14155550165 x12",
        "Mobile": "+4915112345678" if kind == XLSX else "'+4915112345678",
        "LinkedIn": "https://linkedin.com/in/annlee",
        "Country": "Germany",
        "Lawful basis": "Consent",
        "Lawful basis source": "Booth 12",
        "Lawful basis since": "2026-02-09",
        "Personas": "ExecOps; Ops",
        "Seniority": "VP",
        "Status": "Registered",
        "Stage": "Booked",
        "ICP score": 72 if kind == XLSX else "72",
        "Owner": "Bob",
        "Enriched at (UTC)": moment if kind == XLSX else "2026-02-09 14:05",
        "Notes": "2026-03-02: Call on Monday\n2026-03-01: Asked for a demo",
    }


def test_of_all_contacts_each_names_its_events_and_has_no_stage(session, bob, ann, techexpo):
    later = Event(name="Later Show", starts_on=datetime(2027, 1, 1).date())
    session.add(later)
    session.flush()
    session.add(Attendee(event_id=later.id, contact_id=ann))
    session.commit()
    (row,) = table(make(bob, ContactQuery()))
    assert row["Events"] == "Later Show; TechExpo 2026"
    assert not {"Stage", "Status"} & row.keys()


@FORMATS
def test_an_account_of_an_event_has_its_stage_and_its_attendees(
    session, bob, ann, acme, techexpo, kind
):
    session.add(Note(account_id=acme.id, text="Yard of 300", created_at=datetime(2026, 3, 1)))
    session.add(Contact(account_id=acme.id, first_name="Elsewhere", name_key="elsewhere"))
    set_at(session, techexpo, Stage.WON, AttendeeStatus.MET)
    (row,) = table(make(bob, AccountQuery(event_id=techexpo.id), kind))
    assert {name: str(cell) for name, cell in row.items() if cell != ""} == {
        "Company": "Acme",
        "Company website": "https://acme.com/yards",
        "Stage": "Won",
        "ICP score": "72",
        "Contacts": "1",
        "Notes": "2026-03-01: Yard of 300",
    }
    (row,) = table(make(bob, AccountQuery()))
    assert (row["Events"], row["Contacts"]) == ("TechExpo 2026", "2")


@pytest.mark.parametrize("sort", ["name", "-name", "account", "createdAt", "-createdAt"])
@pytest.mark.parametrize("at_event", [True, False])
def test_a_file_is_in_the_lists_order(session, bob, techexpo, works_at, sort, at_event):
    acme, birch = (company(session, techexpo, name) for name in ("Acme", "Birch"))
    for n, name in enumerate(["Zoe Moss", "Ann Lee", "Ann Moss"]):
        works_at(acme if n % 2 else birch, f"{name}{n}")
        works_at(birch if n % 2 else acme, name)
    query = ContactQuery(event_id=techexpo.id if at_event else None, sort=sort)
    listed = [
        (row.name, row.account_name) for row in contact_rows.search(session, bob, query).items
    ]
    rows = table(make(bob, query))
    exported = [(f"{row['First name']} {row['Last name']}", row["Company"]) for row in rows]
    assert exported == listed and len(listed) == 6


@pytest.mark.slow
def test_filters_and_search_narrow_a_file_like_its_list(session, bob, staff, techexpo, works_at):
    works_at(company(session, techexpo, "Birch"), "Ada Birch")
    works_at(company(session, None, "Elsewhere"), "Ada Elsewhere", owner_id=bob.user_id)
    for query, names in (
        (ContactQuery(event_id=techexpo.id, q="ada"), ["Ada Birch", "Ada Byron"]),
        (ContactQuery(event_id=techexpo.id, q="ada", email_status="given"), ["Ada Byron"]),
        (ContactQuery(owner="me"), ["Ada Elsewhere"]),
        (ContactQuery(q="nobody at all"), []),
    ):
        view = make(bob, query)
        assert [f"{row['First name']} {row['Last name']}" for row in table(view)] == names
        assert view.rows == len(names)


def test_selected_records_are_exported_also_when_the_filters_fit_them_no_longer(
    session, bob, staff, techexpo
):
    query = ContactQuery(event_id=techexpo.id, q="grace", sort="-name")
    chosen = [staff[0], staff[3], staff[0]]
    assert [row["Last name"] for row in table(make(bob, query, ids=chosen))] == ["Byron", "Berg"]


def test_selected_records_that_left_the_event_or_were_never_there_are_not_in_its_file(
    session, bob, staff, techexpo, works_at
):
    elsewhere = works_at(company(session, None, "Elsewhere"), "Ada Elsewhere")
    session.query(Attendee).filter_by(contact_id=staff[1]).delete()
    session.commit()
    chosen = [*staff[:2], elsewhere, 10**15, -1]
    rows = table(make(bob, ContactQuery(event_id=techexpo.id), ids=chosen))
    assert [row["Last name"] for row in rows] == ["Byron"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (ContactQuery(sort="phone"), None),
        (ContactQuery(persona="Boss"), None),
        (ContactQuery(owner="nobody"), None),
        (ContactQuery(), []),
        (ContactQuery(), list(range(1, 202))),
        (ContactQuery(q="A\x00\ud800"), None),
    ],
)
def test_what_means_nothing_is_refused_before_anything_is_made(session, bob, query, ids):
    with pytest.raises(Invalid):
        exports.ask(bob, query, ids=ids)
    assert exports.kept(session) == (0, 0)


@pytest.mark.parametrize("event_id", [99, -1, 2**70])
def test_an_export_of_an_event_that_is_not_there_is_refused(session, bob, event_id):
    with pytest.raises(NotFound):
        exports.ask(bob, ContactQuery(event_id=event_id))


@FORMATS
def test_a_file_without_records_has_its_header(session, bob, kind):
    view = make(bob, ContactQuery(), kind)
    assert view.rows == 0 and table(view) == [] and view.size == len(content(view))


def test_a_file_says_in_its_name_of_which_event_and_day_it_is(session, bob, techexpo):
    techexpo.name = 'MODEX/2027: "Süd" ..\\é\n=' + "x" * 300
    session.add(techexpo)
    session.commit()
    with clock.at(datetime(2026, 11, 27, 23, 30, tzinfo=UTC)):
        name = exports.ask(bob, ContactQuery(event_id=techexpo.id), XLSX).filename
        assert name.startswith("MODEX 2027 Süd é x") and len(name) < 100
        assert name.endswith("x contacts 2026-11-27.xlsx")
        assert exports.ask(bob, AccountQuery()).filename == "Accounts 2026-11-27.csv"


def test_imports_know_the_headers_of_what_they_take():
    taken = {
        ImportKind.CONTACTS: (
            columns.of_contacts,
            "first_name last_name title company website email phone mobile linkedin_url country "
            "lawful_basis lawful_basis_source lawful_basis_date personas seniority notes",
        ),
        ImportKind.ACCOUNTS: (
            columns.of_accounts,
            "company website industry size headquarters stage notes",
        ),
    }
    for kind, (of, names) in taken.items():
        known = [known_as(column.header, kind) for column in of(1)]
        assert [field.name for field in known if field] == names.split()


def test_csv_is_what_excel_opens_in_the_right_encoding(session, bob, acme, works_at):
    works_at(acme, "Jędrzej Jędraszczyk", title='The "boss",\nof all')
    raw = content(make(bob, ContactQuery()))
    assert raw.startswith(b'\xef\xbb\xbf"First name",') and raw.endswith(b'"\r\n')
    assert '"Jędrzej","Jędraszczyk","The ""boss"",\nof all","Acme"' in raw.decode("utf-8-sig")


FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+49 30 1",
    "-1+1",
    "@SUM(A1)",
    "\u200b=1+1",
    "＝1+1",
    "a;=1+1",
    "a\n=1+1",
    "'=1+1",
    "''+1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_taken_for_a_formula(session, bob, acme, works_at, text):
    works_at(acme, "Ann Lee", title=text)
    (row,) = table(make(bob, ContactQuery()))
    assert row["Job title"] != text and "'" in row["Job title"]
    book = zipfile.ZipFile(io.BytesIO(content(make(bob, ContactQuery(), XLSX))))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//{*}f") == []
    texts = [cell for cell in sheet.findall(".//{*}c") if cell.find("{*}is") is not None]
    assert texts and all(cell.get("t") == "inlineStr" for cell in texts)
    assert {cell.get("t") for cell in sheet.findall(".//{*}c") if cell not in texts} == {None}
    assert (text in {cell.findtext(".//{*}t") for cell in texts}) == (text[0] != "'")


def test_cells_of_a_workbook_stay_text_when_they_are_edited(session, bob, acme, works_at):
    works_at(acme, "Ann Lee", title="007", phone="0301234")
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content(make(bob, ContactQuery(), XLSX))))
    sheet = book.worksheets[0]
    title, phone = (sheet.cell(2, column) for column in (3, 8))
    assert [(cell.value, cell.number_format) for cell in (title, phone)] == [
        ("007", "@"),
        ("0301234", "@"),
    ]
    assert (sheet.title, sheet.freeze_panes) == ("Contacts", "A2")
    assert sheet.column_dimensions["C"].width == 40 and sheet["A1"].font.bold


@pytest.mark.parametrize(
    "text",
    ["tab\tbed", "line\none", "a\x0bb\x0cc", "\ufffe\uffff", "<&>\"'", "🏗️", "]]>", "_x000D_"],
)
@FORMATS
def test_no_sign_breaks_a_file(session, bob, acme, works_at, text, kind):
    works_at(acme, "Ann Lee", title=f"A{text}B")
    (row,) = table(make(bob, ContactQuery(), kind))
    unseen = {"\x0b": "", "\x0c": "", "\ufffe": "", "\uffff": ""} if kind == XLSX else {}
    assert row["Job title"].replace("_x005F_", "_") == f"A{text}B".translate(str.maketrans(unseen))


@pytest.mark.parametrize("sign", ["x", "é", "🏗"])
@FORMATS
def test_notes_are_cut_to_what_a_cell_and_an_import_take(session, bob, acme, works_at, sign, kind):
    ann = works_at(acme, "Ann Lee")
    for day in (1, 2, 3):
        note(session, ann, sign * (LONGEST_TEXT - 9_000), day)
    (row,) = table(make(bob, ContactQuery(), kind))
    units = len(row["Notes"].encode("utf-16-le")) // 2
    assert row["Notes"].startswith(f"2026-03-03: {sign}") and row["Notes"].rstrip()[-1] in "…🏗"
    assert len(row["Notes"]) <= LONGEST_TEXT and units <= 40_000
    assert kind == CSV or units <= workbook_file.MOST_UNITS


def test_of_any_number_of_notes_a_file_has_those_that_the_record_shows(
    session, bob, acme, works_at
):
    ann = works_at(acme, "Ann Lee")
    note(session, ann, "Called", 1)
    records.copy(session, session.query(Note).one(), MOST_SHOWN, text="'Call ' || n")
    (row,) = table(make(bob, ContactQuery()))
    assert len(row["Notes"].split("\n")) == MOST_SHOWN and "Called" not in row["Notes"]


@pytest.mark.parametrize("most", ["MOST_ROWS", "MOST_BYTES"])
def test_more_than_a_sheet_holds_is_refused_with_a_way_out(session, bob, staff, monkeypatch, most):
    monkeypatch.setattr(workbook_file, most, 3 if most == "MOST_ROWS" else 3_000)
    view = make(bob, ContactQuery(), XLSX)
    assert view.error == workbook_file.TOO_LARGE and view.ready_at is None
    assert exports.kept(session) == (1, 0)
    assert make(bob, ContactQuery(), CSV).rows == len(staff)
