"""Enrolling from the list and from a record, and the cards that say who stands where."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from tests.fixtures.sequences import FOLLOW_UP, current
from tests.fixtures.state_tab import call, tab
from tests.services.sequences.senders.cast import sender_of
from yardflow.models import Hold
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.state.contacts.index import ContactsState
from yardflow.state.sequences import enrollments
from yardflow.state.sequences.enroll import EnrollState
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.why import WhyState


@pytest.fixture
def sequence_id(session: Session, alice: Principal) -> int:
    """A published sequence."""
    row = drafts.create(session, alice, {"name": "Follow-up", "draft": reading.write(FOLLOW_UP)})
    publishing.publish(session, alice, row.id, pin=current)
    session.commit()
    return row.id


@pytest.fixture
def mailed(works_at: Callable[..., int], acme) -> list[int]:
    """Three contacts with an address."""
    names = ("Ann Lee", "Joe Smith", "Eve Moss")
    return [
        works_at(acme, name, email=f"{name.split()[0].lower()}@acme.com", country="Germany")
        for name in names
    ]


async def asked(session: Session, who: Principal, contact_id: int) -> EnrollState:
    dialog = tab(session, who, EnrollState, f"/contacts/{contact_id}/")
    await call(dialog, EnrollState.ask_contact, contact_id, "Ann Lee")
    return dialog


async def of_sequence(session: Session, who: Principal, sequence_id: int) -> EnrollmentList:
    page = tab(session, who, EnrollmentList, f"/sequences/{sequence_id}/")
    await call(page, EnrollmentList.load_sequence)
    return page


async def test_all_that_a_list_shows_are_counted_and_then_enrolled(
    session, alice, sequence_id, mailed, works_at, acme
):
    sender_of(session)
    works_at(acme, "Nora Moss")
    listed = tab(session, alice, ContactsState, "/contacts/?event=all")
    await call(listed, ContactsState.load)
    await call(listed, ContactsState.select_matching)
    dialog = await listed.get_state(EnrollState)
    await call(dialog, EnrollState.ask_selected)
    # The only sequence and the only sender need no choice.
    assert (dialog.title, dialog.ready) == ("Enroll 4 contacts", 3)
    assert dialog.ready_text == "3 contacts will be enrolled"
    assert [(each.reason, each.count) for each in dialog.skipped] == [("No email address", "1")]
    assert (await of_sequence(session, alice, sequence_id)).rows == []
    then = await call(dialog, EnrollState.enroll)
    assert dialog.notice.text == "3 contacts enrolled in Follow-up"
    assert not dialog.is_open and len(then) == 2
    page = await of_sequence(session, alice, sequence_id)
    assert {row.contact for row in page.rows} == {"Ann Lee", "Joe Smith", "Eve Moss"}
    assert page.rows[0].step == "Email template 1"


async def test_nothing_is_enrolled_twice_or_without_a_choice(session, alice, sequence_id, mailed):
    first, second = sender_of(session), sender_of(session, user_id=alice.user_id)
    dialog = await asked(session, alice, mailed[0])
    assert [each.chosen for each in dialog.senders if each.id == second] == [True]
    await call(dialog, EnrollState.choose_sender, second, False)
    assert dialog.ready == -1
    await call(dialog, EnrollState.enroll)
    assert dialog.is_open and dialog.notice.text == ""
    await call(dialog, EnrollState.choose_sender, first, True)
    await call(dialog, EnrollState.enroll)
    await call(dialog, EnrollState.enroll)
    again = await asked(session, alice, mailed[0])
    assert (again.ready, [each.reason for each in again.skipped]) == (
        0,
        ["Already in this sequence"],
    )


async def test_who_came_after_the_look_before_is_shown_first(
    session, alice, sequence_id, mailed, works_at, acme
):
    sender_of(session)
    listed = tab(session, alice, ContactsState, "/contacts/?event=all")
    await call(listed, ContactsState.load)
    await call(listed, ContactsState.select_matching)
    dialog = await listed.get_state(EnrollState)
    await call(dialog, EnrollState.ask_selected)
    works_at(acme, "Zoe Quinn", email="zoe@acme.com")
    await call(dialog, EnrollState.enroll)
    assert "More contacts match" in dialog.notice.text
    assert (dialog.is_open, dialog.ready) == (True, 4)
    assert (await of_sequence(session, alice, sequence_id)).rows == []


async def test_without_a_published_sequence_or_a_sender_the_dialog_has_none(session, alice, mailed):
    drafts.create(session, alice, {"name": "Draft"})
    session.commit()
    dialog = await asked(session, alice, mailed[0])
    assert (dialog.is_open, dialog.sequences, dialog.senders) == (True, [], [])


async def test_a_card_pages_narrows_and_counts(session, alice, sequence_id, mailed, monkeypatch):
    monkeypatch.setattr(enrollments, "SHOWN", 2)
    sender_of(session)
    for contact_id in mailed:
        await call(await asked(session, alice, contact_id), EnrollState.enroll)
    page = await of_sequence(session, alice, sequence_id)
    assert (page.summary, page.has_next) == ("1–2 of 3", True)
    assert page.tally == "3 active · 0 finished · 0 exited"
    await call(page, EnrollmentList.next_page)
    assert [row.contact for row in page.rows] == ["Ann Lee"]
    await call(page, EnrollmentList.previous_page)
    assert page.summary == "1–2 of 3"
    await call(page, EnrollmentList.choose_status, "exited")
    assert (page.rows, page.any) == ([], True)
    await call(page, EnrollmentList.choose_status, "nonsense")
    assert len(page.rows) == 2


async def test_a_contact_shows_its_sequences_and_why_no_email_came(
    session, alice, sequence_id, mailed
):
    sender_of(session)
    await call(await asked(session, alice, mailed[0]), EnrollState.enroll)
    page = tab(session, alice, EnrollmentList, f"/contacts/{mailed[1]}/")
    await call(page, EnrollmentList.load_contact)
    assert not page.any
    session.add(Hold(contact_id=mailed[0], reason="On leave"))
    session.commit()
    page = tab(session, alice, EnrollmentList, f"/contacts/{mailed[0]}/")
    await call(page, EnrollmentList.load_contact)
    (row,) = page.rows
    assert (row.sequence, row.status) == ("Follow-up", "active")
    dialog = tab(session, alice, WhyState)
    await call(dialog, WhyState.show, row.id)
    assert dialog.is_open and (dialog.contact, dialog.next) == ("Ann Lee", "Waits")
    assert any("On leave" in gate.words for gate in dialog.gates), dialog.gates
    assert [change.what for change in dialog.changes] == ["Enrolled"]
    (held,) = dialog.holds
    await call(dialog, WhyState.release, held.id)
    assert dialog.holds == []
    await call(dialog, WhyState.ask_hold, True)
    await call(dialog, WhyState.hold, {"reason": " "})
    assert dialog.holding and "Enter why" in dialog.errors["reason"]
    for whom, note in (
        ("contact", "Every sequence · Alice"),
        ("enrollment", "This sequence only · Alice"),
    ):
        await call(dialog, WhyState.hold, {"reason": "Moving", "whom": whom, "days": "7"})
        assert (dialog.holding, dialog.holds[-1].note) == (False, note)
    await call(dialog, WhyState.close, False)
    await call(dialog, WhyState.show, 10**12)
    assert not dialog.is_open and dialog.notice.text.startswith("Enrollment not found")


async def test_a_person_ends_what_a_contact_is_in(session, alice, sequence_id, mailed):
    sender_of(session)
    await call(await asked(session, alice, mailed[0]), EnrollState.enroll)
    page = tab(session, alice, EnrollmentList, f"/contacts/{mailed[0]}/")
    await call(page, EnrollmentList.load_contact)
    dialog = tab(session, alice, WhyState)
    await call(dialog, WhyState.end, {"reason": "Not shown"})
    await call(dialog, WhyState.show, page.rows[0].id)
    await call(dialog, WhyState.ask_hold, True)
    await call(dialog, WhyState.ask_end, True)
    assert (dialog.ending, dialog.holding, dialog.ended) == (True, False, False)
    await call(dialog, WhyState.end, {"reason": " "})
    assert dialog.ending and "Enter why" in dialog.errors["reason"]
    await call(dialog, WhyState.end, {"reason": "Talks to us", "whom": "contact"})
    assert (dialog.ending, dialog.ended) == (False, True)
    assert dialog.changes[0].what == "Ended by hand: Talks to us"
    await call(page, EnrollmentList.read_again)
    assert (page.rows[0].status, page.rows[0].exit_reason) == ("exited", "Talks to us")
    await call(dialog, WhyState.end, {"reason": "Again"})
    assert dialog.notice.text.startswith("This enrollment has ended")
