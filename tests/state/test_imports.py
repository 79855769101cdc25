"""What the pages of the import do when a person acts."""

import asyncio
from pathlib import Path

import pytest
import reflex as rx

from tests.conftest import no_database, person
from tests.fixtures.imports import LIST, work
from tests.fixtures.records import company
from tests.fixtures.state_tab import call, tab
from yardflow.components.imports.columns import import_columns
from yardflow.models import Contact, Event, ImportKind, Role
from yardflow.services import imports
from yardflow.services.imports import kept_files
from yardflow.state.enrichment.new_bulk import NewBulk
from yardflow.state.imports.file_view import file_details
from yardflow.state.imports.index import ImportsState
from yardflow.state.imports.record import ImportRecord

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bring(session, techexpo: Event, tmp_path: Path):
    """``bring(bob)`` takes in the small list; gives the import's number."""

    def taken(who, content: str = LIST, kind: ImportKind = ImportKind.CONTACTS) -> int:
        path = tmp_path / "people.csv"
        path.write_text(content)
        view = imports.upload_file(session, who, path, path.name, kind, techexpo.id or 0)
        session.commit()
        return view.id

    return taken


@pytest.fixture
async def page(session, bob, bring) -> ImportRecord:
    """Bob's tab with the small list before him."""
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob)}/")
    await call(page, ImportRecord.load)
    return page


def contacts(session) -> list[str]:
    session.expire_all()
    return sorted(contact.first_name for contact in session.query(Contact))


def figures(page: ImportRecord) -> dict[str, str]:
    return {tally.label: tally.value for tally in page.tallies}


async def fix(page: ImportRecord, cell: str, value: str) -> None:
    await call(page, ImportRecord.edit, cell)
    await call(page, ImportRecord.fix, {"value": value})


async def run(page: ImportRecord) -> None:
    await call(page, ImportRecord.run)
    work()
    await call(page, ImportRecord.follow)


async def test_a_draft_opens_on_what_needs_fixing(page):
    assert figures(page) == {"Rows": "3", "Ready": "2", "Needs fixing": "1"}
    assert [head.label for head in page.heads] == ["Company", "First name", "Last name", "Email"]
    (row,) = page.rows
    (bad,) = [cell for cell in row.cells if cell.problem]
    assert (row.line, bad.text, bad.key) == (3, "unknown", "2:2")
    assert (page.detail.run_label, page.detail.bad_label) == ("Import 2 rows", "Needs fixing (1)")
    assert (
        page.detail.file_details
        == "CSV, encoding detected as UTF-8, separated by commas, column names in row 1"
    )
    assert (page.detail.skipped_columns, page.detail.can_run) == (1, True)


async def test_a_draft_says_what_it_would_do(session, bob, page, bring):
    await call(page, ImportRecord.look_ahead)
    assert figures(page) == {
        "Rows": "3",
        "New": "2",
        "Updates": "0",
        "Unchanged": "0",
        "Needs fixing": "1",
    }
    assert [tally.note for tally in page.tallies[1:4]] == [
        "With 1 new account",
        "Empty fields filled",
        "Already complete",
    ]
    await fix(page, "2:2", "Birch")
    assert (figures(page)["New"], figures(page)["Needs fixing"]) == ("2", "0")
    await call(page, ImportRecord.look_ahead)
    assert figures(page)["New"] == "3"


async def test_it_looks_ahead_when_a_draft_can_run(session, bob, bring):
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob)}/")
    assert await call(page, ImportRecord.load) == ImportRecord.look_ahead
    assert await call(page, ImportRecord.map_column, 2, "") is None  # no company
    assert await call(page, ImportRecord.map_column, 2, "company") == ImportRecord.look_ahead


