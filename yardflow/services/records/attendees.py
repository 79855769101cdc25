"""Attendees: whom a team can meet at an event, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from yardflow.models import Attendee, AttendeeSource, AttendeeStatus, Contact, Event, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import fields, memberships, targets
from yardflow.services.records.load import load_record


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """A contact at an event. ``added_by`` is a name, empty where that person is gone."""

    event_id: int
    event_name: str
    contact_id: int
    status: AttendeeStatus
    source: AttendeeSource
    added_at: datetime
    added_by: str
    version: int


def add(
    session: Session,
    principal: Principal,
    event_id: int,
    contact_ids: Sequence[int],
    *,
    source: AttendeeSource = AttendeeSource.MANUAL,
    adopt: bool = True,
) -> int:
    """Puts contacts on an event's list, and their accounts among its targets; how many contacts
    were not on it. The others are no longer an import's unless ``adopt`` is False.

    Raises:
        NotFound: there is no such event.
    """
    memberships.lock_event(session, event_id)
    memberships.lock_records(session, Attendee, contact_ids)
    account_ids = session.exec(
        select(Contact.account_id).where(memberships.among(Contact.id, contact_ids)).distinct()
    ).all()
    targets.add(session, principal, event_id, account_ids, adopt=False)
    return memberships.add(
        session, principal, Attendee, event_id, contact_ids, adopt=adopt, source=source
    )


def remove(
    session: Session, principal: Principal, event_id: int, contact_ids: Sequence[int]
) -> int:
    """Takes contacts off an event's list; how many were on it. Their accounts stay targets.

    Raises:
        NotFound: there is no such event.
    """
    return memberships.remove(session, principal, Attendee, event_id, contact_ids)


def set_status(
    session: Session,
    principal: Principal | None,
    event_id: int,
    contact_id: int,
    version: int | None,
    status: str,
) -> AttendeeRow:
    """Changes the status of a contact at an event.

    Raises:
        NotFound: the contact is not on that event's list.
        Invalid: there is no such status.
        Conflict: someone changed the attendee since ``version``.
    """
    attendee: Attendee = memberships.load(session, Attendee, event_id, contact_id, version)
    cleaners = {"status": fields.one_of(AttendeeStatus)}
    clean = AttendeeStatus(str(fields.cleaned({"status": status}, cleaners)["status"]))
    before = attendee.status
    if clean != before:
        attendee.status = clean
        session.flush()
        audit.record(
            session,
            principal,
            "attendee.status_changed",
            "contact",
            contact_id,
            before={"event_id": event_id, "status": before},
            after={"event_id": event_id, "status": clean},
        )
    return _row(
        attendee, load_record(session, Event, event_id).name, memberships.adder(session, attendee)
    )


def events_of(session: Session, principal: Principal, contact_id: int) -> list[AttendeeRow]:
    """The events whose lists a contact is on, the latest first.

    Raises:
        NotFound: there is no such contact.
    """
    load_record(session, Contact, contact_id)
    rows = session.exec(
        select(Attendee, Event.name, User.name)
        .join(Event, col(Event.id) == Attendee.event_id)
        .outerjoin(User, col(User.id) == Attendee.added_by)
        .where(memberships.among(Attendee.contact_id, [contact_id]))
        .order_by(col(Event.starts_on).desc().nulls_last(), col(Event.id).desc())
        .execution_options(populate_existing=True)
    )
    return [_row(attendee, name, person or "") for attendee, name, person in rows]


def active_event_of(session: Session, principal: Principal, contact_id: int) -> int | None:
    """The event that this person works on, if the contact is on its list."""
    return session.exec(
        select(Attendee.event_id)
        .join(User, col(User.active_event_id) == Attendee.event_id)
        .where(User.id == principal.user_id, Attendee.contact_id == contact_id)
    ).one_or_none()


def _row(attendee: Attendee, event_name: str, added_by: str) -> AttendeeRow:
    return AttendeeRow(
        attendee.event_id,
        event_name,
        attendee.contact_id,
        attendee.status,
        attendee.source,
        attendee.added_at,
        added_by,
        attendee.version,
    )
