"""What the pages of the import do when a person acts."""

from pathlib import Path

import pytest
import reflex as rx

from tests.conftest import person
from tests.imports.conftest import LIST, work
from tests.tabs import call, tab
from yardflow.models import Account, Contact, Event, ImportKind, Role
from yardflow.services import imports
from yardflow.state.enrichment.new_bulk import BulkWish
from yardflow.state.imports.index import ImportsState
from yardflow.state.imports.record import ImportRecord
from yardflow.state.imports.view import _is_guessed, _read_as

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bring(session, techexpo: Event, tmp_path: Path):
    """``bring(bob)`` takes in the small list; gives the import's number."""

    def taken(who, content: str = LIST) -> int:
        path = tmp_path / "people.csv"
        path.write_text(content)
        view = imports.take_in(session, who, path, path.name, ImportKind.CONTACTS, techexpo.id or 0)
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
    return sorted(one.first_name for one in session.query(Contact))


def figures(page: ImportRecord) -> dict[str, str]:
    return {tally.label: tally.value for tally in page.tallies}


async def mend(page: ImportRecord, cell: str, value: str) -> None:
    await call(page, ImportRecord.edit, cell)
    await call(page, ImportRecord.mend, {"value": value})


async def run(page: ImportRecord) -> None:
    await call(page, ImportRecord.run)
    work()
    await call(page, ImportRecord.follow)


async def test_a_draft_opens_on_what_is_to_be_mended(page):
    assert figures(page) == {"Rows": "3", "Good": "2", "To mend": "1"}
    assert [head.label for head in page.heads] == ["Email", "First name", "Last name", "Company"]
    (row,) = page.rows
    (bad,) = [cell for cell in row.cells if cell.problem]
    assert (row.line, bad.text, bad.key) == (3, "ben at birch", "2:3")
    assert (page.one.run_label, page.one.bad_label) == ("Import 2 good rows", "To mend (1)")
    assert (
        page.one.read_as
        == "CSV, encoding detected as UTF-8, separated by commas, column names in row 1"
    )
    assert (page.one.left_out, page.one.can_run) == (1, True)


async def test_a_mended_row_stays_in_sight_and_counts_as_good(page):
    await mend(page, "2:3", "ben@birch.example")
    (row,) = page.rows
    assert (row.bad, row.mended, row.cells[0].text) == (False, True, "ben@birch.example")
    assert (page.editing, page.left, figures(page)["To mend"]) == ("", "2:3", "0")


async def test_a_cell_mended_wrongly_says_so_again(page):
    await mend(page, "2:3", "still no address")
    assert page.rows[0].cells[0].problem
    assert not page.rows[0].mended


async def test_leaving_a_cell_changes_nothing(page):
    await call(page, ImportRecord.edit, "2:3")
    await call(page, ImportRecord.stop_editing)
    assert (page.editing, page.rows[0].cells[0].text) == ("", "ben at birch")


@pytest.mark.parametrize("cell", ["", "2", "2:99", "x:y", "77:0"])
async def test_a_cell_that_there_is_not_is_not_mended(page, cell):
    await mend(page, cell, "anything")
    assert figures(page)["To mend"] == "1"


async def test_another_meaning_of_a_column_looks_over_every_row(page):
    await call(page, ImportRecord.map_column, 3, "")
    assert (figures(page)["To mend"], page.only_bad) == ("0", False)
    assert len(page.rows) == 3
    await call(page, ImportRecord.map_column, 2, "")
    assert not page.one.can_run
    assert page.one.needs == "Choose the column that holds the company’s name."


async def test_a_column_that_there_is_not_is_left_alone(page):
    await call(page, ImportRecord.map_column, 99, "email")
    await call(page, ImportRecord.map_column, 4, "salary")
    assert page.notice.kind == "error"
    assert page.columns[4].field == ""


