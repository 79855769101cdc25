"""Of any people at any companies, what is said of each and of their sequence is what the engine
does.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from tests.fixtures.examples import examples
from tests.fixtures.records import company
from tests.services.sequences.engine.conftest import EMAIL
from tests.services.sequences.engine.test_forecast import DAY, MONDAY, OFFICE, STEPS, gone_through
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.models import Enrollment, Hold, Message, Sender
from yardflow.services.sequences import forecast
from yardflow.services.sequences.definitions.steps import Duration, EntryRules, Unit, Wait

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]
_SETTING = text("""
INSERT INTO setting (key, value, version, updated_at) VALUES ('email', :value, 1, :now)""")
BESIDE = EntryRules(beside_others=True)


def _world(
    session: Session,
    chance: Random,
    works_at: Callable[..., int],
    techexpo: Any,
    publish: Callable[..., int],
    start: Callable[..., int],
) -> list[int]:
    """Two sequences, three senders, up to fourteen people of four companies; the sequences."""
    limits = {
        "person_per_week": chance.choice((1, 2, 5)),
        "domain_per_day": chance.choice((None, 1, 2)),
        "first_touches_per_day": chance.choice((None, 1, 1, 2)),
    }
    session.execute(_SETTING, {"value": json.dumps(limits), "now": MONDAY})
    companies = [company(session, techexpo, f"Company {n}", domain=f"c{n}.com") for n in range(4)]
    people = [
        works_at(
            companies[place],
            f"Person{n} Lee",
            email=f"p{n}@c{place}.com",
            country=chance.choice(("Germany", "United Kingdom")),
            personas=chance.sample(("ExecOps", "Ops", "Sales", "NonOps"), chance.randrange(3)),
        )
        for n, place in enumerate(chance.choices(range(4), k=chance.randint(5, 14)))
    ]
    senders = [
        sender_of(
            session,
            timezone=chance.choice(("Europe/Berlin", "America/New_York")),
            daily_cap=chance.choice((1, 2, 3, 100)),
            pace_s=chance.choice((0, 0, 300, 3600)),
            jitter_s=chance.choice((0, 120)),
        )
        for _ in range(3)
    ]
    first = Wait("first", Duration(2, Unit.HOURS), next="intro")
    sequences = [
        publish(*STEPS, schedule=OFFICE, entry=BESIDE),
        publish(first, EMAIL, schedule=OFFICE, entry=BESIDE),
    ]
    for _ in range(chance.randint(2, 5)):
        sequence_id, ready = chance.choice(sequences), _not_in(session, sequences, people)
        if chosen := [each for each in ready[sequence_id] if chance.random() < 0.6]:
            start(sequence_id, chosen, chance.choice(senders))
    for contact_id in chance.sample(people, 2):
        until = MONDAY + chance.randrange(1, 200) * timedelta(hours=1)
        session.add(Hold(contact_id=contact_id, reason="On leave", until=until))
    session.commit()
    return sequences


def _not_in(session: Session, sequences: list[int], people: list[int]) -> dict[int, list[int]]:
    there = {
        *session.execute(select(col(Enrollment.sequence_id), col(Enrollment.contact_id))).tuples()
    }
    return {
        sequence_id: [each for each in people if (sequence_id, each) not in there]
        for sequence_id in sequences
    }


@pytest.mark.parametrize("number", range(examples(3)))
def test_what_is_said_of_each_and_of_all_is_what_the_engine_does(
    session, bob, works_at, techexpo, publish, start, number
):
    chance = Random(number)
    with clock.at(MONDAY):
        sequences = _world(session, chance, works_at, techexpo, publish, start)
    begin = MONDAY + chance.choice((timedelta(), 3 * DAY, timedelta(hours=30)))
    gone_through(session, begin)
    with clock.at(begin):
        of_all = {each: forecast.of_sequence(session, bob, each) for each in sequences}
        rows = session.execute(select(col(Enrollment.id), col(Enrollment.sequence_id))).all()
        of_each = {row.id: forecast.of_enrollment(session, bob, row.id) for row in rows}
    gone_through(session, begin + 14 * DAY)
    went = [
        row
        for row in session.scalars(select(Message)).all()
        if row.sent_at is not None and row.sent_at >= begin
    ]
    zones = {row.id: ZoneInfo(row.timezone) for row in session.scalars(select(Sender))}
    for row in rows:
        said = [each.at for each in of_each[row.id] if each.what == "Email goes out."]
        assert said == sorted(m.sent_at for m in went if m.enrollment_id == row.id), of_each[row.id]
    for sequence_id in sequences:
        said, days = of_all[sequence_id], Counter[Any]()
        for m in went:
            day = m.sent_at.astimezone(zones[m.sender_id]).date()
            if m.sequence_id == sequence_id and day in said.days:
                days[m.sender_id, day] += 1
        assert said.complete
        assert {
            (each.sender_id, day): count
            for each in said.senders
            for day, count in zip(said.days, each.counts, strict=True)
            if count
        } == days
    assert session.scalar(select(func.count()).select_from(Message)) > 0
