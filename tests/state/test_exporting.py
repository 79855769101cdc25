"""Exporting from a list: what is selected or all that match, and the file when it is there."""

import asyncio

import pytest
from sqlmodel import Session, select

from tests.conftest import no_database
from tests.fixtures import exports
from tests.fixtures.state_tab import call, move, tab
from yardflow import db, jobs
from yardflow.models import Export, RecordKind
from yardflow.services.operations import jobs as job_service
from yardflow.services.records import active_event, export
from yardflow.state.accounts.index import AccountsState
from yardflow.state.contacts.index import ContactsState
from yardflow.state.records import exporting

pytestmark = pytest.mark.usefixtures("database")


async def opened(session: Session, who, state=ContactsState, path: str = "/contacts/"):
    page = tab(session, who, state, path)
    page.active_event_id = str(active_event.choices(session, who)[1] or "")
    await call(page, state.load)
    return page


def asked() -> Export:
    with db.session() as session:
        return session.exec(select(Export)).one()


async def test_without_a_selection_all_that_the_filters_leave_are_exported(session, bob, people):
    page = await opened(session, bob, path="/contacts/?q=ann&sort=-name")
    await call(page, ContactsState.export, "csv")
    selection = asked().selection
    assert (selection["ids"], selection["query"]["q"]) == (None, "ann")
    assert selection["query"]["sort"] == "-name"
    assert (asked().kind, asked().format) == ("contact", "csv")
    assert "download starts when it's ready" in page.notice.text


async def test_a_selection_is_exported_by_its_ids_and_all_selected_by_the_query(
    session, bob, people
):
    page = await opened(session, bob)
    page.selected = [people[1]]
    await call(page, ContactsState.export, "xlsx")
    assert asked().selection["ids"] == [people[1]]
    session.query(Export).delete()
    session.commit()
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.export, "xlsx")
    assert asked().selection["ids"] is None


async def test_accounts_are_exported_by_their_own_query(session, bob, people, techexpo):
    page = await opened(session, bob, AccountsState, "/accounts/?score=20")
    await call(page, AccountsState.export, "xlsx")
    assert asked().kind == RecordKind.ACCOUNT
    query = asked().selection["query"]
    assert (query["score_from"], query["event_id"]) == (20, techexpo.id)


@pytest.mark.parametrize("file_format", ["pdf", "", None, 7, ["csv"], {"csv": 1}])
async def test_an_unknown_format_does_nothing(session, bob, people, file_format):
    page = await opened(session, bob)
    await call(page, ContactsState.export, file_format)
    assert exports.kept(session) == (0, 0) and page.notice.text == ""


async def test_the_file_is_downloaded_and_offered_when_it_is_there(
    session, bob, people, monkeypatch
):
    monkeypatch.setattr(exporting, "LOOK_AGAIN_S", 0.01)
    page = await opened(session, bob)
    await call(page, ContactsState.export, "csv")
    view = asked()
    following = asyncio.create_task(call(page, ContactsState.follow_export, view.id))
    await asyncio.sleep(0.05)
    with no_database():
        await asyncio.sleep(0.2)
    assert not following.done()
    await asyncio.to_thread(jobs.perform, view.job_id, export.run)
    download = await following
    address = f"/api/exports/{view.id}/file"
    assert address in str(download.args)
    assert (page.notice.text, page.notice.download) == ("3 contacts exported", address)


async def test_who_left_the_page_finds_the_file_in_the_header_only(session, bob, people):
    page = await opened(session, bob)
    await call(page, ContactsState.export, "csv")
    view = asked()
    jobs.perform(view.job_id, export.run)
    move(page, "/accounts/")
    assert await call(page, ContactsState.follow_export, view.id) is None
    assert page.notice.download == ""


async def test_a_failed_or_canceled_export_says_why(session, bob, people):
    page = await opened(session, bob)
    await call(page, ContactsState.export, "csv")
    with db.session() as other:
        job_service.cancel(other, bob, asked().job_id)
    assert await call(page, ContactsState.follow_export, asked().id) is None
    assert (page.notice.kind, page.notice.text) == ("error", "The export was canceled.")


async def test_anothers_export_is_not_followed(session, bob, alice, people):
    view = exports.make(alice, exports_query())
    page = await opened(session, bob)
    page._exporting_on = "/contacts/"
    assert await call(page, ContactsState.follow_export, view.id) is None
    assert page.notice.kind == "error" and page.notice.download == ""


def exports_query():
    from yardflow.services.records.contact_query import ContactQuery

    return ContactQuery()