async def test_a_list_beside_its_own_rows_and_what_reading_it_again_costs(session, bob, bring):
    ann = "Ann Lee,Acme,ann@acme.example"
    view_id = bring(bob, f"Name,Company,Email,Title\n{ann},COO\n{ann},CEO\n")
    address = f"/import/{view_id}/"
    page = tab(session, bob, ImportRecord, f"{address}?refused=not_kept")
    await call(page, ImportRecord.load)
    assert page.refusal == imports.REASONS["not_kept"] and page.detail.reading_again == ""
    await fix(page, "2:3", "CTO")
    await call(page, ImportRecord.map_column, 1, "company")
    assert page.detail.reading_again == "Reading again discards 1 fixed cell."
    await call(page, ImportRecord.look_ahead)
    assert [(d.says, d.why) for d in page.differences] == [("CTO", "Row 2 is used.")]
    with no_database():  # what is shown would be of other choices
        await call(page, ImportRecord.look_ahead)
    assert page.differences == []


async def test_a_fixed_row_stays_in_sight_and_counts_as_ready(page):
    await fix(page, "2:2", "Birch Logistics")
    (row,) = page.rows
    assert (row.bad, row.fixed, row.cells[0].text) == (False, True, "Birch Logistics")
    assert (page.editing, page.last_edited, figures(page)["Needs fixing"]) == ("", "2:2", "0")


async def test_a_cell_fixed_wrongly_says_so_again(page):
    await fix(page, "2:2", "n/a")
    assert page.rows[0].cells[0].problem
    assert not page.rows[0].fixed


async def test_leaving_a_cell_changes_nothing(page):
    await call(page, ImportRecord.edit, "2:2")
    await call(page, ImportRecord.stop_editing)
    assert (page.editing, page.rows[0].cells[0].text) == ("", "unknown")


@pytest.mark.parametrize("cell", ["", "2", "2:99", "x:y", "77:0"])
async def test_a_cell_that_there_is_not_is_not_fixed(page, cell):
    await fix(page, cell, "anything")
    assert figures(page)["Needs fixing"] == "1"


async def test_another_meaning_of_a_column_checks_every_row(page):
    await call(page, ImportRecord.map_column, 2, "")
    assert (figures(page)["Needs fixing"], page.which) == ("0", "all")
    assert len(page.rows) == 3
    assert not page.detail.can_run
    assert page.detail.needs == "Choose the column that holds the company’s name."


async def test_a_column_that_there_is_not_is_left_alone(page):
    await call(page, ImportRecord.map_column, 99, "email")
    await call(page, ImportRecord.map_column, 4, "salary")
    assert page.notice.kind == "error"
    assert page.columns[4].field == ""


async def test_columns_show_what_is_in_them_and_those_without_a_field_come_last(
    session, bob, bring
):
    content = "Shoe size,Name,Company,Hall\n38,Ann Lee,Acme,\n44,Bo Ek,Acme,\n38,Cy Ok,Acme,\n"
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, content)}/")
    await call(page, ImportRecord.load)
    assert [(column.header, column.samples) for column in page.columns] == [
        ("Name", "Ann Lee · Bo Ek · Cy Ok"),
        ("Company", "Acme"),
        ("Shoe size", "38 · 44"),
        ("Hall", ""),
    ]
    await call(page, ImportRecord.map_column, 0, "notes")
    assert [column.header for column in page.columns][2:] == ["Shoe size", "Hall"]
    assert [head.header for head in page.heads] == ["Name", "Company", "Shoe size"]
    await call(page, ImportRecord.load)
    assert page.columns[0].header == "Shoe size"


async def test_a_list_of_companies_is_imported_as_accounts_after_all(session, bob, bring):
    content = "Exhibitor,Website\nAcme,acme.example\n"
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, content)}/")
    await call(page, ImportRecord.load)
    assert (page.detail.other_kind, page.detail.can_run) == ("accounts", False)
    await call(page, ImportRecord.change_kind, "shoes")
    assert page.detail.kind == "contacts"
    await call(page, ImportRecord.change_kind, "accounts")
    assert (page.detail.kind, page.detail.other_kind) == ("accounts", "")
    assert page.detail.can_run and ("stage", "Stage") in page.choices


