"""Changing what is selected in a list, from the page: notices, undo, and the job of a large one."""

from typing import Any

import pytest
from sqlmodel import Session, select

from tests.conftest import no_database
from tests.fixtures.records import company
from tests.fixtures.state_tab import call, move, tab
from yardflow import jobs
from yardflow.models import Account, Contact, Event, Job, JobStatus
from yardflow.services.records import active_event, bulk_changes, contacts
from yardflow.services.records.bulk_changes import job, steps
from yardflow.state.accounts.index import AccountsState
from yardflow.state.contacts.index import ContactsState
from yardflow.state.jobs import JobsState
from yardflow.state.jobs_tray import JobsTray
from yardflow.state.workplace import Workplace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def people(session: Session, bob, techexpo: Event, acme: Account, work_at) -> list[int]:
    """Three attendees of the event that Bob works on."""
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    return work_at(acme, ["Ann Lee", "Ben Moss", "Zoe Quinn"])


async def opened(session: Session, who, kind, path: str) -> Any:
    page = tab(session, who, kind, path)
    await call(page.parent_state, Workplace.enter)
    await call(page, kind.load)
    return page


async def selected(session: Session, who, ids: list[int], path: str = "/contacts/") -> Any:
    page = await opened(session, who, ContactsState, path)
    await call(page, ContactsState.select, ids, True)
    return page


async def undone(page: Any) -> str:
    await call(page.parent_state, Workplace.undo, page.notice.number)
    return page.notice.text


def owners_of(session: Session, ids: list[int]) -> list[int | None]:
    session.expire_all()
    return [session.get_one(Contact, contact_id).owner_id for contact_id in ids]


async def test_an_owner_is_chosen_and_the_notice_undoes_it(session, bob, alice, people):
    page = await selected(session, bob, people[:2])
    await call(page, ContactsState.set_owner, str(alice.user_id))
    assert page.notice.text == "Owner of 2 contacts set to Alice"
    assert owners_of(session, people) == [alice.user_id, alice.user_id, None]
    # Selected rows may be out of the list's filters now, so none is left selected.
    assert (page.selected, page.all_selected) == ([], False)
    assert await undone(page) == "2 contacts restored"
    assert owners_of(session, people) == [None] * 3
    page = await selected(session, bob, people[:2])
    await call(page, ContactsState.set_owner, "")
    assert (page.notice.text, page.notice.undo) == ("Nothing to change: it was so already", False)


async def test_an_owner_who_joined_since_is_not_said_to_be_removed(session, bob, alice, people):
    page = await selected(session, bob, people[:2])
    page.owner_choices = [choice for choice in page.owner_choices if choice[1] != "Alice"]
    await call(page, ContactsState.set_owner, str(alice.user_id))
    assert page.notice.text == "Owner of 2 contacts set"


async def test_what_was_deleted_meanwhile_is_said_to_be_gone(
    session, bob, alice, people, monkeypatch
):
    monkeypatch.setattr(bulk_changes.service, "SIZE", 1)
    page = await selected(session, bob, people[:2])
    await call(page, ContactsState.set_owner, str(alice.user_id))
    for contact_id in people[:2]:
        contacts.delete(session, alice, contact_id)
    session.commit()
    jobs.perform(session.exec(select(Job)).one().id, job.change)
    assert await page._look_after_change(1)
    text = "Someone else just deleted 2 contacts of your selection"
    assert (page.notice.text, page.notice.undo) == (text, False)


async def test_all_that_match_get_it_and_no_others(session, bob, alice, people):
    contacts.assign(session, bob, people[0], None, alice.user_id)
    session.commit()
    page = await opened(session, bob, ContactsState, "/contacts/?owner=none")
    await call(page, ContactsState.select_matching)
    await call(page, ContactsState.set_owner, str(bob.user_id))
    assert page.notice.text == "Owner of 2 contacts set to Bob"
    assert owners_of(session, people) == [alice.user_id, bob.user_id, bob.user_id]


async def test_what_was_changed_since_is_said(session, bob, people):
    page = await selected(session, bob, people)
    await call(page, ContactsState.set_owner, str(bob.user_id))
    contacts.assign(session, bob, people[0], None, None)
    session.commit()
    assert await undone(page) == (
        "2 contacts restored. 1 contact was changed or deleted since, so we restored nothing there"
    )


