"""Answers of ours are of the conversation: named by what comes after, and known again."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from tests.services.sequences.conversations.test_following import TWO
from yardflow import clock, jobs
from yardflow.models import Answer, Hold, Job, PlacedBy, ReplyKind
from yardflow.services.sequences.conversations import answering, inbox
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.lifecycle import drafts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


def perform(session: Session) -> None:
    """Does the latest job."""
    session.commit()
    job = session.scalars(select(Job).order_by(col(Job.id).desc()).limit(1)).one()
    jobs.perform(job.id, answering.run)
    session.expire_all()


def open_replies(session: Session, alice) -> list[int]:
    """The replies that are new, the latest first."""
    shown = inbox.search(session, alice, inbox.ReplyQuery(inbox.Shown.NEW))
    return [reply.id for reply in shown.items]


@pytest.fixture
def paused(publish, people, start, sent, session, alice) -> dict:
    """The first email of a sequence that a reply pauses."""
    number = publish(*TWO)
    drafts.update(session, alice, number, None, {"on_reply": "pause"})
    session.commit()
    start(number, people(1))
    (message,) = sent()
    return message


def test_the_step_after_an_answer_names_it(reply_host, paused, sent, answer, session, alice):
    reply = answer(paused)
    answering.write(session, alice, reply.contact_id, "Gladly.")
    perform(session)
    (hold,) = session.scalars(select(Hold))
    holds.release(session, alice, hold.id)
    session.commit()
    with clock.at(clock.now() + timedelta(days=3)):
        _, answered, step = sent()
    ids = [paused["headers"]["Message-ID"], reply.mail_id, answered["headers"]["Message-ID"]]
    assert sorted(step["headers"]["References"].split()) == sorted(ids)
    assert step["subject"] == f"Re: {paused['subject']}"


def test_a_reply_that_names_an_answer_alone_is_placed_and_its_copy_is_ours(
    reply_host, paused, sent, answer, session, alice
):
    reply = answer(paused)
    answering.write(session, alice, reply.contact_id, "Gladly.")
    perform(session)
    answered = sent()[-1]
    alone = answered | {"headers": {"Message-ID": answered["headers"]["Message-ID"]}}
    how = {"elsewhere": True, "sender": "alias@acme.de"}
    again = answer(alone, **how)
    assert (again.placed_by, again.message_id) == (PlacedBy.REFERENCES, reply.message_id)
    forged = answered["headers"]["Message-ID"].replace("@", "0@")
    assert answer(alone | {"headers": {"Message-ID": forged}}, **how).placed_by is None
    copy = answer(answered, kind="own", sender="alias@acme.de")
    assert (copy.kind, copy.placed_by) == (ReplyKind.OWN, None)


def test_an_answer_deals_with_what_came_before_it_once_it_is_sent(
    reply_host, paused, answer, session, alice
):
    before = answer(paused)
    answering.write(session, alice, before.contact_id, "Gladly.")
    session.commit()
    with clock.at(clock.now() + timedelta(minutes=1)):
        after = answer(paused, text="And where is it?")
    assert open_replies(session, alice) == [after.id, before.id]
    perform(session)
    assert open_replies(session, alice) == [after.id]
    assert inbox.get(session, alice, before.id).decided_at is not None


def test_what_may_be_a_stop_waits_although_it_is_answered(
    reply_host, paused, answer, session, alice
):
    doubtful = answer(paused, text="Are you going to stop writing to me?")
    assert doubtful.unsure
    answering.write(session, alice, doubtful.contact_id, "Shall I?")
    perform(session)
    assert open_replies(session, alice) == [doubtful.id]


def test_a_reply_whose_answer_never_went_out_stays_new(reply_host, paused, answer, session, alice):
    reply = answer(paused)
    written = answering.write(session, alice, reply.contact_id, "Gladly.")
    session.get_one(Answer, written.id).sender_id = None
    perform(session)
    assert open_replies(session, alice) == [reply.id]