async def test_what_each_row_is_can_be_chosen_where_nothing_tells_and_again(session, bob, bring):
    content = (
        "Exhibitor,Booth,Website,Contact,Email\nAcme,N12,acme.example,Ann Lee,ann@acme.example\n"
    )
    page = tab(
        session, bob, ImportRecord, f"/import/{bring(bob, content, kind=ImportKind.ACCOUNTS)}/"
    )
    await call(page, ImportRecord.load)
    assert (page.detail.kind, page.detail.other_kind) == ("accounts", "")
    unmatched = [column.header for column in page.columns if not column.field]
    assert unmatched == ["Booth", "Contact", "Email"]
    await call(page, ImportRecord.change_kind, "contacts")
    fields = {column.header: column.field for column in page.columns}
    assert (page.detail.kind, page.detail.other_kind) == ("contacts", "")
    assert (fields["Contact"], fields["Email"]) == ("name", "email") and page.detail.can_run
    await call(page, ImportRecord.change_kind, "accounts")
    assert page.detail.kind == "accounts" and ("stage", "Stage") in page.choices
    assert [column.header for column in page.columns if not column.field] == unmatched


def test_the_choice_of_what_each_row_is_stands_on_the_page_of_every_draft():
    shown = str(import_columns().render())
    assert "Each row is a" in shown and "change_kind" in shown


@pytest.mark.slow
async def test_each_row_is_in_one_figure_before_the_run_and_after_it(session, bob, bring):
    known = "Name,Company,Email,Phone\nAnn Lee,Acme,a@acme.example,\nDi Roy,Acme,d@acme.example,\n"
    first = tab(session, bob, ImportRecord, f"/import/{bring(bob, known)}/")
    await call(first, ImportRecord.load)
    await run(first)
    content = (
        "Name,Company,Email,Phone\n"
        "Ann Lee,Acme,a@acme.example,+14155550100\n"
        "Di Roy,Acme,d@acme.example,\n"
        "Bo Ek,Acme,b@acme.example,\n"
        "B. Ek,Acme,b@acme.example,\n"
        "Bo Ek,Acme,b@acme.example,\n"
        "Cy Ok,unknown,c@acme.example,\n"
    )
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, content)}/")
    await call(page, ImportRecord.load)
    await call(page, ImportRecord.look_ahead)
    expected = {"Updates": "1", "Unchanged": "1", "Duplicates": "2", "Needs fixing": "1"}
    assert figures(page) == {"Rows": "6", "New": "1", **expected}
    await run(page)
    done = {"Created": "1", "Updated": "1", "Unchanged": "1", "Duplicates": "2", "Skipped": "1"}
    assert figures(page) == done


async def test_the_next_list_like_this_one_is_mapped_the_same(session, bob, bring, page):
    await call(page, ImportRecord.map_column, 4, "notes")
    again = tab(session, bob, ImportRecord, f"/import/{bring(bob)}/")
    await call(again, ImportRecord.load)
    assert again.detail.remembered
    assert again.columns[4].field == "notes"


async def test_rows_are_turned_over_page_by_page(session, bob, bring):
    many = LIST.splitlines()[0] + "\n" + "".join(f"Ann,No{n},Acme,,\n" for n in range(60))
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, many)}/")
    await call(page, ImportRecord.load)
    assert (page.summary, page.has_previous, page.has_next) == ("1–25 of 60 rows", False, True)
    await call(page, ImportRecord.next_page)
    await call(page, ImportRecord.next_page)
    assert (page.summary, page.has_next) == ("51–60 of 60 rows", False)
    await call(page, ImportRecord.next_page)
    await call(page, ImportRecord.previous_page)
    assert page.rows[0].number == 26
    await call(page, ImportRecord.show_rows, "bad")
    assert (page.rows, page.has_previous) == ([], False)


@pytest.mark.slow
async def test_after_the_run_each_row_leads_to_its_record(session, bob, bring):
    content = "Name,Company,Email\nAnn Lee,Acme,a@acme.example\nA. Lee,Acme,a@acme.example\n"
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, content)}/")
    await call(page, ImportRecord.load)
    await run(page)
    ann = session.query(Contact).one().id
    assert [(row.record, row.href, row.same_as) for row in page.rows] == [
        ("Ann Lee", f"/contacts/{ann}/", ""),
        ("Ann Lee", f"/contacts/{ann}/", "As row 2: same email"),
    ]
    assert page.detail.duplicates_label == "Duplicates (1)"
    await call(page, ImportRecord.show_rows, "duplicate")
    assert ([row.line for row in page.rows], page.summary) == ([3], "1–1 of 1 row")
    await call(page, ImportRecord.show_rows, "anything")
    assert len(page.rows) == 2