async def test_statuses_and_stages_are_set_where_an_event_is_listed(session, bob, people, acme):
    page = await selected(session, bob, people)
    await call(page, ContactsState.set_status, "Met")
    assert page.notice.text == "3 contacts moved to Met"
    await call(page, ContactsState.load)
    assert {row.status for row in page.rows} == {"Met"}
    await call(page, ContactsState.select, people[:2], True)
    await call(page, ContactsState.set_stage, "Won")
    assert page.notice.text == "Accounts of 2 contacts moved to Won"
    assert await undone(page) == "2 contacts restored"
    accounts_page = await opened(session, bob, AccountsState, "/accounts/")
    await call(accounts_page, AccountsState.select, [acme.id], True)
    await call(accounts_page, AccountsState.set_stage, "Checked In")
    assert accounts_page.notice.text == "1 account moved to Checked in"
    everyone = await selected(session, bob, people, "/contacts/?event=all")
    await call(everyone, ContactsState.set_status, "Met")
    assert everyone.notice.kind == "error"


@pytest.mark.parametrize(
    ("how", "personas"), [("add", ["Ops", "Tech"]), ("remove", []), ("replace", ["Tech"])]
)
async def test_personas_are_changed(session, bob, people, how, personas):
    given = ["Ops"] if how != "remove" else ["Tech"]
    contacts.update(session, bob, people[0], None, {"personas": given})
    session.commit()
    page = await selected(session, bob, people[:1])
    await call(page, ContactsState.change_personas, how, "Tech")
    assert page.notice.text == "Personas of 1 contact changed"
    session.expire_all()
    assert session.get_one(Contact, people[0]).personas == personas


async def test_what_no_page_sends_changes_nothing(session, bob, people):
    page = await selected(session, bob, people)
    await call(page, ContactsState.change_personas, "everything", "Tech")
    assert page.notice.text == ""
    for handler, arguments in (
        (ContactsState.change_personas, ("add", "Boss")),
        (ContactsState.set_status, ("Won",)),
        (ContactsState.set_stage, ("Met",)),
        (ContactsState.set_owner, ("123456",)),
        (ContactsState.add_to_event, ("123456",)),
    ):
        await call(page, handler, *arguments)
        assert page.notice.kind == "error"
    await call(page, ContactsState.select_none)
    await call(page, ContactsState.set_owner, str(bob.user_id))
    assert page.notice.text.startswith("Nothing is selected")
    assert owners_of(session, people) == [None] * 3


@pytest.mark.slow
async def test_a_large_change_is_followed_and_undone_where_jobs_are(
    session, bob, techexpo, people, monkeypatch
):
    for module in (steps, bulk_changes.service):
        monkeypatch.setattr(module, "SIZE", 1)
    company(session, techexpo, "Birch")
    page = await selected(session, bob, people)
    led = await call(page, ContactsState.set_owner, str(bob.user_id))
    assert "follow_change" in str(led)
    assert (page.change.label, page.change.percent) == ("Set owner of 3 contacts", 0)
    made = session.exec(select(Job)).one()
    with no_database():
        assert not await page._look_after_change(1)
    assert not await page._look_after_change(1)
    jobs.perform(made.id, job.change)
    assert await page._look_after_change(1)
    assert (page.change.label, page.notice.text) == ("", "Owner of 3 contacts set to Bob")
    tray = tab(session, bob, JobsTray)
    await tray._read()
    [shown] = tray.latest
    assert (shown.title, shown.can_undo) == ("Set owner of 3 contacts", True)
    jobs_page = tab(session, bob, JobsState, "/jobs/")
    await call(jobs_page, JobsState.load)
    assert jobs_page.rows[0].can_undo
    await call(jobs_page, JobsState.undo_job, made.id)
    assert jobs_page.notice.text == "Undoing this for 3 contacts in the background"
    assert [row.can_undo for row in jobs_page.rows] == [False, False]
    jobs.perform(made.id + 1, job.undo)
    assert owners_of(session, people) == [None] * 3
    await call(tray, JobsTray.undo_job, made.id)
    assert (tray.notice.kind, tray.notice.text) == ("error", "This change was undone already.")


async def test_a_change_is_canceled_from_the_list_and_says_how_far_it_came(
    session, bob, people, monkeypatch
):
    for module in (steps, bulk_changes.service):
        monkeypatch.setattr(module, "SIZE", 1)
    page = await selected(session, bob, people)
    await call(page, ContactsState.set_owner, str(bob.user_id))
    await call(page, ContactsState.cancel_change)
    session.expire_all()
    assert session.exec(select(Job)).one().status == JobStatus.CANCELLED
    assert await page._look_after_change(1)
    assert page.notice.text == "Stopped after 0 contacts. The other 3 are as before"


async def test_who_leaves_the_list_is_not_followed(session, bob, people, monkeypatch):
    for module in (steps, bulk_changes.service):
        monkeypatch.setattr(module, "SIZE", 1)
    page = await selected(session, bob, people)
    await call(page, ContactsState.set_owner, str(bob.user_id))
    move(page, "/accounts/")
    await call(page, ContactsState.follow_change, 1)
    assert page.change.label == ""
