"""Lists of events as a whole: an event's targets and attendees."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import select as select_rows
from sqlmodel import Session, select

from yardflow.errors import Contradictory
from yardflow.models import Attendee, Contact, Event, Target
from yardflow.services.access import Principal
from yardflow.services.records import attendees, memberships, targets
from yardflow.services.records.load import load_record
from yardflow.services.records.membership_fields import ATTENDEE, TARGET


@dataclass(frozen=True, slots=True)
class CopiedLists:
    """How many came onto the other event's list."""

    targets: int
    attendees: int


def copy(
    session: Session, principal: Principal, from_event_id: int, to_event_id: int
) -> CopiedLists:
    """Puts an event's targets and attendees on another event's list as well, as Lead and Listed.
    Those that are there already stay as they are.

    Raises:
        NotFound: one of the events does not exist.
        Invalid: they are the same.
    """
    origin = load_record(session, Event, from_event_id)
    load_record(session, Event, to_event_id)
    if from_event_id == to_event_id:
        raise Contradictory("Choose another event.", {"event_id": "Choose another event."})
    account_ids = session.exec(select(Target.account_id).where(Target.event_id == origin.id)).all()
    contact_ids = session.exec(
        select(Attendee.contact_id).where(Attendee.event_id == origin.id)
    ).all()
    memberships.lock_event(session, to_event_id)
    memberships.lock_records(session, ATTENDEE, contact_ids)
    of_contacts = select(Contact.account_id).where(memberships.among(Contact.id, contact_ids))
    listed = {*account_ids, *session.exec(of_contacts)}
    targets.lock_attendees(session, to_event_id, sorted(listed))
    copied = targets.add(session, principal, to_event_id, account_ids, adopt=False)
    return CopiedLists(
        copied, attendees.add(session, principal, to_event_id, contact_ids, adopt=False)
    )


def clear(session: Session, event_id: int) -> None:
    """Takes everyone off an event's list; their records stay."""
    # Attendees first: each target that goes would be looked for among them. Before each, their
    # records, as all who change several lock them.
    for kind in (ATTENDEE, TARGET):
        record: Any = kind.of.model
        membership: Any = kind.model
        session.execute(
            select_rows(record.id)
            .join(membership, kind.key == record.id)
            .where(membership.event_id == event_id)
            .order_by(record.id)
            .with_for_update(read=True, of=record)
        ).all()
        session.execute(
            delete_rows(membership)
            .where(membership.event_id == event_id)
            .execution_options(synchronize_session=False)
        )
