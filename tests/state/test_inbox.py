"""The inbox page: what comes in appears by itself, and each reply is decided there."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from tests.fixtures import state_tab
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.state_tab import call
from yardflow.models import Account, Contact, Hold, PlacedBy, Reply, ReplyKind, Suppression
from yardflow.services.access import Principal
from yardflow.state.sequences import conversation, inbox
from yardflow.state.sequences.conversation import ConversationState
from yardflow.state.sequences.inbox import InboxState
from yardflow.state.workplace import Workplace

NOW = datetime.now(UTC)


def came_in(session: Session, contact: int | None, kind: ReplyKind, **more) -> int:
    """A reply that was read just now; its number."""
    placed = {"contact_id": contact, "placed_by": PlacedBy.SENDER, "placed_at": NOW}
    row = Reply(
        fingerprint=f"{kind} {more}",
        kind=kind,
        sender="ann@acme.com",
        text="Let's talk.",
        received_at=NOW,
        **(placed if contact else {}),
        **more,
    )
    session.add(row)
    session.commit()
    return int(row.id or 0)


@pytest.fixture
def ann(works_at, acme: Account) -> int:
    return int(works_at(acme, "Ann Lee", email="ann@acme.com"))


async def test_a_reply_appears_on_a_page_that_is_open(
    tab, session: Session, bob: Principal, ann: int, monkeypatch
) -> None:
    monkeypatch.setattr(inbox, "LOOK_AGAIN_S", 0.05)
    browser = await tab(cookie_of(bob))
    await browser.open_page("/inbox/")
    came_in(session, ann, ReplyKind.HUMAN)
    await browser.answer(lambda packet: "Let's talk." in f"{packet}", 0)


async def test_a_successor_is_added_and_offered_to_be_enrolled(
    session: Session, bob: Principal, ann: int
) -> None:
    named = {"successor_name": "Robin Vale", "successor_address": "robin@acme.com"}
    number = came_in(session, ann, ReplyKind.LEFT, **named)
    page = state_tab.tab(session, bob, InboxState)
    page.query = {"show": "stops"}
    await page._read_page()
    assert page.rows[0].successor == "Robin Vale"
    asked = await call(page, InboxState.add_successor, number)
    assert asked is not None and page.rows[0].successor == ""
    assert page.notice.text == "Robin Vale added"
    assert session.query(Contact).filter_by(email="robin@acme.com").count() == 1


async def test_a_hold_is_changed_and_ended(session: Session, bob: Principal, ann: int) -> None:
    number = came_in(session, ann, ReplyKind.OUT_OF_OFFICE)
    until = NOW + timedelta(days=5)
    session.add(Hold(contact_id=ann, reason="Away", until=until, held_at=NOW, reply_id=number))
    session.commit()
    page = state_tab.tab(session, bob, InboxState)
    page.query = {"show": "away"}
    await page._read_page()
    assert page.rows[0].held_until == until.isoformat()
    await call(page, InboxState.ask_hold, number)
    for day, error in (("soon", "Enter a day"), ("2020-01-01", "Choose a moment to come")):
        await call(page, InboxState.change_hold, {"day": day})
        assert page.hold_error.startswith(error) and page.holding == number
    day = (NOW + timedelta(days=9)).date()
    await call(page, InboxState.change_hold, {"day": day.isoformat()})
    assert page.holding == 0 and page.rows[0].held_until.startswith(day.isoformat())
    await call(page, InboxState.ask_hold, number)
    await call(page, InboxState.end_hold)
    assert page.rows[0].held_until == ""
    await call(page, InboxState.end_hold)
    await call(page, InboxState.change_hold, {"day": day.isoformat()})
    assert page.rows[0].held_until == "", "nothing is open, so nothing is changed"


async def test_a_reply_without_its_place_has_a_mark_of_its_own(
    session: Session, bob: Principal, ann: int
) -> None:
    came_in(session, None, ReplyKind.HUMAN)
    came_in(session, ann, ReplyKind.HUMAN, subject="Re: Hello")
    page = state_tab.tab(session, bob, InboxState)
    page.query = {"show": "all"}
    await page._read_page()
    marks = sorted((row.kind, row.label) for row in page.rows)
    assert marks == [("human", "Reply"), ("to_place", "To place")]


async def test_a_doubtful_stop_is_suppressed_and_undone(
    session: Session, bob: Principal, ann: int
) -> None:
    number = came_in(session, ann, ReplyKind.HUMAN, unsure=True)
    page = state_tab.tab(session, bob, InboxState)
    page.query = {"show": "stops"}
    await page._read_page()
    assert page.rows[0].may_stop
    await call(page, InboxState.stop, number)
    assert (page.rows, page.notice.text, page.notice.undo) == ([], "Suppressed", True)
    assert session.query(Suppression).filter_by(value="ann@acme.com").count() == 1
    await call(page, Workplace.undo, page.notice.number)
    assert page.notice.text == "No longer suppressed"
    await page._read_page()
    assert page.rows[0].may_stop
    assert session.query(Suppression).count() == 0


async def test_a_conversation_goes_on_while_its_contact_is_open(
    tab, session: Session, bob: Principal, ann: int, monkeypatch
) -> None:
    monkeypatch.setattr(conversation, "LOOK_AGAIN_S", 0.05)
    browser = await tab(cookie_of(bob))
    await browser.open_page(f"/contacts/{ann}/")
    came_in(session, ann, ReplyKind.HUMAN)
    await browser.answer(lambda packet: "Let's talk." in f"{packet}", 0)


async def test_of_a_long_conversation_the_latest_stands_open_and_the_rest_is_folded(
    session: Session, bob: Principal, ann: int
) -> None:
    for number in range(conversation.LATEST + 3):
        came_in(session, ann, ReplyKind.HUMAN, subject=f"{number:02}")
    page = state_tab.tab(session, bob, ConversationState)
    page._contact_id = ann
    await page._read()
    subjects = [entry.subject for entry in (*page.earlier, *page.entries)]
    assert subjects == sorted(subjects)
    assert (len(page.earlier), len(page.entries)) == (3, conversation.LATEST)