@pytest.mark.slow
async def test_a_run_shows_the_result_of_each_row(session, page):
    await run(page)
    assert page.detail.status == "done"
    assert figures(page) == {"Created": "2", "Updated": "0", "Unchanged": "0", "Skipped": "1"}
    assert page.detail.accounts_note == "1 new account was created."
    assert [row.outcome for row in page.rows] == ["skipped"]
    assert contacts(session) == ["Ann", "Cleo"]
    await fix(page, "2:2", "Birch Logistics")
    assert page.rows[0].cells[0].text == "unknown"


@pytest.mark.slow
async def test_while_it_runs_the_page_follows_and_can_stop_it(session, page):
    assert await call(page, ImportRecord.run) == ImportRecord.follow
    assert (page.detail.under_way, page.detail.steps) == (True, "0 of 3 rows")
    following = asyncio.create_task(call(page, ImportRecord.follow))
    with no_database():
        await asyncio.sleep(1)
    assert not following.done()
    await call(page, ImportRecord.cancel)
    await following
    assert (page.detail.status, page.detail.is_draft, contacts(session)) == ("draft", True, [])


async def test_a_run_pressed_twice_is_told(page):
    await call(page, ImportRecord.run)
    await call(page, ImportRecord.run)
    assert page.notice.kind == "error"


@pytest.mark.slow
async def test_an_undo_says_what_it_removed_and_what_stays(session, page):
    await run(page)
    ann = session.query(Contact).filter(Contact.first_name == "Ann").one()
    ann.title = "Met at the booth"
    session.commit()
    await call(page, ImportRecord.confirm, True)
    await call(page, ImportRecord.remove)
    work()
    await call(page, ImportRecord.follow)
    assert (page.detail.status, page.detail.undone_by, page.confirming) == ("undone", "Bob", False)
    assert page.detail.undo_results == ["1 contact removed"]
    assert page.kept[0].problem.startswith("The contact was edited since")
    assert contacts(session) == ["Ann"]


async def test_a_draft_is_discarded(page):
    gone = await call(page, ImportRecord.remove)
    assert isinstance(gone, rx.event.EventSpec)
    assert page.notice.text == "Discarded people.csv"
    await call(page, ImportRecord.load)
    assert "Import not found" in page.problem


async def test_somebody_else_s_import_is_not_there(session, alice, bob, bring):
    page = tab(session, bob, ImportRecord, f"/import/{bring(alice)}/")
    await call(page, ImportRecord.load)
    assert (page.problem, page.rows) == ("Import not found. It may have been deleted.", [])


@pytest.mark.slow
async def test_the_list_shows_the_result_of_each_import(session, bob, bring, page):
    await run(page)
    bring(bob)
    start = tab(session, bob, ImportsState, "/import/")
    await call(start, ImportsState.load)
    assert [(row.status_label, row.result) for row in start.rows] == [
        ("Draft", "3 rows · 1 to fix"),
        ("Done", "2 created · 1 skipped"),
    ]
    await call(page, ImportRecord.remove)
    work()
    await call(start, ImportsState.show_more)
    assert (start.rows[1].status_label, start.rows[1].result) == (
        "Undone",
        "Everything was removed",
    )


async def test_while_its_file_is_read_the_page_shows_how_far_and_can_stop_it(
    session, bob, techexpo
):
    number = imports.begin(session, bob, "list.csv", 9, ImportKind.CONTACTS, techexpo.id or 0)
    session.commit()
    page = tab(session, bob, ImportRecord, f"/import/{number}/")
    assert await call(page, ImportRecord.load) == ImportRecord.follow
    assert (page.detail.status_label, page.detail.under_way, page.detail.note) == (
        "Reading",
        True,
        "",
    )
    imports.renew_lease(session, number, 40_000, 53)
    session.commit()
    await call(page, ImportRecord.load)
    assert (page.detail.note, page.detail.steps, page.detail.percent) == (
        "Reading row 40,000",
        "53%",
        53,
    )
    assert isinstance(await call(page, ImportRecord.cancel), rx.event.EventSpec)
    assert not imports.renew_lease(session, number, 50_000, 60)


