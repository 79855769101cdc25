"""The events of a record and its notes, as its page shows and changes them."""

from typing import Any

import pytest
from sqlmodel import Session, select

from tests.fixtures.state_tab import call, tab
from yardflow.models import Account, Attendee, Event, Note, Stage, Target
from yardflow.services.records import active_event, attendees, contacts, notes
from yardflow.state.accounts.record import AccountState
from yardflow.state.contacts.record import ContactState
from yardflow.state.workplace import EventChoice, Workplace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def modex(session: Session, bob, techexpo: Event) -> Event:
    """Another event; Bob works on TechExpo."""
    event = Event(name="Modex")
    session.add(event)
    session.commit()
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    return event


@pytest.fixture
def ann(acme: Account, works_at) -> int:
    """Ann Lee of Acme, at TechExpo."""
    return works_at(acme, "Ann Lee")


async def opened(session: Session, who, kind, record_id: Any) -> Any:
    noun = "accounts" if kind is AccountState else "contacts"
    page = tab(session, who, kind, f"/{noun}/{record_id}/")
    await call(page, kind.load)
    return page


async def test_a_record_shows_its_events_and_those_it_can_be_added_to(
    session, bob, techexpo, modex, acme, ann
):
    for kind, record_id, value in ((AccountState, acme.id, "Lead"), (ContactState, ann, "Listed")):
        page = await opened(session, bob, kind, record_id)
        assert [(row.event, row.value) for row in page.memberships] == [("TechExpo 2026", value)]
        how = "By hand" if kind is ContactState else ""
        assert [(row.source, row.added_by) for row in page.memberships] == [(how, "")]
        assert page.other_events == [EventChoice(str(modex.id), "Modex")]
        assert (page.current_event.name, page.at_current) == ("TechExpo 2026", value)


@pytest.mark.slow
async def test_it_is_added_to_another_event_and_moved_there(
    session, bob, techexpo, modex, acme, ann
):
    page = await opened(session, bob, ContactState, ann)
    await call(page, ContactState.add_to_event, ann, str(modex.id))
    assert (page.notice.text, page.other_events) == ("Added to Modex", [])
    assert {row.event: row.added_by for row in page.memberships}["Modex"] == bob.name
    await call(page, ContactState.change_at_event, ann, str(modex.id), "Met")
    assert page.notice.text == "Ann Lee moved to Met"
    assert {row.event: row.value for row in page.memberships} == {
        "TechExpo 2026": "Listed",
        "Modex": "Met",
    }
    page = await opened(session, bob, AccountState, acme.id)
    assert {row.event: row.value for row in page.memberships} == {
        "TechExpo 2026": "Lead",
        "Modex": "Lead",
    }


async def test_a_stage_that_someone_else_changed_is_not_overwritten(
    session, alice, bob, techexpo, modex, ann
):
    page = await opened(session, bob, ContactState, ann)
    attendees.set_status(session, alice, techexpo.id, ann, None, "Met")
    session.commit()
    await call(page, ContactState.change_at_event, ann, str(techexpo.id), "Missed")
    assert page.notice.kind == "error"
    assert page.at_current == "Met"


@pytest.mark.slow
async def test_removed_from_an_event_the_record_stays_and_the_removal_is_undone(
    session, bob, techexpo, modex, acme, ann
):
    page = await opened(session, bob, AccountState, acme.id)
    await call(page, AccountState.change_at_event, acme.id, str(techexpo.id), "Booked")
    await call(page, AccountState.remove_from_event, acme.id, str(techexpo.id))
    assert page.notice.text == "Removed from TechExpo 2026"
    assert (page.at_current, page.memberships, page.account.name) == ("", [], "Acme")
    assert session.get(Account, acme.id) is not None
    await call(page.parent_state, Workplace.undo, page.notice.number)
    await call(page, AccountState.read_again)
    assert page.at_current == "Booked"


async def test_a_removal_that_someone_else_has_made_offers_no_undo(
    session, alice, bob, techexpo, modex, ann
):
    page = await opened(session, bob, ContactState, ann)
    attendees.remove(session, alice, techexpo.id, [ann])
    session.commit()
    await call(page, ContactState.remove_from_event, ann, str(techexpo.id))
    assert page.notice.text == "Someone else has removed it from TechExpo 2026"
    assert (page.notice.undo, page.at_current) == (False, "")


