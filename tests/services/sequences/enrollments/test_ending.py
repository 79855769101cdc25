"""Ending enrollments by hand."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from tests.fixtures.sequences import FOLLOW_UP, current
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import AuditEntry, Contact, Enrollment, Message, RecordKind
from yardflow.models.message import MessageStatus, new_key
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.enrollments import Enrolling, changes, enroll
from yardflow.services.sequences.enrollments.ending import end_by_hand
from yardflow.services.sequences.lifecycle import drafts, publishing

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def enrolled(session: Session, alice: Principal, works_at: Callable[..., int], acme) -> list[int]:
    """Ann in two sequences, and Ben in one of them; their enrollments."""
    ann, ben = (
        works_at(acme, name, email=f"{name.lower()}@x.com", country="Germany")
        for name in ("Ann", "Ben")
    )
    sender = sender_of(session)
    for name, people in (("First", (ann, ben)), ("Second", (ann,))):
        row = drafts.create(session, alice, {"name": name, "draft": reading.write(FOLLOW_UP)})
        publishing.publish(session, alice, row.id, pin=current)
        # No one may be enrolled in two at once, but what is there from before may be in two.
        session.execute(update(Enrollment).values(status="finished", ended_at=clock.now()))
        enroll(session, alice, row.id, Enrolling(Selection(RecordKind.CONTACT, people), (sender,)))
    session.execute(update(Enrollment).values(status="active", ended_at=None))
    session.commit()
    by_contact = select(col(Enrollment.id)).order_by(col(Enrollment.contact_id), col(Enrollment.id))
    return [*session.scalars(by_contact)]


def statuses(session: Session, enrolled: list[int]) -> list[str]:
    session.expire_all()
    return [session.get_one(Enrollment, number).status.value for number in enrolled]


def test_it_ends_with_what_is_queued_its_history_and_the_audit(session, alice, enrolled):
    row = session.get_one(Enrollment, enrolled[0])
    ann = session.get_one(Contact, row.contact_id)
    waiting = Message(
        key=new_key(), enrollment_id=row.id, sequence_id=row.sequence_id, step=row.step, visit=1,
        contact_id=ann.id, account_id=ann.account_id, sender_id=row.sender_id, address=ann.email,
        status=MessageStatus.QUEUED, due_at=clock.now(), decided_at=clock.now(),
    )  # fmt: skip
    session.add(waiting)
    session.commit()
    assert end_by_hand(session, alice, enrolled[0], " Met at the fair ") == 1
    assert statuses(session, enrolled) == ["exited", "active", "active"]
    assert session.get_one(Enrollment, enrolled[0]).exit_reason == "Met at the fair"
    assert (waiting.status, waiting.error) == (MessageStatus.CANCELLED, "Met at the fair")
    assert changes(session, alice, enrolled[0])[0].what == "Ended by hand: Met at the fair"
    kept = session.scalars(select(AuditEntry).where(col(AuditEntry.action) == "enrollment.ended"))
    assert [(each.record_id, each.user_id) for each in kept] == [(enrolled[0], alice.user_id)]


def test_everywhere_is_all_that_the_contact_is_in_and_no_one_else(session, alice, enrolled):
    assert end_by_hand(session, alice, enrolled[0], "Left", everywhere=True) == 2
    assert statuses(session, enrolled) == ["exited", "exited", "active"]


def test_what_has_ended_is_not_there_or_has_no_reason_is_refused(session, alice, enrolled):
    with pytest.raises(Invalid):
        end_by_hand(session, alice, enrolled[0], " ")
    with pytest.raises(NotFound):
        end_by_hand(session, alice, 10**12, "Left")
    end_by_hand(session, alice, enrolled[0], "Left")
    with pytest.raises(Conflict):
        end_by_hand(session, alice, enrolled[0], "Left")
    # The other one goes on, and can be ended from here.
    assert end_by_hand(session, alice, enrolled[0], "Left", everywhere=True) == 1
