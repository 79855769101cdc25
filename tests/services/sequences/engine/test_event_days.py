"""What moving an event does is said before it is saved, and is what the engine then does."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from tests.services.sequences.engine.test_forecast import MONDAY, OFFICE, gone_through
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Invalid, NotFound
from yardflow.models import Event, Message
from yardflow.services.records import events
from yardflow.services.sequences.definitions.steps import Anchor, Email, ShowMoment, Wait
from yardflow.services.sequences.forecast import event_days
from yardflow.services.sequences.lifecycle import drafts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
WEEK_BEFORE = Wait("wait", ShowMoment(Anchor.FIRST_DAY, -7, time(9)), next="intro")
STEPS = (WEEK_BEFORE, Email("intro", 1, not_after=ShowMoment(Anchor.FIRST_DAY, 0)))


@pytest.fixture
def show(session: Session, techexpo: Event) -> Event:
    techexpo.starts_on, techexpo.ends_on = date(2027, 5, 10), date(2027, 5, 12)
    techexpo.timezone = "Europe/Berlin"
    session.add(techexpo)
    session.commit()
    return techexpo


@pytest.fixture
def invited(session, bob, alice, publish, people, start, show, first_touches_at_once) -> list[int]:
    """Twelve people who get an email a week before the event."""
    with clock.at(MONDAY):
        sequence_id = publish(*STEPS, schedule=OFFICE)
        drafts.update(session, alice, sequence_id, None, {"event_id": show.id})
        contacts = people(12)
        start(sequence_id, contacts, sender_of(session, timezone="Europe/Berlin"))
    gone_through(session, MONDAY + timedelta(days=2))
    return contacts


def sent_at(session: Session) -> set[datetime]:
    moments = select(col(Message.sent_at)).where(col(Message.sent_at).is_not(None))
    return {*session.scalars(moments)}


@pytest.mark.parametrize("starts_on", [date(2027, 4, 14), date(2027, 6, 1)])
def test_who_is_rescheduled_gets_their_email_when_the_event_now_is(
    session, bob, show, invited, starts_on
):
    values = {"starts_on": starts_on, "ends_on": starts_on}
    with clock.at(MONDAY + timedelta(days=2)):
        said = event_days.moving(session, bob, show.id, values)
        assert (said.rescheduled, said.late, said.total, said.complete) == (12, 0, 12, True)
        assert [each.contact_id for each in said.moves] == invited
        assert session.get_one(Event, show.id).starts_on == date(2027, 5, 10)
        events.update(session, bob, show.id, None, values)
        session.commit()
    gone_through(session, MONDAY + timedelta(days=90))
    moments = {datetime.combine(starts_on - timedelta(days=7), time(7), UTC)}
    assert sent_at(session) == {each.becomes for each in said.moves} == moments


def test_who_would_miss_an_email_is_said(session, bob, show, invited):
    now = MONDAY + timedelta(days=3, hours=6)
    with clock.at(now):
        # Tomorrow is Good Friday, and the event begins on it.
        values = {"starts_on": now.date() + timedelta(days=1), "ends_on": None}
        said = event_days.moving(session, bob, show.id, values)
        assert (said.late, said.rescheduled) == (12, 0)
        assert {(each.late, each.becomes) for each in said.moves} == {(True, None)}
        events.update(session, bob, show.id, None, values)
        session.commit()
    gone_through(session, MONDAY + timedelta(days=90))
    assert sent_at(session) == set()
    statuses = {*session.scalars(select(col(Message.status)))}
    assert statuses == {"missed"}


def test_who_misses_an_email_and_gets_another_at_another_time_counts_as_both(
    session, alice, publish, people, start, show, first_touches_at_once
):
    with clock.at(MONDAY):
        steps = (WEEK_BEFORE, replace(STEPS[1], next="again"), Email("again", 1))
        sequence_id = publish(*steps, schedule=OFFICE)
        drafts.update(session, alice, sequence_id, None, {"event_id": show.id})
        start(sequence_id, people(2), sender_of(session, timezone="Europe/Berlin"))
    gone_through(session, MONDAY + timedelta(days=2))
    now = MONDAY + timedelta(days=3, hours=6)
    with clock.at(now):
        values = {"starts_on": now.date() + timedelta(days=1), "ends_on": None}
        said = event_days.moving(session, alice, show.id, values)
    assert (said.late, said.rescheduled, said.total) == (2, 2, 4)
    assert [each.late for each in said.moves] == [True, True, False, False]
    assert {(each.sequence_id, each.step) for each in said.moves[2:]} == {
        (sequence_id, "Email “Intro”")
    }


def test_a_page_of_the_moves_is_a_part_of_all(session, bob, show, invited):
    values = {"starts_on": "2027-06-01", "ends_on": "2027-06-01"}
    with clock.at(MONDAY + timedelta(days=2)):
        every = event_days.moving(session, bob, show.id, values).moves
        pages = [
            event_days.moving(session, bob, show.id, values, offset=offset, limit=5)
            for offset in (0, 5, 10, 15)
        ]
    assert [move for page in pages for move in page.moves] == every
    assert [(len(page.moves), page.total) for page in pages] == [(5, 12), (5, 12), (2, 12), (0, 12)]


def test_what_affects_no_one_is_not_asked_about(session, bob, show, invited):
    with clock.at(MONDAY + timedelta(days=2)):
        for values in (
            {},
            {"name": "Another"},
            {"ends_on": "2027-05-13"},
            {"hall_opens": "09:00", "hall_closes": "17:00"},
        ):
            assert not event_days.moving(session, bob, show.id, values).affects_anyone
        gone_through(session, MONDAY + timedelta(days=60))
        moved = event_days.moving(session, bob, show.id, {"starts_on": "2027-05-11"})
        assert not moved.affects_anyone


def test_days_that_can_not_be_are_refused_as_when_they_are_saved(session, bob, show):
    with pytest.raises(Invalid):
        event_days.moving(session, bob, show.id, {"ends_on": "2027-01-01"})
    with pytest.raises(Invalid):
        event_days.moving(session, bob, show.id, {"starts_on": "soon"})
    with pytest.raises(NotFound):
        event_days.moving(session, bob, 999, {})
