"""What the emails of a sequence came to, and what a sender's brake counts."""

import pytest
from sqlalchemy import update
from sqlmodel import Session

from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow.models import Message
from yardflow.services.sequences.events import brakes
from yardflow.state.sequences.results import ResultsState

pytestmark = pytest.mark.usefixtures("database")


async def test_each_step_says_what_became_of_its_emails(session: Session, bob, message_to, calls):
    now = clock.now()
    messages = [message_to(name) for name in ("Ann", "Ben", "Cho", "Dan")]
    sequence_id = messages[0].sequence_id
    page = tab(session, bob, ResultsState, f"/sequences/{sequence_id}/")
    values = [
        {"sent_at": now, "delivered_at": now, "opened_at": now, "clicked_at": now},
        {"sent_at": now, "delivered_at": now, "opened_at": now, "unsubscribed_at": now},
        {"sent_at": now, "bounced_at": now, "bounce": "hard", "late": True},
        {"sent_at": None, "status": "missed"},
    ]
    for message, changed in zip(messages, values, strict=True):
        session.execute(update(Message).where(Message.id == message.id).values(**changed))
    session.commit()
    (said,) = calls(bob).get(f"/api/sequences/{sequence_id}/results").json()
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
    assert calls(bob).get("/api/sequences/999999/results").status_code == 404
    tally = brakes.of_sender(session, bob, messages[0].sender_id)
    assert tally.words == (
        "Of 3 emails in the last 7 days, 1 bounced, 0 blocked and 0 marked as spam."
    )
    assert "No emails" in brakes.of_sender(session, bob, 999_999).words
