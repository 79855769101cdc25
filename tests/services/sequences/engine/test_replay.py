"""A past sequence that is replayed comes to each email that went out, at the same minute."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.test_forecast import (
    DAY,
    MONDAY,
    OFFICE,
    STEPS,
    gone_through,
)
from tests.services.sequences.engine.test_forecast import crowd as crowd
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, jobs
from yardflow.errors import Conflict, Contradictory, Invalid, NotFound
from yardflow.models import Attendee, Event, Hold, Message
from yardflow.services.sequences import replay
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Duration,
    Email,
    EntryRules,
    ShowMoment,
    Unit,
    Wait,
)
from yardflow.services.sequences.enrollments.ending import end_by_hand
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.replay import Question, job
from yardflow.services.sequences.replay.question import read_question

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
_REPLY = text("""
INSERT INTO reply (fingerprint, kind, sender, sender_name, subject, mail_id, successor_address,
    successor_name, outcome, received_at, enrollment_id)
SELECT 'x', 'human', 'a@acme.com', '', '', '', '', '', '', now(), min(id) FROM enrollment
WHERE sequence_id = :sequence""")
_OPENED = text("""
UPDATE message SET opened_at = sent_at + interval '1 day' WHERE contact_id = :contact""")


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    """It is long over when it is replayed."""
    with clock.at(MONDAY + 60 * DAY):
        yield


def test_unchanged_it_comes_to_each_recorded_email_at_its_minute(
    session: Session, bob, publish, crowd, start
):
    slow = {"timezone": "Europe/Berlin", "pace_s": 300, "jitter_s": 120, "daily_cap": 3}
    with clock.at(MONDAY):
        sequence_id = publish(*STEPS, schedule=OFFICE)
        first = start(sequence_id, crowd[:6], sender_of(session, **slow))
        beside = publish(Email("intro", 1), schedule=OFFICE, entry=EntryRules(beside_others=True))
        start(beside, crowd[:2], first)
        session.add(Hold(contact_id=crowd[1], reason="On leave", until=MONDAY + 3 * DAY))
        session.commit()
    gone_through(session, MONDAY + DAY)
    with clock.at(MONDAY + DAY):
        start(sequence_id, crowd[6:], first)
        session.execute(_OPENED, {"contact": crowd[0]})
        number = session.scalar(
            text("SELECT id FROM enrollment WHERE contact_id = :c"), {"c": crowd[5]}
        )
        end_by_hand(session, bob, number, "Talks to us")
        session.commit()
    gone_through(session, MONDAY + 30 * DAY)
    sent = sent_of(session, sequence_id)
    with clock.at(MONDAY + 40 * DAY):
        said = replay.replay(session, bob, sequence_id, Question())
    assert (said.recorded, said.replayed, said.same) == (len(sent),) * 3, said
    assert len(sent) > 12 and said.complete
    assert sum(day.recorded for day in said.days) == len(sent)
    assert all(day.recorded == day.replayed for day in said.days)


def test_what_is_still_to_come_is_no_difference(session, bob, publish, people, start):
    wait = Wait("wait", Duration(20, Unit.DAYS), next="again")
    with clock.at(MONDAY):
        sequence_id = publish(Email("intro", 1, next="wait"), wait, Email("again", 1))
        start(sequence_id, people(1), sender_of(session))
    gone_through(session, MONDAY + 10 * DAY)
    with clock.at(MONDAY + 10 * DAY):
        said = replay.replay(session, bob, sequence_id, Question())
    assert (said.recorded, said.replayed, said.differences) == (1, 1, ())


def sent_of(session: Session, sequence_id: int) -> list[Any]:
    where = col(Message.sequence_id) == sequence_id, col(Message.sent_at).is_not(None)
    return [*session.scalars(select(Message).where(*where))]


def test_on_the_days_of_another_event_emails_are_as_long_before_it(
    session: Session, bob, alice, publish, people, start, techexpo, first_touches_at_once
):
    techexpo.starts_on, techexpo.timezone = date(2027, 4, 14), "Europe/Berlin"
    other = Event(name="Modex", starts_on=date(2027, 6, 16), timezone="Europe/Berlin")
    undated = Event(name="Undated", timezone="Europe/Berlin")
    session.add_all([techexpo, other, undated])
    session.commit()
    wait = Wait("wait", ShowMoment(Anchor.FIRST_DAY, -7), next="intro")
    with clock.at(MONDAY):
        sequence_id = publish(wait, Email("intro", 1), schedule=OFFICE)
        drafts.update(session, alice, sequence_id, None, {"event_id": techexpo.id})
        start(sequence_id, people(5), sender_of(session))
    gone_through(session, MONDAY + 60 * DAY)
    for change in ({"event_id": other.id}, {"starts_on": date(2027, 6, 16)}):
        said = replay.replay(session, bob, sequence_id, Question(**change))
        assert [(day.number, day.recorded, day.replayed) for day in said.days] == [(-7, 5, 5)]
        assert said.same == 5 and said.differences == ()
    # Before it is a weekend: the emails wait for Monday.
    said = replay.replay(session, bob, sequence_id, Question(starts_on=date(2027, 6, 19)))
    assert [(day.number, day.replayed) for day in said.days if day.replayed] == [(-5, 5)]
    assert (said.same, len(said.differences)) == (0, 5)
    first = said.differences[0]
    assert first.step.startswith("Email") and first.recorded_at < first.replayed_at
    with pytest.raises(Conflict, match="no dates"):
        replay.replay(session, bob, sequence_id, Question(undated.id))


def test_what_never_ran_or_does_not_exist_is_not_replayed(session: Session, bob, publish):
    sequence_id = publish(Email("intro", 1))
    with pytest.raises(Conflict, match="nothing to replay"):
        replay.replay(session, bob, sequence_id, Question())
    for unknown in (0, 999, 2**70):
        with pytest.raises(NotFound):
            replay.replay(session, bob, unknown, Question())


@pytest.fixture
def past(session, bob, alice, publish, people, start, techexpo, first_touches_at_once) -> int:
    """A sequence of TechExpo in which five got an email a week before."""
    techexpo.starts_on, techexpo.timezone = date(2027, 4, 14), "Europe/Berlin"
    wait = Wait("wait", ShowMoment(Anchor.FIRST_DAY, -7), next="intro")
    with clock.at(MONDAY):
        sequence_id = publish(wait, Email("intro", 1), schedule=OFFICE)
        drafts.update(session, alice, sequence_id, None, {"event_id": techexpo.id})
        start(sequence_id, people(5), sender_of(session, daily_cap=4))
    gone_through(session, MONDAY + 60 * DAY)
    return sequence_id


def test_contacts_of_another_event_go_through_it_as_long_before_theirs(
    session, bob, past, works_at, acme
):
    other = Event(name="Modex", starts_on=date(2027, 6, 16), timezone="Europe/Berlin")
    session.add(other)
    session.commit()
    theirs = Question(other.id, attendees=True)
    with pytest.raises(Conflict, match="No one at this event"):
        replay.replay(session, bob, past, theirs)
    for n in range(6):
        guest = works_at(acme, f"Guest{n} Lee", email=f"g{n}@acme.com", country="Germany")
        session.add(Attendee(event_id=other.id, contact_id=guest))
    session.commit()
    said = replay.replay(session, bob, past, theirs)
    assert (said.people, said.entering, said.recorded, said.replayed) == (5, 6, 5, 6)
    assert [(day.number, day.recorded, day.replayed) for day in said.days] == [
        (-7, 4, 4),
        (-6, 1, 2),
    ]
    assert (said.differences, said.same, said.replies) == ((), 0, 0)
    assert session.scalar(text("SELECT count(*) FROM enrollment")) == 5
    session.execute(_REPLY, {"sequence": past})
    assert replay.replay(session, bob, past, theirs).replies == 20


def test_the_last_replay_is_kept(session, bob, past):
    with pytest.raises(NotFound, match="no replay"):
        replay.latest(session, bob, past)
    for starts_on in (None, "2027-06-19"):
        number = replay.start(session, bob, past, {"starts_on": starts_on}).id
        session.commit()
        jobs.perform(number, job.run)
        session.expire_all()
        made = replay.latest(session, bob, past)
        assert made.question == read_question({"starts_on": starts_on})
        assert made.result == replay.replay(session, bob, past, made.question)
    assert made.result.differences


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"attendees": True}, "event_id"),
        ({"event_id": "x" * 1000}, "event_id"),
        ({"starts_on": "soon"}, "starts_on"),
    ],
)
def test_what_can_not_be_replayed_is_refused(values, field):
    with pytest.raises((Invalid, Contradictory)) as refused:
        read_question(values)
    assert field in refused.value.fields
