"""What is exported can be imported again: the same records come back, whatever stands in them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.fixtures import exports
from tests.fixtures.exports import CSV, XLSX
from tests.fixtures.records import company
from yardflow import db, jobs
from yardflow.models import Account, Contact, ImportKind, Note, Seniority, Stage, Target
from yardflow.services import imports
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.names.person_names import clean_name

pytestmark = pytest.mark.usefixtures("database")
FORMATS = pytest.mark.parametrize("kind", [CSV, XLSX])
OF_CONTACT = (
    "first_name last_name title email email_shared phone mobile linkedin_url country personas "
    "seniority"
)
OF_ACCOUNT = "name domain website industry size headquarters"

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "''@SUM(A1)",
    "-1",
    "+49",
    "O'Brien",
    'The "boss", of all',
    '"',
    "Jędraszczyk",
    "株式会社",
    "🏗️ Yard",
    "007",
    "1e5",
    "2026-02-09",
    "09/02/2026",
    "TRUE",
    "sep=;",
    "a;=1+1;b",
    "<b>&amp</b>",
    "_x000D_ and _x0041_",
    "_x005F_x000D_",
    "\\N or not",
    "{x}",
    "#REF",
    "\u3164=1+1",
]
NUMBERS = [
    ("+4915112345678", ""),
    ("0301234567", ""),
    ("030 1234567 x9", "+14155550165 x12"),
    ("", "+4930123456 x7"),
]


@pytest.fixture
def take_away(session, techexpo):
    """``take_away()`` deletes all records; what they were, by their kind."""

    def take() -> None:
        session.rollback()
        session.execute(text("DELETE FROM account"))
        session.commit()

    return take


def bring(who, event_id: int, view: exports.ExportView, folder: Path) -> imports.ImportView:
    """Imports the file of an export."""
    path = folder / view.filename
    path.write_bytes(exports.content(view))
    kind = ImportKind(f"{view.kind.value}s")
    with db.session() as session:
        draft = imports.upload_file(session, who, path, view.filename, kind, event_id)
        assert imports.rows(session, who, draft.id, only_bad=True) == []
        job = imports.start(session, who, draft.id)
    jobs.perform(job.id or 0, imports.run)
    with db.session() as session:
        return imports.get(session, who, draft.id)


def values(session, table: Any, names: str) -> list[tuple]:
    session.expire_all()
    rows = [tuple(getattr(row, name) for name in names.split()) for row in session.query(table)]
    return sorted(rows, key=str)


@pytest.mark.slow
@FORMATS
def test_contacts_come_back_as_they_were(
    session, bob, techexpo, works_at, take_away, tmp_path, kind
):
    for n, hostile in enumerate(HOSTILE):
        account = company(session, techexpo, f"Acme {n}", domain=f"acme{n}.com",
                          website=f"https://acme{n}.com/")  # fmt: skip
        phone, mobile = NUMBERS[n % len(NUMBERS)]
        works_at(
            account,
            f"Ann{n} Lee",
            title=hostile,
            email=f"ann+{n}@acme{n}.com" if n % 3 else None,
            phone=phone,
            mobile=mobile,
            linkedin_url="https://linkedin.com/in/ann" if n % 2 else "",
            country=hostile,
            personas=["Ops", "Tech"],
            seniority=Seniority.MANAGER,
        )
    for contact in session.query(Contact):
        if any(sign.isalpha() for sign in contact.title):  # imports clean names
            names = clean_name(contact.first_name, contact.title)
            contact.first_name, contact.last_name = names
    session.commit()
    before = values(session, Contact, OF_CONTACT), values(session, Account, OF_ACCOUNT)
    view = exports.make(bob, ContactQuery(event_id=techexpo.id), kind)
    take_away()
    assert bring(bob, techexpo.id, view, tmp_path).counts["created"] == len(HOSTILE)
    now = values(session, Contact, OF_CONTACT), values(session, Account, OF_ACCOUNT)
    for were, are in zip(before, now, strict=True):
        for was, record in zip(were, are, strict=True):
            assert record == was


@pytest.mark.slow
@FORMATS
def test_accounts_come_back_as_they_were_with_their_stages(
    session, bob, techexpo, take_away, tmp_path, kind
):
    stages = list(Stage)
    for n, hostile in enumerate(HOSTILE):
        name = f"{hostile} {n}"
        account = company(
            session,
            techexpo,
            name,
            stages[n % len(stages)],
            domain=f"acme{n}.com" if n % 2 else None,
            industry=hostile,
            size="10-20" if n % 2 else "=5",
            headquarters=hostile,
        )
        if n % 4 == 1:
            account.website = f"https://shop.acme{n}.com/a?b=c"
            session.add(account)
        assert account.name_key == company_key(name)
    session.commit()
    before = values(session, Account, "name domain industry size headquarters")
    staged = sorted(target.stage for target in session.query(Target))
    view = exports.make(bob, AccountQuery(event_id=techexpo.id), kind)
    take_away()
    assert bring(bob, techexpo.id, view, tmp_path).counts["created"] == len(HOSTILE)
    assert values(session, Account, "name domain industry size headquarters") == before
    assert sorted(target.stage for target in session.query(Target)) == staged


@FORMATS
def test_importing_an_export_over_its_records_changes_none_of_them(
    session, bob, techexpo, staff, tmp_path, kind
):
    before = values(session, Contact, OF_CONTACT + " version")
    view = exports.make(bob, ContactQuery(event_id=techexpo.id), kind)
    counts = bring(bob, techexpo.id, view, tmp_path).counts
    assert counts.get("created", 0) == 0 and counts["unchanged"] == len(staff)
    assert values(session, Contact, OF_CONTACT + " version") == before


@FORMATS
def test_notes_come_back_as_text_with_their_days(
    session, bob, acme, techexpo, works_at, take_away, tmp_path, kind
):
    ann = works_at(acme, "Ann Lee")
    for entry in ("=1+1\n=2+2", "'=3", 'a "quoted"\nline'):
        session.add(Note(contact_id=ann, text=entry))
    session.commit()
    view = exports.make(bob, ContactQuery(), kind)
    (row,) = exports.table(view)
    take_away()
    bring(bob, techexpo.id, view, tmp_path)
    (note,) = session.query(Note).all()
    day = note.created_at.date().isoformat()
    assert note.text == f'{day}: a "quoted"\nline\n{day}: \'=3\n{day}: =1+1\n=2+2'
    assert kind == CSV or row["Notes"] == note.text


def test_a_csv_file_that_excel_saved_as_a_workbook_comes_back_too(
    session, bob, acme, techexpo, works_at, take_away, tmp_path
):
    """Then our apostrophes are in the workbook's cells."""
    import openpyxl

    works_at(acme, "Ann Lee", title="=1+1", phone="+4915112345678", seniority=Seniority.VP)
    before = values(session, Contact, OF_CONTACT)
    rows = exports.table(exports.make(bob, ContactQuery()))
    book = openpyxl.Workbook()
    for cells in (list(rows[0]), list(rows[0].values())):
        book.worksheets[0].append(cells)
    path = tmp_path / "saved.xlsx"
    book.save(path)
    take_away()
    with db.session() as other:
        draft = imports.upload_file(
            other, bob, path, path.name, ImportKind.CONTACTS, techexpo.id or 0
        )
        job = imports.start(other, bob, draft.id)
    jobs.perform(job.id or 0, imports.run)
    assert values(session, Contact, OF_CONTACT) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "website", ["https://acme.de/", "https://www.linkedin.com/company/acme", "acme.com/about", ""]
)
def test_an_account_is_known_again_by_its_domain_whatever_its_website(
    session, bob, techexpo, works_at, tmp_path, website
):
    acme = company(session, techexpo, "Acme", domain="acme.com", website=website)
    company(session, techexpo, "Acme", domain="acme.org")
    works_at(acme, "Ann Lee")
    for query in (ContactQuery(event_id=techexpo.id), AccountQuery(event_id=techexpo.id)):
        bring(bob, techexpo.id, exports.make(bob, query), tmp_path)
        session.rollback()
        assert session.query(Account).count() == 2
        assert session.query(Contact).count() == 1
