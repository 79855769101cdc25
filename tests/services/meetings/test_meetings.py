"""Meetings: what is kept, what the database refuses, and what follows for contact and account."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import (
    Attendee,
    AttendeeStatus,
    AuditEntry,
    Meeting,
    MeetingOutcome,
    Stage,
    Target,
)
from yardflow.services.meetings import service, views
from yardflow.services.meetings.views import MeetingQuery

pytestmark = pytest.mark.usefixtures("database")
NINE = datetime(2027, 3, 9, 15, tzinfo=UTC)
AT_NINE = {"starts_at": NINE, "timezone": "America/Chicago"}


@pytest.fixture
def ann(acme, works_at) -> int:
    """A contact at Acme, on TechExpo's list."""
    return works_at(acme, "Ann Lee", email="ann@acme.com")


def stages(session: Session) -> tuple[Stage, AttendeeStatus]:
    session.expire_all()
    return session.scalars(select(Target.stage)).one(), session.scalars(
        select(Attendee.status)
    ).one()


def test_a_meeting_is_ours_and_half_an_hour_unless_it_says_otherwise(session, bob, alice, ann):
    row = service.create(session, bob, ann, AT_NINE)
    assert (row.owner_id, row.minutes, row.contact_name) == (bob.user_id, 30, "Ann Lee")
    other = service.create(
        session, bob, ann, AT_NINE | {"owner_id": alice.user_id, "minutes": 45, "kind": "video"}
    )
    assert (other.owner_name, other.minutes, other.kind) == ("Alice", 45, "video")
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["meeting.created", "meeting.created"]


def test_what_is_no_meeting_is_refused(session, bob, ann):
    for wrong in (
        {"starts_at": NINE},
        {"timezone": "UTC"},
        AT_NINE | {"starts_at": datetime(2027, 3, 9)},
        AT_NINE | {"starts_at": "soon"},
        AT_NINE | {"timezone": "Mars"},
        AT_NINE | {"minutes": 0},
        AT_NINE | {"minutes": 24 * 60 + 1},
        AT_NINE | {"minutes": True},
        AT_NINE | {"kind": "dinner"},
        AT_NINE | {"location": "x" * 301},
    ):
        with pytest.raises(Invalid):
            service.create(session, bob, ann, wrong)
    with pytest.raises(NotFound):
        service.create(session, bob, 10**30, AT_NINE)
    with pytest.raises(NotFound):
        service.create(session, bob, ann, AT_NINE | {"event_id": 10**9})


def test_it_moves_the_account_and_its_attendee_forward_and_never_back(session, bob, ann, techexpo):
    row = service.create(session, bob, ann, AT_NINE | {"event_id": techexpo.id})
    assert stages(session) == (Stage.BOOKED, AttendeeStatus.LISTED)
    service.update(session, bob, row.id, row.version, {"outcome": "completed"})
    assert stages(session) == (Stage.CHECKED_IN, AttendeeStatus.MET)
    service.create(session, bob, ann, AT_NINE | {"event_id": techexpo.id})
    assert stages(session) == (Stage.CHECKED_IN, AttendeeStatus.MET)
    session.execute(update(Target).values(stage=Stage.WON))
    service.create(session, bob, ann, AT_NINE | {"event_id": techexpo.id, "outcome": "completed"})
    assert stages(session) == (Stage.WON, AttendeeStatus.MET)


@pytest.mark.parametrize("outcome", ["no_show", "cancelled"])
def test_what_did_not_take_place_moves_no_one(session, bob, ann, techexpo, outcome):
    values = AT_NINE | {"event_id": techexpo.id, "outcome": outcome}
    service.create(session, bob, ann, values)
    assert stages(session) == (Stage.LEAD, AttendeeStatus.LISTED)


def test_without_an_event_or_off_its_list_no_list_changes(session, bob, ann, acme, works_at):
    service.create(session, bob, ann, AT_NINE | {"outcome": "completed"})
    assert stages(session) == (Stage.LEAD, AttendeeStatus.LISTED)


def test_a_sender_has_one_meeting_at_a_time_whoever_writes_it(session, bob, ann):
    sender = sender_of(session)
    about = {"contact_id": ann, "timezone": "UTC", "sender_id": sender}

    def put(starts_at: datetime, **values) -> None:
        with session.begin_nested():
            times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=30)}
            session.add(Meeting(**about | times | values))

    put(NINE)
    with pytest.raises(IntegrityError):
        put(NINE + timedelta(minutes=29))
    put(NINE + timedelta(minutes=30))
    put(NINE, outcome=MeetingOutcome.CANCELLED)
    put(NINE, sender_id=sender_of(session))
    put(NINE, sender_id=None)
    put(NINE, sender_id=None)


