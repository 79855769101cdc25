"""Splits: the way that people went is kept, and a winner is for who comes by from then on."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock
from yardflow.errors import Conflict
from yardflow.models import Enrollment, Meeting, SplitWay
from yardflow.services.meetings import service as meetings
from yardflow.services.sequences import split_results
from yardflow.services.sequences.definitions.steps import (
    Duration,
    EntryRules,
    Split,
    Unit,
    Wait,
)
from yardflow.services.sequences.split_results import WayResult

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
SPLIT = Split("split", (1, 1), ("short", "long"))
SHORT = Wait("short", Duration(5, Unit.DAYS))
LONG = Wait("long", Duration(9, Unit.DAYS))
STEPS = (SPLIT, SHORT, LONG)


def ways(session: Session) -> Counter[int]:
    session.expire_all()
    return Counter(session.scalars(select(SplitWay.way)))


def standing(session: Session) -> Counter[str]:
    session.expire_all()
    return Counter(session.scalars(select(Enrollment.step)))


def test_ways_are_kept_and_a_winner_is_for_who_comes_by_from_then_on(
    publish, people, start, session, alice
):
    contacts = people(20)
    number = publish(*STEPS, entry=EntryRules(beside_others=True))
    start(number, contacts[:14])
    drained()
    by_chance = ways(session)
    assert set(by_chance) == {0, 1} and by_chance.total() == 14
    split_results.choose(session, alice, number, "split", 1)
    session.commit()
    start(number, contacts[14:])
    drained()
    assert ways(session) == by_chance + Counter({1: 6})
    assert standing(session) == {"short": by_chance[0], "long": by_chance[1] + 6}
    # Who comes by again keeps to the way that they went.
    first = select(SplitWay.enrollment_id).where(SplitWay.way == 0).limit(1)
    again = session.scalars(first).one()
    session.execute(
        text("UPDATE enrollment SET step = 'split', due_at = :now WHERE id = :id"),
        {"id": again, "now": clock.now()},
    )
    session.commit()
    drained()
    assert session.get_one(Enrollment, again, populate_existing=True).step == "short"
    split_results.choose(session, alice, number, "split", None)
    (split,) = split_results.of_sequence(session, alice, number)
    assert split.winner is None


def test_meetings_and_replies_are_counted_by_way(publish, people, start, session, alice):
    contacts = people(12)
    number = publish(*STEPS)
    start(number, contacts)
    drained()
    rows = session.execute(
        text(
            "SELECT e.contact_id, w.way FROM split_way w"
            " JOIN enrollment e ON e.id = w.enrollment_id"
        )
    ).all()
    booked = [contact for contact, way in rows if way == 1][:2]
    for contact in booked:
        at = {"starts_at": clock.now() + timedelta(days=1), "timezone": "UTC"}
        meetings.create(session, alice, contact, at)
    # One that was canceled, and one from before, count for no way.
    other = next(contact for contact, way in rows if way == 0)
    row = meetings.create(session, alice, other, at)
    meetings.update(session, alice, row.id, None, {"outcome": "cancelled"})
    session.execute(
        text("UPDATE meeting SET created_at = :then WHERE contact_id = :id"),
        {"id": booked[1], "then": clock.now() - timedelta(days=1)},
    )
    session.execute(
        text(
            "INSERT INTO reply (fingerprint, kind, sender, sender_name, subject, mail_id,"
            " successor_address, successor_name, received_at, outcome, enrollment_id)"
            " SELECT 'r', 'human', 'a@b.co', '', '', '', '', '', :now, '', enrollment_id"
            " FROM split_way WHERE way = 0 ORDER BY enrollment_id LIMIT 1"
        ),
        {"now": clock.now()},
    )
    session.commit()
    assert len(session.scalars(select(Meeting)).all()) == 3
    count = Counter(way for _, way in rows)
    (split,) = split_results.of_sequence(session, alice, number)
    assert split.ways == [
        WayResult(0, "short", "Wait 5 days", count[0], 1, 0),
        WayResult(1, "long", "Wait 9 days", count[1], 0, 1),
    ]
    assert split.by_replies.way == 0 and split.by_meetings.way == 1
    assert not split.by_meetings.enough and 0.5 < split.by_meetings.chance < 1


def test_a_winner_is_a_way_of_a_published_split(publish, session, alice, sign_in):
    number = publish(*STEPS)
    for step, way in (("split", 2), ("split", -1), ("short", 0), ("gone", 0)):
        with pytest.raises(Conflict):
            split_results.choose(session, alice, number, step, way)
    browser = sign_in(alice)
    here = f"/api/sequences/{number}/splits"
    assert browser.put(f"{here}/split/winner", json={"way": 1}).status_code == 204
    assert browser.get(here).json()[0]["winner"] == 1
    assert browser.put(f"{here}/split/winner", json={"way": 9}).status_code == 409
    assert browser.put(f"{here}/split/winner", json={}).status_code == 422
    assert browser.put(f"{here}/split/winner", json={"way": None}).status_code == 204
    assert browser.get(here).json()[0]["winner"] is None