@pytest.mark.slow
async def test_an_undo_brings_back_no_deleted_record_and_no_deleted_event(
    session, alice, bob, techexpo, modex, ann
):
    page = await opened(session, bob, ContactState, ann)
    await call(page, ContactState.remove_from_event, ann, str(techexpo.id))
    contacts.delete(session, alice, ann)
    session.commit()
    await call(page.parent_state, Workplace.undo, page.notice.number)
    assert page.notice.text.startswith(
        "0 contacts restored. 1 contact was changed or deleted since"
    )
    assert session.exec(select(Attendee)).all() == []


async def test_an_account_that_is_no_target_is_made_one(session, bob, techexpo, modex, acme):
    session.delete(session.exec(select(Target)).one())
    session.commit()
    page = await opened(session, bob, AccountState, acme.id)
    assert page.at_current == ""
    await call(page, AccountState.add_to_event, acme.id, page.current_event.id)
    assert page.at_current == Stage.LEAD


async def test_a_contact_s_account_has_the_stage_of_the_active_event(
    session, bob, techexpo, modex, acme, ann
):
    page = await opened(session, bob, ContactState, ann)
    assert page.account.stage == "Lead"
    active_event.switch(session, bob, modex.id)
    session.commit()
    page = await opened(session, bob, ContactState, ann)
    assert (page.account.stage, page.at_current) == ("", "")
    await call(page, ContactState.add_to_event, ann, str(modex.id))
    assert (page.account.stage, page.at_current) == ("Lead", "Listed")


async def test_a_note_is_an_entry_with_its_author_and_event(
    session, alice, bob, techexpo, modex, ann
):
    notes.add(session, alice, "Met in 2025.", contact_id=ann)
    session.commit()
    page = await opened(session, bob, ContactState, ann)
    await call(page, ContactState.add_note, {"record": str(ann), "note": "Wants a demo."})
    assert [(note.text, note.author, note.event, note.mine) for note in page.notes] == [
        ("Wants a demo.", "Bob", "TechExpo 2026", True),
        ("Met in 2025.", "Alice", "", False),
    ]
    assert page.notes_added == 1
    await call(page, ContactState.remove_from_event, ann, str(techexpo.id))
    await call(page, ContactState.add_note, {"record": str(ann), "note": "By phone."})
    assert (page.notes[0].text, page.notes[0].event) == ("By phone.", "")


async def test_a_note_without_text_stays_in_its_form(session, bob, modex, acme):
    page = await opened(session, bob, AccountState, acme.id)
    await call(page, AccountState.add_note, {"record": str(acme.id), "note": " "})
    assert page.new_note_error
    assert (page.notes, page.notes_added) == ([], 0)


async def test_one_s_own_note_is_edited_and_deleted(session, bob, modex, acme):
    page = await opened(session, bob, AccountState, acme.id)
    await call(page, AccountState.add_note, {"record": str(acme.id), "note": "Wants a demo"})
    note_id = page.notes[0].id
    await call(page, AccountState.edit_note, note_id)
    await call(page, AccountState.save_note, {"note": ""})
    assert (page.editing_note, bool(page.note_error)) == (note_id, True)
    await call(page, AccountState.save_note, {"note": "Wants two demos"})
    assert (page.editing_note, page.notes[0].text, page.notes[0].edited) == (
        0,
        "Wants two demos",
        True,
    )
    await call(page, AccountState.ask_delete_note, note_id)
    await call(page, AccountState.delete_note)
    assert (page.notes, page.deleting_note) == ([], 0)


async def test_another_s_note_stays_and_an_unseen_note_too(session, alice, bob, modex, acme, ann):
    mine = notes.add(session, alice, "Alice's", account_id=acme.id)
    elsewhere = notes.add(session, bob, "Bob's, elsewhere", contact_id=ann)
    session.commit()
    page = await opened(session, bob, AccountState, acme.id)
    await call(page, AccountState.edit_note, mine.id)
    await call(page, AccountState.save_note, {"note": "Mine"})
    assert page.notice.kind == "error"
    for note_id in (mine.id, elsewhere.id):
        await call(page, AccountState.ask_delete_note, note_id)
        await call(page, AccountState.delete_note)
    session.expire_all()
    assert set(session.exec(select(Note.text)).all()) == {"Alice's", "Bob's, elsewhere"}