async def test_the_next_list_like_this_one_is_mapped_the_same(session, bob, bring, page):
    await call(page, ImportRecord.map_column, 4, "notes")
    again = tab(session, bob, ImportRecord, f"/import/{bring(bob)}/")
    await call(again, ImportRecord.load)
    assert again.one.remembered
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


async def test_a_run_shows_what_became_of_the_rows(session, page):
    await run(page)
    assert page.one.status == "done"
    assert figures(page) == {"Created": "2", "Filled in": "0", "Unchanged": "0", "Set aside": "1"}
    assert page.one.beside == "It also created 1 account."
    assert [row.outcome for row in page.rows] == ["rejected"]
    assert contacts(session) == ["Ann", "Cleo"]
    await mend(page, "2:3", "ben@birch.example")
    assert page.rows[0].cells[0].text == "ben at birch"


async def test_while_it_runs_the_page_follows_and_can_stop_it(session, page):
    assert await call(page, ImportRecord.run) == ImportRecord.follow
    assert (page.one.under_way, page.one.steps) == (True, "0 of 3 rows")
    await call(page, ImportRecord.cancel)
    await call(page, ImportRecord.follow)
    assert (page.one.status, page.one.is_draft, contacts(session)) == ("draft", True, [])


async def test_a_run_pressed_twice_is_told(page):
    await call(page, ImportRecord.run)
    await call(page, ImportRecord.run)
    assert page.notice.kind == "error"


async def test_an_undo_says_what_it_removed_and_what_stays(session, page):
    await run(page)
    ann = session.query(Contact).filter(Contact.first_name == "Ann").one()
    ann.title = "Met at the booth"
    session.commit()
    await call(page, ImportRecord.ask, True)
    await call(page, ImportRecord.remove)
    work()
    await call(page, ImportRecord.follow)
    assert (page.one.status, page.one.undone_by, page.asking) == ("undone", "Bob", False)
    assert page.one.undo == ["1 contact removed"]
    assert page.kept[0].problem.startswith("The contact was changed since")
    assert contacts(session) == ["Ann"]


async def test_a_draft_is_thrown_away(page):
    gone = await call(page, ImportRecord.remove)
    assert isinstance(gone, rx.event.EventSpec)
    assert page.notice.text == "people.csv is thrown away."
    await call(page, ImportRecord.load)
    assert "no such import" in page.problem


async def test_somebody_else_s_import_is_not_there(session, alice, bob, bring):
    page = tab(session, bob, ImportRecord, f"/import/{bring(alice)}/")
    await call(page, ImportRecord.load)
    assert (page.problem, page.rows) == ("There is no such import.", [])


async def test_the_list_tells_what_came_of_each_import(session, bob, bring, page):
    await run(page)
    bring(bob)
    start = tab(session, bob, ImportsState, "/import/")
    await call(start, ImportsState.load)
    assert [(row.word, row.gist) for row in start.rows] == [
        ("Not imported yet", "3 rows · 1 to mend"),
        ("Imported", "2 created · 1 set aside"),
    ]
    await call(page, ImportRecord.remove)
    work()
    await call(start, ImportsState.show_more)
    assert (start.rows[1].word, start.rows[1].gist) == ("Undone", "Nothing is left of it")


async def test_while_its_file_is_read_the_page_shows_how_far_and_can_stop_it(
    session, bob, techexpo
):
    number = imports.begin(session, bob, "list.csv", 9, ImportKind.CONTACTS, techexpo.id or 0)
    session.commit()
    page = tab(session, bob, ImportRecord, f"/import/{number}/")
    assert await call(page, ImportRecord.load) == ImportRecord.follow
    assert (page.one.word, page.one.under_way, page.one.note) == ("Reading", True, "")
    imports.keep(session, number, 40_000, 53)
    session.commit()
    await call(page, ImportRecord.load)
    assert (page.one.note, page.one.steps, page.one.percent) == ("Reading row 40,000", "53%", 53)
    assert isinstance(await call(page, ImportRecord.cancel), rx.event.EventSpec)
    assert not imports.keep(session, number, 50_000, 60)


