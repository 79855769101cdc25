"""Answers of ours are of the conversation: named by what comes after, and known again."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from tests.services.sequences.conversations.test_following import TWO
from yardflow import clock, jobs
from yardflow.models import Hold, Job, PlacedBy, ReplyKind
from yardflow.services.sequences.conversations import answering
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.lifecycle import drafts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


def perform(session: Session) -> None:
    """Does the latest job."""
    session.commit()
    job = session.scalars(select(Job).order_by(col(Job.id).desc()).limit(1)).one()
    jobs.perform(job.id, answering.run)


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
