"""Records that wait to be synced are claimed by one worker at a time."""

from collections.abc import Callable

from sqlmodel import Session

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT
from yardflow import clock, db
from yardflow.models import (
    Account,
    HubSpotChange,
    SyncedRecord,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.records import contacts


def change(record: SyncedRecord, record_id: int) -> HubSpotChange | None:
    """What is noted of a record."""
    with db.session() as session:
        return session.get(HubSpotChange, (record, record_id))


def waiting(session: Session, count: int, acme: Account, work_at: Callable) -> list[int]:
    """The ids of new contacts, all of whom wait."""
    return work_at(acme, [f"Ann {chr(65 + n)}" for n in range(count)])


def test_of_two_workers_each_claims_what_the_other_has_not(
    mapped, session: Session, acme: Account, work_at: Callable
):
    ids = waiting(session, 5, acme, work_at)
    with db.session() as first, db.session() as second:
        left = pending.claim(first, CONTACT, 3)
        right = pending.claim(second, CONTACT, 3)
    assert sorted([*left.since, *right.since]) == ids
    with db.session() as third:
        assert pending.claim(third, CONTACT, 3).since == {}


def test_what_a_dead_worker_claimed_is_claimed_again(
    mapped, session: Session, acme: Account, work_at: Callable
):
    ids = waiting(session, 2, acme, work_at)
    dead = pending.claim(session, CONTACT, 5)
    session.commit()
    with clock.at(clock.now() + pending.LEASE):
        alive = pending.claim(session, CONTACT, 5)
    assert sorted(alive.since) == ids
    pending.finish(session, dead, ids)
    session.commit()
    assert change(CONTACT, ids[0]).lease == alive.lease


def test_what_is_finished_waits_no_more_and_what_changed_meanwhile_does(
    mapped, session: Session, alice: Principal, acme: Account, work_at: Callable
):
    ann, bea = waiting(session, 2, acme, work_at)
    claimed = pending.claim(session, CONTACT, 5)
    session.commit()
    contacts.update(session, alice, bea, None, {"title": "CTO"})
    session.commit()
    pending.finish(session, claimed, [ann, bea])
    session.commit()
    assert change(CONTACT, ann).since is None
    assert (change(CONTACT, bea).since is not None, change(CONTACT, bea).lease) == (True, None)


def test_what_is_given_up_waits_again(mapped, session: Session, acme: Account, work_at: Callable):
    ids = waiting(session, 2, acme, work_at)
    claimed = pending.claim(session, CONTACT, 5)
    pending.finish(session, claimed, ids[:1])
    pending.release(session, claimed)
    assert list(pending.claim(session, CONTACT, 5).since) == ids[1:]


def test_records_are_added_to_those_that_wait(session: Session, acme: Account):
    pending.add(session, ACCOUNT, [acme.id, acme.id])
    assert list(pending.claim(session, ACCOUNT, 5).since) == [acme.id]