def test_the_later_of_two_changes_is_refused(session, bob, ann):
    row = service.create(session, bob, ann, AT_NINE)
    changed = service.update(session, bob, row.id, row.version, {"location": "Booth 12"})
    assert (changed.location, changed.version, changed.minutes) == ("Booth 12", 2, 30)
    session.commit()
    with pytest.raises(Conflict):
        service.update(session, bob, row.id, row.version, {"location": "Booth 13"})


def test_a_deleted_meeting_comes_back_and_its_calendars_know_it(session, bob, ann):
    row = service.create(session, bob, ann, AT_NINE)
    row = service.update(session, bob, row.id, None, {"next_step": "Send the offer"})
    removed = service.delete(session, bob, row.id)
    with pytest.raises(NotFound):
        views.get(session, bob, row.id)
    again = service.restore(session, bob, removed)
    assert (again.id, again.uid, again.next_step) == (row.id, row.uid, "Send the offer")
    assert (row.version, again.version) == (2, 2), "an older file would not replace a newer one"
    assert removed.contact_name == "Ann Lee"


def test_days_are_those_of_the_place_of_the_meeting(session, bob, ann):
    # In Tokyo it is Wednesday already, in Honolulu still Tuesday.
    with clock.at(datetime(2027, 3, 9, 20, tzinfo=UTC)):
        for moment, zone in (
            (datetime(2027, 3, 9, 1, tzinfo=UTC), "Asia/Tokyo"),  # Tuesday there: yesterday
            (datetime(2027, 3, 9, 16, tzinfo=UTC), "Asia/Tokyo"),  # Wednesday: today
            (datetime(2027, 3, 10, 3, tzinfo=UTC), "Pacific/Honolulu"),  # Tuesday: today
            (datetime(2027, 3, 10, 11, tzinfo=UTC), "Pacific/Honolulu"),  # Wednesday
            (datetime(2027, 3, 17, 12, tzinfo=UTC), "UTC"),
        ):
            service.create(session, bob, ann, {"starts_at": moment, "timezone": zone})

        def count(when: str, zone: str) -> int:
            return len(views.search(session, bob, MeetingQuery(when=when, timezone=zone)).items)

        # Without a reader's zone, and for one in London.
        for zone, expected in (("", [4, 2, 3, 1, 5]), ("Europe/London", [5, 2, 4, 0, 5])):
            counts = [count(when, zone) for when in ("", "today", "week", "past", "all")]
            assert counts == expected, zone


def test_a_list_is_narrowed_and_pages_follow_each_other(session, bob, alice, ann, techexpo):
    with clock.at(NINE - timedelta(days=1)):
        for hour in range(3):
            values = {"starts_at": NINE + timedelta(hours=hour), "timezone": "UTC"}
            owner = {"owner_id": alice.user_id} if hour == 2 else {}
            event = {"event_id": techexpo.id} if hour else {}
            service.create(session, bob, ann, values | owner | event)

        def hours(**query) -> list[int]:
            page = views.search(session, bob, MeetingQuery(**query))
            return [row.starts_at.hour - 15 for row in page.items]

        for query, expected in (
            ({}, [0, 1, 2]),
            ({"sort": "-startsAt"}, [2, 1, 0]),
            ({"owner": "me"}, [0, 1]),
            ({"event_id": techexpo.id}, [1, 2]),
            ({"event_id": techexpo.id, "owner": "me"}, [1]),
            ({"contact_id": ann}, [0, 1, 2]),
            ({"contact_id": ann + 1}, []),
            ({"outcome": "completed,no_show"}, []),
            ({"outcome": "scheduled"}, [0, 1, 2]),
        ):
            assert hours(**query) == expected, query
        first = views.search(session, bob, MeetingQuery(limit=2))
        assert hours(cursor=first.next) == [2]
        for wrong in ({"when": "tomorrow"}, {"outcome": "fine"}, {"sort": "name"}, {"owner": "x"}):
            with pytest.raises(Invalid):
                views.search(session, bob, MeetingQuery(**wrong))