@pytest.mark.slow
async def test_a_list_that_was_read_opens_on_what_needs_fixing(session, bob, techexpo, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(LIST)
    number = imports.begin(session, bob, path.name, 9, ImportKind.CONTACTS, techexpo.id or 0)
    session.commit()
    page = tab(session, bob, ImportRecord, f"/import/{number}/")
    await call(page, ImportRecord.load)
    imports.read(session, number, path)
    session.commit()
    await call(page, ImportRecord.follow)
    assert (page.detail.status, page.which, page.detail.bad) == ("draft", "bad", 1)


async def test_a_refused_file_shows_its_reason_and_nothing_to_change(session, bob, techexpo):
    number = imports.begin(session, bob, "list.csv", 9, ImportKind.CONTACTS, techexpo.id or 0)
    imports.refuse(session, number, "A quote opened in line 3 is not closed.")
    session.commit()
    page = tab(session, bob, ImportRecord, f"/import/{number}/")
    await call(page, ImportRecord.load)
    assert (page.detail.status_label, page.detail.error) == (
        "Failed",
        "A quote opened in line 3 is not closed.",
    )
    assert (page.detail.is_draft, page.detail.can_run, page.detail.under_way) == (
        False,
        False,
        False,
    )
    start = tab(session, bob, ImportsState, "/import/")
    await call(start, ImportsState.load)
    assert [(row.status_label, row.result) for row in start.rows] == [("Failed", "Not imported")]


async def test_the_address_tells_why_a_file_was_refused(session, bob):
    page = tab(session, bob, ImportsState, "/import/?refused=password")
    await call(page, ImportsState.load)
    assert page.refusal == imports.REASONS["password"]
    forged = tab(session, bob, ImportsState, "/import/?refused=<b>anything</b>")
    await call(forged, ImportsState.load)
    assert forged.refusal == ""


@pytest.mark.parametrize(
    ("encoding", "detected", "details", "sure"),
    [
        ("utf-8-sig", True, "CSV, encoding detected as UTF-8, column", True),
        ("cp932", True, "CSV, encoding detected as Japanese (Shift JIS), column", False),
        ("cp932", False, "CSV, encoding Japanese (Shift JIS), column", False),
    ],
)
def test_how_a_text_was_read_is_said_and_whether_that_is_sure(
    encoding: str, detected: bool, details: str, sure: bool
):
    source = {"format": "csv", "encoding": encoding, "encoding_detected": detected}
    assert file_details(source).startswith(details)
    assert kept_files.is_sure(source) is sure


@pytest.mark.parametrize(
    ("sheets", "details"),
    [
        (["People"], "sheet “People”, column"),
        (["People", "Rooms"], "sheet “People” (other sheet: “Rooms”), column"),
        (list("abcde"), "(other sheets: “a”, “b”, “c” and 2 more), column"),
    ],
)
def test_a_workbook_names_the_sheets_that_were_not_taken(sheets: list[str], details: str):
    source = {"format": "xlsx", "sheet": "People", "sheets": sheets}
    assert details in file_details(source)


@pytest.mark.parametrize(
    ("rows", "columns", "details"),
    [
        (0, 0, "column names in row 2"),
        (1, 0, "column names in row 2. 1 hidden row was read, too"),
        (3, 0, "column names in row 2. 3 hidden rows were read, too"),
        (0, 1, "column names in row 2. 1 hidden column was read, too"),
        (2_000, 1, "column names in row 2. 2,000 hidden rows and 1 hidden column were read, too"),
    ],
)
def test_what_a_sheet_hides_is_said(rows: int, columns: int, details: str):
    source = {"format": "xlsx", "sheet": "People", "sheets": ["Old", "People"], "header_row": 2}
    hidden = {"hidden_sheets": ["Old"], "hidden_rows": rows, "hidden_columns": columns}
    assert file_details(source | hidden) == (
        f"Excel workbook, sheet “People” (other sheet: hidden “Old”), {details}"
    )
    chosen = file_details(source | hidden | {"sheet": "Old"})
    assert chosen.startswith("Excel workbook, sheet hidden “Old” (other sheet: “People”)")


@pytest.mark.slow
async def test_whom_an_import_brought_can_be_enriched_together(
    session, techexpo, bob, page, works_at
):
    works_at(company(session, techexpo, "Zeta"), "Zoe")
    await run(page)
    new_bulk = tab(session, bob, NewBulk, page.detail.enrich_href)
    await call(new_bulk, NewBulk.load)
    assert (new_bulk.problem, new_bulk.title) == (
        "",
        "Contacts at TechExpo 2026: imported from people.csv",
    )
    assert new_bulk.forecast.contacts == "2"


@pytest.mark.slow
async def test_somebody_else_s_import_is_no_way_to_choose_contacts(session, page):
    await run(page)
    carla = person(session, "Carla", Role.MEMBER)
    new_bulk = tab(session, carla, NewBulk, page.detail.enrich_href)
    await call(new_bulk, NewBulk.load)
    assert new_bulk.problem


async def test_the_page_asks_which_company_is_meant_and_waits(session, bob, techexpo, bring):
    acme = company(session, techexpo, "Acme", domain="acme.com")
    company(session, techexpo, "Acme", domain="acme.de")
    content = "Name,Company,Website\nAnn Lee,Acme,\nBo Ray,Acme,acme com\n"
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, content)}/")
    await call(page, ImportRecord.load)
    (question,) = page.namesakes
    assert (question.name, question.rows, question.choice) == ("Acme", "2 rows", "")
    assert [label for _, label in question.candidates] == [
        "Acme · acme.com",
        "Acme · acme.de",
        "A new account",
    ]
    assert page.company_question == "Choose which company is meant by 1 name."
    await call(page, ImportRecord.choose_company, question.name_key, f"account:{acme.id}")
    assert (page.namesakes[0].choice, page.company_question) == (f"account:{acme.id}", "")
    await call(page, ImportRecord.choose_company, question.name_key, "")
    assert page.company_question


