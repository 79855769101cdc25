"""What a person is warned of before a meeting is saved at a time that is taken."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from tests.services.sequences.senders.cast import sender_of
from yardflow.errors import Contradictory, Invalid
from yardflow.models import Meeting, Sender
from yardflow.services.access import Principal
from yardflow.services.meetings import collisions, service

pytestmark = pytest.mark.usefixtures("database")
NINE = datetime(2027, 3, 9, 15, tzinfo=UTC)


def at(after: int, **more: object) -> dict[str, object]:
    """What a form sends of a meeting of half an hour, so long after nine."""
    starts_at = NINE + timedelta(minutes=after)
    return {
        "starts_at": starts_at,
        "timezone": "America/Chicago",
        "minutes": "30",
        "outcome": "scheduled",
        "owner_id": "",
        **more,
    }


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com")


def of(session: Session, who: Principal, values: dict[str, object], meeting: int = 0) -> list[int]:
    return [row.id for row in collisions.of(session, who, values, meeting)]


def test_a_meeting_collides_with_others_of_its_owner_alone(session, alice, bob, ann):
    taken = service.create(session, bob, ann, at(0, owner_id=bob.user_id)).id
    for minutes, owner, more, found in (
        (0, bob, {}, [taken]),
        (29, bob, {}, [taken]),
        (-29, bob, {}, [taken]),
        (-60, bob, {"minutes": "240"}, [taken]),
        (30, bob, {}, []),
        (-30, bob, {}, []),
        (0, alice, {}, []),
        (0, None, {}, []),
        (0, bob, {"outcome": "completed"}, []),
    ):
        owner_id = owner.user_id if owner else ""
        values = at(minutes, owner_id=owner_id, **more)
        assert of(session, alice, values) == found, (minutes, owner, more)
    service.update(session, bob, taken, None, {"outcome": "cancelled"})
    assert of(session, bob, at(0, owner_id=bob.user_id)) == []
    with pytest.raises(Invalid):
        collisions.of(session, bob, at(0, minutes="0"))


def test_one_that_is_moved_or_handed_on_collides_and_one_that_stays_does_not(
    session, alice, bob, ann
):
    first = service.create(session, bob, ann, at(0, owner_id=bob.user_id)).id
    second = service.create(session, bob, ann, at(0, owner_id=bob.user_id)).id
    other = service.create(session, bob, ann, at(0, owner_id=alice.user_id)).id
    same = at(0, owner_id=bob.user_id)
    assert of(session, bob, same | {"next_step": "Call"}, first) == [], "it was there before"
    assert of(session, bob, at(10, owner_id=bob.user_id), first) == [second]
    assert of(session, bob, same, other) == [first, second]


def test_what_was_booked_with_a_sender_of_theirs_collides_whoever_goes(session, alice, bob, ann):
    sender = sender_of(session)
    session.execute(update(Sender).values(user_id=bob.user_id))
    booked = service.create(session, alice, ann, at(0, owner_id=alice.user_id)).id
    late = service.create(session, alice, ann, at(300)).id
    session.execute(update(Meeting).values(sender_id=sender))
    assert of(session, bob, at(0, owner_id=bob.user_id)) == [booked]
    assert of(session, bob, at(0), late) == [booked], "no one is to come, and it is one calendar"
    with pytest.raises(Contradictory, match="cancel that one first"):
        service.update(session, bob, late, None, {"starts_at": NINE})
