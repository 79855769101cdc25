"""Replies by the step of the email that they answer, and the mark by which an open page knows that
something has changed.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.conftest import EMAIL, NOW
from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Message, PlacedBy, Reply, ReplyKind, TallyKind
from yardflow.services.sequences.conversations import inbox
from yardflow.services.sequences.definitions.steps import Duration, Email, Unit, Wait
from yardflow.services.sequences.running import funnel, people, tallies
from yardflow.services.sequences.running.people import Counted

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
STEPS = (
    replace(EMAIL, next="wait"),
    Wait("wait", Duration(2, Unit.DAYS), next="again"),
    Email("again", 1),
)


def reply_to(session: Session, message: Message, *, placed: bool = True) -> Reply:
    reply = Reply(
        fingerprint=f"{message.id} {placed}",
        kind=ReplyKind.HUMAN,
        sender=message.address,
        received_at=NOW,
    )
    if placed:
        reply.placed_by, reply.placed_at, reply.contact_id = (
            PlacedBy.ADDRESS,
            NOW,
            message.contact_id,
        )
        reply.sequence_id, reply.message_id = message.sequence_id, message.id
    session.add(reply)
    session.commit()
    return reply


@pytest.fixture
def sequence_id(publish, people, start, first_touches_at_once) -> int:
    """Two people of a sequence got both of its emails."""
    number = publish(*STEPS)
    start(number, people(2))
    drained()
    with clock.at(NOW + timedelta(days=3)):
        drained()
    return int(number)


def sent(session: Session, step: str) -> list[Message]:
    return list(session.scalars(select(Message).where(col(Message.step) == step)))


def test_a_reply_is_listed_at_the_step_that_it_counts_at(session, bob, sequence_id):
    first, second = sent(session, "intro")[0], sent(session, "again")
    expected = {"intro": [reply_to(session, first).id], "again": []}
    expected["again"] = [reply_to(session, each).id for each in second]
    by_hand = reply_to(session, sent(session, "intro")[1], placed=False)
    for placed in (False, True):
        if placed:
            inbox.place(session, bob, by_hand.id or 0, second[0].id or 0)
            session.commit()
            expected["again"].append(by_hand.id)
        counted = tallies.of_sequence(session, bob, sequence_id)
        for step, ids in expected.items():
            page = people.search(session, bob, Counted(sequence_id, step, TallyKind.REPLIED))
            assert [each.id for each in page.items] == sorted(ids, reverse=True)
            assert counted.steps[step].replied == len(ids)


def test_the_mark_is_another_one_whenever_something_has_changed(session, bob, alice, sequence_id):
    def look() -> funnel.Mark:
        session.commit()
        said = funnel.of_sequence(session, bob, sequence_id)
        assert said.mark == funnel.mark(session, bob, sequence_id), "nothing has changed"
        return said.mark

    marks = [look()]
    reply = reply_to(session, sent(session, "intro")[0])
    marks.append(look())
    inbox.done(session, bob, reply.id or 0)
    marks.append(look())
    reply_to(session, sent(session, "intro")[1], placed=False)
    marks.append(look())
    session.execute(text("UPDATE message SET status = 'bounced' WHERE id = 1"))
    marks.append(look())
    assert len({*marks}) == len(marks)
    assert [(mark.replies, mark.to_place) for mark in marks] == [
        (0, 0), (1, 0), (0, 0), (0, 1), (0, 1)
    ]  # fmt: skip
    with pytest.raises(NotFound):
        funnel.mark(session, bob, 999)
