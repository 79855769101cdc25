"""What a forecast says is what the engine does when the time comes."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from tests.fixtures.records import company
from tests.services.sequences.engine.conftest import EMAIL
from tests.services.sequences.engine.test_sending_once import drained
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Enrollment, Hold, Message, RecordKind, Sender
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import forecast
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    Happened,
    Schedule,
    Split,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.engine.round import Engine
from yardflow.services.sequences.enrollments import Enrolling
from yardflow.services.sequences.forecast import service, simulation
from yardflow.services.sequences.lifecycle import status

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
DAY = timedelta(days=1)
# Over Easter, the change of the clocks, and a weekend.
MONDAY = datetime(2027, 3, 22, 6, tzinfo=UTC)
OFFICE = Schedule(frozenset(range(5)), time(9), time(11), skip_holidays=True)
STEPS = (
    Email("intro", 1, next="split"),
    Split("split", (1, 1), ("wait", "call")),
    Task("call", TaskKind.CALL, "Call", expires=Duration(1, Unit.DAYS), holds=True, next="wait"),
    Wait("wait", Duration(2, Unit.BUSINESS_DAYS), next="opened"),
    Condition(
        "opened",
        (EmailTest("intro", Happened.OPENED),),
        within=Duration(2, Unit.HOURS),
        yes="end",
        no="again",
    ),
    Email("again", 1, not_after=datetime(2027, 3, 31, 8, tzinfo=UTC), next="later"),
    Wait("later", Duration(3, Unit.DAYS), next="last"),
    Email("last", 1, next="end"),
    Exit("end", "Done"),
)


@pytest.fixture
def crowd(session: Session, works_at: Any, techexpo: Any) -> list[int]:
    """Nine people of five companies in two countries."""
    companies = [company(session, techexpo, f"Company {n}", domain=f"c{n}.com") for n in range(5)]
    return [
        works_at(
            companies[n % 5],
            f"Person{n} Lee",
            email=f"p{n}@c{n % 5}.com",
            country="Germany" if n % 2 else "United Kingdom",
        )
        for n in range(9)
    ]


def gone_through(session: Session, until: datetime) -> None:
    """The engine at each moment at which something is due."""
    engine = Engine()
    while True:
        session.expire_all()
        due = session.scalar(
            select(func.min(col(Enrollment.due_at))).where(col(Enrollment.status) == "active")
        )
        if due is None or due >= until:
            return
        with clock.at(due):
            drained(engine)


def test_each_email_goes_out_on_the_day_and_at_the_time_that_was_forecast(
    session, bob, publish, crowd, start
):
    slow = {"timezone": "Europe/Berlin", "pace_s": 300, "jitter_s": 120}
    warming = {"warmup_began": MONDAY.date(), "warmup_first": 1, "warmup_step": 1, "daily_cap": 3}
    with clock.at(MONDAY):
        sequence_id = publish(*STEPS, schedule=OFFICE)
        first = start(sequence_id, crowd[:7], sender_of(session, **slow, **warming))
        second = start(sequence_id, crowd[7:], sender_of(session))
        beside = publish(EMAIL, schedule=OFFICE, entry=EntryRules(beside_others=True))
        start(beside, crowd[:3], first)
        session.add(Hold(contact_id=crowd[1], reason="On leave", until=MONDAY + 3 * DAY))
        session.commit()
        said = forecast.of_sequence(session, bob, sequence_id)
        ids = session.scalars(
            select(col(Enrollment.id)).where(col(Enrollment.sequence_id) == sequence_id)
        ).all()
        courses = {number: forecast.of_enrollment(session, bob, number) for number in ids}
    assert session.scalar(select(func.count()).select_from(Message)) == 0
    gone_through(session, MONDAY + 14 * DAY)
    sent = session.scalars(select(Message).where(col(Message.sequence_id) == sequence_id)).all()
    went = [message for message in sent if message.sent_at is not None]
    assert len(went) > 12
    zones = {row.id: ZoneInfo(row.timezone) for row in session.scalars(select(Sender))}
    days = Counter(
        (message.sender_id, message.sent_at.astimezone(zones[message.sender_id]).date())
        for message in went
    )
    assert {
        (each.sender_id, day): count
        for each in said.senders
        for day, count in zip(said.days, each.counts, strict=True)
        if count
    } == days
    assert {each.sender_id for each in said.senders} == {first, second}
    assert (said.looked_at, said.waiting, said.complete) == (9, 0, True)
    for number in ids:
        promised = [each.at for each in courses[number] if each.what == "Email goes out."]
        kept = sorted(message.sent_at for message in went if message.enrollment_id == number)
        assert promised == kept, (number, courses[number])
    missed = [message for message in sent if message.status == "missed"]
    late = [each for course in courses.values() for each in course if "in time" in each.what]
    assert len(missed) == len(late) > 0


def test_who_is_about_to_be_enrolled_waits_behind_those_who_are(
    session, bob, publish, crowd, start
):
    with clock.at(MONDAY):
        sequence_id = publish(EMAIL, schedule=OFFICE)
        sender = start(
            sequence_id, crowd[:2], sender_of(session, daily_cap=2, timezone="Europe/Berlin")
        )
        enrolling = Enrolling(Selection(RecordKind.CONTACT, tuple(crowd[2:6])), (sender,))
        counts, said = forecast.enrolling(session, bob, sequence_id, enrolling)
        assert counts.ready == 4 and said.later == 0 and said.complete
        session.commit()
        assert session.scalar(select(func.count()).select_from(Enrollment)) == 2
        start(sequence_id, crowd[2:6], sender)
    gone_through(session, MONDAY + 14 * DAY)
    moments = session.scalars(
        select(Message.sent_at).where(col(Message.contact_id).in_(crowd[2:6]))
    ).all()
    assert (said.first_at, said.last_at) == (min(moments), max(moments))


def test_a_forecast_is_bounded_and_says_so(session, bob, publish, crowd, start, monkeypatch):
    sequence_id = publish(
        Wait("wait", Duration(1, Unit.MINUTES), next="task"),
        Task("task", TaskKind.CALL, "Call", next="wait"),
    )
    start(sequence_id, crowd)
    monkeypatch.setattr(simulation, "MOST_DECISIONS", 500)
    said = forecast.of_sequence(session, bob, sequence_id)
    assert (said.looked_at, said.complete, said.senders) == (9, False, ())
    monkeypatch.setattr(service, "MOST", 4)
    said = forecast.of_sequence(session, bob, sequence_id)
    assert (said.looked_at, said.complete) == (4, False)


def test_what_waits_for_a_change_is_not_forecast(session, bob, publish, crowd, start):
    sequence_id = publish(replace(EMAIL, next="end"), Exit("end", "Done"))
    start(sequence_id, crowd[:2])
    status.pause(session, bob, sequence_id, "Wrong booth")
    session.commit()
    said = forecast.of_sequence(session, bob, sequence_id)
    assert (said.senders, said.waiting) == ((), 2)
    assert said.days[0] == date(2027, 3, 9) and len(said.days) == 14
    (first,) = session.scalars(select(Enrollment).where(col(Enrollment.contact_id) == crowd[0]))
    (stands,) = forecast.of_enrollment(session, bob, first.id)
    assert stands.what == "This sequence is on hold: Wrong booth."
    session.execute(
        text("UPDATE enrollment SET status = 'finished', ended_at = now(), due_at = NULL")
    )
    session.commit()
    assert forecast.of_enrollment(session, bob, first.id) == []
    for unknown in (0, -1, 999_999, 2**70):
        with pytest.raises(NotFound):
            forecast.of_enrollment(session, bob, unknown)
        with pytest.raises(NotFound):
            forecast.of_sequence(session, bob, unknown)
