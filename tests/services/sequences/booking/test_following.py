"""What follows from a meeting: who has one is emailed no more, and colleagues as it is said."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from tests.services.sequences.conversations.test_following import TWO, later, states
from yardflow import clock
from yardflow.models import Enrollment, EnrollmentStatus, Hold
from yardflow.services.meetings import service
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Duration,
    Email,
    FieldTest,
    Operator,
    Unit,
    Wait,
)
from yardflow.services.sequences.enrollments import changes, holds
from yardflow.services.sequences.lifecycle import drafts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
ACTIVE = (EnrollmentStatus.ACTIVE, "")
BOOKED = (EnrollmentStatus.EXITED, "Meeting booked")


def book(session: Session, alice, contact_id: int, **values) -> int:
    times = {"starts_at": clock.now() + timedelta(days=5), "timezone": "UTC"}
    row = service.create(session, alice, contact_id, times | values)
    session.commit()
    return row.id


def test_a_meeting_ends_the_sequence_and_pauses_colleagues(
    publish, people, start, sent, reply_host, session, alice
):
    contacts = people(2)
    start(publish(*TWO), contacts)
    assert len(sent()) == 2
    meeting = book(session, alice, contacts[0])
    assert states(session) == [BOOKED, ACTIVE]
    (hold,) = session.scalars(select(Hold))
    assert hold.reason == "Their colleague Person0 Lee booked a meeting"
    assert (hold.meeting_id, hold.until) == (meeting, None)
    first, _ = session.scalars(select(Enrollment.id).order_by(Enrollment.id)).all()
    assert changes(session, alice, first)[0].what == "Meeting booked"
    assert later(sent, 3) == 2
    holds.release(session, alice, hold.id)
    session.commit()
    assert later(sent, 3) == 3


@pytest.mark.parametrize(
    ("on_colleague", "other"),
    [
        ("continue", ACTIVE),
        ("stop", (EnrollmentStatus.EXITED, "Their colleague Person0 Lee booked a meeting")),
    ],
)
def test_colleagues_do_what_their_sequence_says(
    publish, people, start, sent, reply_host, session, alice, on_colleague, other
):
    contacts = people(2)
    number = publish(*TWO)
    drafts.update(session, alice, number, None, {"on_colleague": on_colleague})
    session.commit()
    start(number, contacts)
    sent()
    book(session, alice, contacts[0])
    assert states(session) == [BOOKED, other]
    assert session.scalars(select(Hold)).all() == []


def test_where_the_sequence_says_so_it_waits_for_a_person(
    publish, people, start, sent, reply_host, session, alice
):
    number = publish(*TWO)
    drafts.update(session, alice, number, None, {"on_reply": "pause"})
    session.commit()
    start(number, people(1))
    (contact,) = session.scalars(select(Enrollment.contact_id))
    sent()
    book(session, alice, contact)
    assert states(session) == [ACTIVE]
    assert session.scalars(select(Hold.reason)).all() == ["Meeting booked"]
    assert later(sent, 3) == 1


@pytest.mark.parametrize("outcome", ["no_show", "cancelled"])
def test_a_meeting_that_did_not_take_place_ends_nothing(
    publish, people, start, sent, reply_host, session, alice, outcome
):
    contacts = people(1)
    start(publish(*TWO), contacts)
    sent()
    book(session, alice, contacts[0], outcome=outcome)
    assert states(session) == [ACTIVE]
    assert later(sent, 3) == 2


def test_a_change_of_a_meeting_ends_nothing_again(
    publish, people, start, sent, reply_host, session, alice
):
    contacts = people(1)
    number = publish(*TWO)
    meeting = book(session, alice, contacts[0])
    start(number, contacts)
    sent()
    service.update(session, alice, meeting, None, {"outcome": "completed", "location": "Booth 12"})
    session.commit()
    assert states(session) == [ACTIVE], "they were enrolled after it was booked"
    service.update(session, alice, meeting, None, {"outcome": "cancelled"})
    service.update(session, alice, meeting, None, {"outcome": "scheduled"})
    assert states(session) == [BOOKED]


def test_a_condition_asks_for_the_latest_meeting_and_the_latest_reply(
    publish, people, start, sent, answer, reply_host, session, alice
):
    came = FieldTest("meeting.outcome", Operator.IS, "completed")
    wrote = FieldTest("reply.kind", Operator.IS, "acknowledgement")
    ask = Condition("ask", (came, wrote), any_of=True, yes="days", no="other")
    steps = (
        Email("hello", 1, next="wait"),
        Wait("wait", Duration(1, Unit.DAYS), next="ask"),
        ask,
        Wait("days", Duration(9, Unit.DAYS)),
        Wait("other", Duration(9, Unit.DAYS)),
    )
    contacts = people(3)
    met, wrote_back, neither = contacts
    book(session, alice, met, outcome="no_show")
    book(session, alice, met, outcome="completed", starts_at=clock.now() + timedelta(days=6))
    start(publish(*steps), contacts)
    by_address = {message["recipient"]: message for message in sent()}
    answer(by_address["person1@acme.com"], kind="acknowledgement")
    later(sent, 2)
    session.expire_all()
    standing = dict(session.execute(select(Enrollment.contact_id, Enrollment.step)).tuples().all())
    assert standing == {met: "days", wrote_back: "days", neither: "other"}
