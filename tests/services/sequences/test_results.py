"""What the emails of a sequence came to, and what a sender's brake counts."""

from dataclasses import astuple

import pytest
from sqlalchemy import delete, text, update
from sqlmodel import Session, col

from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow.models import Message
from yardflow.services.sequences import results
from yardflow.services.sequences.events import brakes
from yardflow.state.sequences.results import ResultsState

pytestmark = pytest.mark.usefixtures("database")


async def test_each_step_says_what_became_of_its_emails(session: Session, alice, message_to, calls):
    now = clock.now()
    messages = [message_to(name) for name in ("Ann", "Ben", "Cho", "Dan")]
    sequence_id = messages[0].sequence_id
    page = tab(session, alice, ResultsState, f"/sequences/{sequence_id}/")
    values = [
        {"sent_at": now, "delivered_at": now, "opened_at": now, "clicked_at": now},
        {"sent_at": now, "delivered_at": now, "opened_at": now, "unsubscribed_at": now},
        {"sent_at": now, "bounced_at": now, "bounce": "hard", "late": True},
        {"sent_at": None, "status": "missed"},
    ]
    for message, changed in zip(messages, values, strict=True):
        session.execute(update(Message).where(Message.id == message.id).values(**changed))
    session.commit()
    (said,) = calls(alice).get(f"/api/sequences/{sequence_id}/results").json()
    step = said.pop("step")
    assert said == {
        "sent": 3,
        "delivered": 2,
        "opened": 2,
        "clicked": 1,
        "bounced": 1,
        "unsubscribed": 1,
        "late": 1,
        "missed": 1,
    }
    await call(page, ResultsState.load)
    words = (
        "3 sent · 2 opened (67%) · 1 clicked (33%) · 1 bounced (33%) · 1 unsubscribed (33%)"
        " · 1 late (33%) · 1 missed"
    )
    assert (page.by_step, page.total) == ({step: words}, words)
    assert calls(alice).get("/api/sequences/999999/results").status_code == 404
    tally = brakes.of_sender(session, alice, messages[0].sender_id)
    assert tally.words == (
        "Of 3 emails in the last 7 days, 1 bounced, 0 blocked and 0 marked as spam."
    )
    assert "No emails" in brakes.of_sender(session, alice, 999_999).words


def counted(session: Session) -> list[tuple]:
    """The same, from the messages themselves."""
    moments = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed")
    went_out = "sent_at IS NOT NULL"
    columns = ", ".join(f"count({name}_at)" for name in moments)
    statement = f"""SELECT step, {columns}, count(*) FILTER (WHERE late AND {went_out}),
        count(*) FILTER (WHERE status = 'missed') FROM message
        WHERE {went_out} OR status = 'missed' GROUP BY step ORDER BY step"""
    return [tuple(row) for row in session.execute(text(statement))]


def test_results_are_those_of_the_messages_whatever_happens_to_them(session, bob, message_to):
    messages = [message_to(f"P{number}") for number in range(6)]
    sequence_id, now = messages[0].sequence_id, clock.now()
    ids = [message.id for message in messages]
    changes = [
        (ids, {"sent_at": None, "status": "queued"}),
        (ids[:3], {"sent_at": now, "status": "accepted"}),
        (ids[:4], {"delivered_at": now, "opened_at": now}),
        (ids[1:2], {"unsubscribed_at": now, "late": True}),
        (ids[1:2], {"unsubscribed_at": None}),
        (ids[4:], {"status": "missed"}),
        (ids[2:5], {"step": "second"}),
        (ids, {"contact_id": None}),
    ]
    for some, values in changes:
        session.execute(update(Message).where(col(Message.id).in_(some)).values(**values))
        session.commit()
        shown = [astuple(each) for each in results.of_sequence(session, bob, sequence_id)]
        assert shown == counted(session), values
    session.execute(delete(Message).where(col(Message.id).in_(ids[::2])))
    shown = [astuple(each) for each in results.of_sequence(session, bob, sequence_id)]
    assert shown == counted(session)
