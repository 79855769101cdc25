"""What a person is warned of before a meeting is saved at a time that is taken."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import Session

from tests.fixtures.product import until
from tests.services.sequences.senders.cast import sender_of
from yardflow import db
from yardflow.errors import Contradictory
from yardflow.models import Meeting, Sender
from yardflow.services.access import Principal
from yardflow.services.meetings import service
from yardflow.services.meetings.collisions import Colliding

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


def of(
    session: Session, who: Principal, contact: int, values: dict[str, object], meeting: int = 0
) -> list[int]:
    """What a person is warned of who is about to save this; nothing is saved."""
    saving = session.begin_nested()
    try:
        if meeting:
            service.update(session, who, meeting, None, values, [])
        else:
            service.create(session, who, contact, values, [])
    except Colliding as problem:
        return [row.id for row in problem.meetings]
    finally:
        saving.rollback()
        session.expire_all()
    return []


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
        assert of(session, alice, ann, values) == found, (minutes, owner, more)
    service.update(session, bob, taken, None, {"outcome": "cancelled"})
    assert of(session, bob, ann, at(0, owner_id=bob.user_id)) == []


def test_one_that_is_moved_or_handed_on_collides_and_one_that_stays_does_not(
    session, alice, bob, ann
):
    first = service.create(session, bob, ann, at(0, owner_id=bob.user_id)).id
    second = service.create(session, bob, ann, at(0, owner_id=bob.user_id)).id
    other = service.create(session, bob, ann, at(0, owner_id=alice.user_id)).id
    same = at(0, owner_id=bob.user_id)
    assert of(session, bob, ann, same | {"next_step": "Call"}, first) == [], "it was there before"
    assert of(session, bob, ann, at(10, owner_id=bob.user_id), first) == [second]
    assert of(session, bob, ann, same, other) == [first, second]


def test_what_was_booked_with_a_sender_of_theirs_collides_whoever_goes(session, alice, bob, ann):
    sender = sender_of(session)
    session.execute(update(Sender).values(user_id=bob.user_id))
    booked = service.create(session, alice, ann, at(0, owner_id=alice.user_id)).id
    late = service.create(session, alice, ann, at(300)).id
    session.execute(update(Meeting).values(sender_id=sender))
    assert of(session, bob, ann, at(0, owner_id=bob.user_id)) == [booked]
    assert of(session, bob, ann, at(0), late) == [booked], (
        "no one is to come, and it is one calendar"
    )
    with pytest.raises(Contradictory, match="cancel that one first"):
        service.update(session, bob, late, None, {"starts_at": NINE})


def test_a_warning_that_was_seen_is_no_longer_in_the_way(session, bob, ann):
    mine = at(0, owner_id=bob.user_id)
    first = service.create(session, bob, ann, mine, []).id
    with pytest.raises(Colliding):
        service.create(session, bob, ann, mine, [])
    second = service.create(session, bob, ann, mine, [first]).id
    with pytest.raises(Colliding) as problem:
        service.create(session, bob, ann, mine, [first])
    assert [row.id for row in problem.value.meetings] == [first, second]


def test_of_two_that_are_saved_at_the_same_moment_one_is_warned_of(session, alice, bob, ann):
    sender_of(session)
    session.execute(update(Sender).values(user_id=bob.user_id))
    session.commit()
    mine = at(0, owner_id=bob.user_id)
    service.create(session, bob, ann, mine, [])

    def save(contact: int) -> list[int]:
        with db.session() as other:
            return of(other, alice, contact, mine)

    with ThreadPoolExecutor() as threads:
        saving = threads.submit(save, ann)
        assert until(lambda: waits_for_a_lock() or saving.done())
        session.commit()
        assert len(saving.result(20)) == 1


def waits_for_a_lock() -> bool:
    """Whether anyone waits for someone else's transaction."""
    with db.session() as other:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return bool(other.scalar(text(waiting)))
