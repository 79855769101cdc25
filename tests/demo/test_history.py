"""The demo's sequences have a past, and with the sandbox a present as well."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.demo import filling
from yardflow.demo.enrollments import WEEKS
from yardflow.models import (
    Contact,
    Enrollment,
    EnrollmentChange,
    Message,
    MessageEvent,
    Reply,
    SequenceTask,
    Suppression,
)

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]
# The last day of a long weekend.
SUNDAY = datetime(2026, 11, 29, 2, tzinfo=UTC)


def filled(session: Session, now: datetime) -> str:
    with clock.at(now):
        summary = filling.fill(session)
        session.commit()
    return summary


def gates(session: Session) -> set[str]:
    reasons = session.exec(select(Enrollment.reasons).where(Enrollment.status == "active"))
    return {reason["gate"] for waiting in reasons for reason in waiting}


def test_with_the_sandbox_people_are_in_sequences_and_weeks_are_behind_them(session, sandbox):
    now = SUNDAY
    filled(session, now)
    statuses = Counter(session.exec(select(Enrollment.status)).all())
    assert statuses["active"] >= 6 and statuses["finished"] >= 5 and statuses["exited"] >= 4
    messages = session.exec(select(Message)).all()
    assert {each.status for each in messages} == {"delivered", "bounced", "unknown"}
    for happened in ("opened_at", "clicked_at", "unsubscribed_at", "bounced_at"):
        assert any(getattr(each, happened) for each in messages), happened
    judged = session.exec(select(MessageEvent.by_machine)).all()
    assert {*judged} == {None, True, False}, "people and programs opened"
    assert {"no_value", "task", "wait", "email_unconfirmed"} <= gates(session)
    tasks = session.exec(select(SequenceTask)).all()
    still_open = [task for task in tasks if task.done_at is None]
    assert len(still_open) == 2 and len(tasks) > 2, "some were done"
    assert all(abs(task.due_at - now) < timedelta(days=1) for task in still_open), (
        "they are today's"
    )
    assert len(session.exec(select(Suppression)).all()) == 4
    replies = session.exec(select(Reply)).all()
    assert Counter(each.kind for each in replies) == {
        "human": 2,
        "out_of_office": 1,
        "stop": 1,
        "left": 1,
    }
    assert [each.sender_name for each in replies if each.placed_by is None] == ["Tomás Rey"]
    (away,) = [each for each in replies if each.kind == "out_of_office"]
    assert away.until is not None and away.until > now.date(), "they are still away"
    nothing_out_of_its_time(session, now)
    again = session.execute(text("SELECT count(*), max(id) FROM message")).one()
    assert filled(session, now + timedelta(days=1)).endswith("Nothing was missing.")
    assert session.execute(text("SELECT count(*), max(id) FROM message")).one() == again


def nothing_out_of_its_time(session: Session, now: datetime) -> None:
    """All of it happened in the last weeks, to records that were there."""
    began = now - WEEKS
    assert session.exec(select(Contact.created_at)).first() == began
    happened = [
        *session.exec(select(EnrollmentChange.at)),
        *session.exec(select(MessageEvent.at)),
        *session.exec(select(Reply.received_at)),
        *session.exec(select(Message.sent_at).where(col(Message.sent_at).is_not(None))),
    ]
    assert len(happened) > 100 and began <= min(happened) and max(happened) <= now
    sent = {at.date() for at in happened}
    assert len(sent) >= 10, "on many days"


def test_where_emails_go_out_for_real_everyone_has_left(session, set_up):
    set_up(SENDGRID_API_KEY="SG.real", SENDGRID_BASE_URL=None)
    filled(session, SUNDAY)
    assert {*session.exec(select(Enrollment.status)).all()} == {"finished", "exited"}
    assert {*session.exec(select(Enrollment.due_at)).all()} == {None}
    waiting = {"queued", "sending", "unknown", "failed"}
    assert not waiting & {*session.exec(select(Message.status)).all()}
    assert session.exec(select(Reply)).all() == []