async def test_a_fixed_cell_raises_or_answers_the_question_of_a_company(
    session, bob, techexpo, bring
):
    company(session, techexpo, "Acme", domain="acme.com")
    company(session, techexpo, "Acme", domain="acme.de")
    content = "Name,Company,E-mail\nAnn Lee,unknown,ann@lee.example\n"
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, content)}/")
    await call(page, ImportRecord.load)
    assert not page.asks_for_companies
    await fix(page, "1:1", "Acme")
    assert page.asks_for_companies and page.company_question
    await fix(page, "1:2", "ann@acme.de")
    assert not page.asks_for_companies and not page.company_question


@pytest.mark.slow
async def test_a_known_address_that_a_list_gives_to_others_is_mentioned(session, bob, bring):
    for list_ in (
        "Name,Company,E-mail\nEva Fox,Acme,fox@acme.example\n",
        "Name,Company,E-mail\nLeo Fox,Acme,fox@acme.example\nIda Fox,Acme,fox@acme.example\n",
    ):
        page = tab(session, bob, ImportRecord, f"/import/{bring(bob, list_)}/")
        await call(page, ImportRecord.load)
        await run(page)
    assert page.detail.accounts_note == (
        "1 known email address turned out to be shared by several people."
    )


async def test_the_page_says_which_cells_go_to_the_notes(session, bob, bring):
    content = "Name,Company,E-mail\nAnn Lee,Acme,ann at acme\nBo Ray,Acme,bo@acme.example\n"
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, content)}/")
    await call(page, ImportRecord.load)
    assert page.detail.kept_note == "1 cell doesn't fit its field and will be kept in notes."
    assert [cell.remark for cell in page.rows[0].cells] == [
        "",
        "",
        "Kept in notes. Enter a valid email address.",
    ]
    await run(page)
    assert page.detail.kept_note == "1 cell doesn't fit its field and was kept in notes."
    more = content.replace("bo@acme.example", "bo at acme")
    page = tab(session, bob, ImportRecord, f"/import/{bring(bob, more)}/")
    await call(page, ImportRecord.load)
    assert page.detail.kept_note == "2 cells don't fit their fields and will be kept in notes."
    await fix(page, "1:2", "ann@acme.example")
    assert page.detail.kept_note.startswith("1 cell") and not page.rows[0].cells[2].remark