async def test_a_list_that_was_read_opens_on_what_is_to_be_fixed(session, bob, techexpo, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(LIST)
    number = imports.begin(session, bob, path.name, 9, ImportKind.CONTACTS, techexpo.id or 0)
    session.commit()
    page = tab(session, bob, ImportRecord, f"/import/{number}/")
    await call(page, ImportRecord.load)
    imports.read(session, number, path)
    session.commit()
    await call(page, ImportRecord.follow)
    assert (page.one.status, page.only_bad, page.one.bad) == ("draft", True, 1)


async def test_a_refused_list_shows_its_reason_and_nothing_to_change(session, bob, techexpo):
    number = imports.begin(session, bob, "list.csv", 9, ImportKind.CONTACTS, techexpo.id or 0)
    imports.refuse(session, number, "A quote opened in line 3 is not closed.")
    session.commit()
    page = tab(session, bob, ImportRecord, f"/import/{number}/")
    await call(page, ImportRecord.load)
    assert (page.one.word, page.one.error) == ("Refused", "A quote opened in line 3 is not closed.")
    assert (page.one.is_draft, page.one.can_run, page.one.under_way) == (False, False, False)
    start = tab(session, bob, ImportsState, "/import/")
    await call(start, ImportsState.load)
    assert [(row.word, row.gist) for row in start.rows] == [("Refused", "Nothing was imported")]


async def test_the_address_tells_why_a_file_was_refused(session, bob):
    page = tab(session, bob, ImportsState, "/import/?refused=password")
    await call(page, ImportsState.load)
    assert page.refusal == imports.REASONS["password"]
    forged = tab(session, bob, ImportsState, "/import/?refused=<b>anything</b>")
    await call(forged, ImportsState.load)
    assert forged.refusal == ""


@pytest.mark.parametrize(
    ("encoding", "detected", "read_as", "guessed"),
    [
        ("utf-8-sig", True, "CSV, encoding detected as UTF-8, column", False),
        ("cp932", True, "CSV, encoding detected as Japanese (Shift JIS), column", True),
        ("cp932", False, "CSV, encoding Japanese (Shift JIS), column", False),
    ],
)
def test_how_a_text_was_read_is_said_and_whether_that_was_a_guess(
    encoding: str, detected: bool, read_as: str, guessed: bool
):
    source = {"format": "csv", "encoding": encoding, "encoding_detected": detected}
    assert _read_as(source).startswith(read_as)
    assert _is_guessed(source) is guessed


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        (["People"], "sheet “People”, column"),
        (["People", "Rooms"], "sheet “People” (there are also “Rooms”), column"),
        (list("abcde"), "(there are also “a”, “b”, “c” and 2 more), column"),
    ],
)
def test_a_workbook_names_the_sheets_that_were_not_taken(sheets: list[str], told: str):
    source = {"format": "xlsx", "sheet": "People", "sheets": sheets}
    assert told in _read_as(source)


async def test_whom_an_import_brought_can_be_enriched_together(session, techexpo, bob, page):
    zeta = Account(event_id=techexpo.id, name="Zeta", name_key="zeta")
    session.add(zeta)
    session.flush()
    fields = {"account_id": zeta.id, "event_id": techexpo.id, "name_key": "zoe"}
    session.add(Contact(first_name="Zoe", **fields))
    session.commit()
    await run(page)
    wish = tab(session, bob, BulkWish, page.one.enrich_href)
    await call(wish, BulkWish.load)
    assert (wish.problem, wish.title) == ("", "Contacts of TechExpo 2026: from people.csv")
    assert wish.outlook.found == "2"


async def test_somebody_else_s_import_is_no_way_to_choose_contacts(session, page):
    await run(page)
    carla = person(session, "Carla", Role.MEMBER)
    wish = tab(session, carla, BulkWish, page.one.enrich_href)
    await call(wish, BulkWish.load)
    assert wish.problem
