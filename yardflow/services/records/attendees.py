"""Attendees: whom a team can meet at an event, and what became of it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from yardflow.models import Attendee, AttendeeSource, Contact, User
from yardflow.services.access import Principal
from yardflow.services.records import memberships, targets
from yardflow.services.records.membership_fields import ATTENDEE, AttendeeRow


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
    memberships.lock_records(session, ATTENDEE, contact_ids)
    account_ids = session.exec(
        select(Contact.account_id).where(memberships.among(Contact.id, contact_ids)).distinct()
    ).all()
    targets.add(session, principal, event_id, account_ids, adopt=False)
    return memberships.add(
        session, principal, ATTENDEE, event_id, contact_ids, adopt=adopt, source=source
    )


def remove(
    session: Session, principal: Principal, event_id: int, contact_ids: Sequence[int]
) -> int:
    """Takes contacts off an event's list; how many were on it. Their accounts stay targets.

    Raises:
        NotFound: there is no such event.
    """
    return memberships.remove(session, principal, ATTENDEE, event_id, contact_ids)


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
    row, _ = memberships.move(session, principal, ATTENDEE, event_id, contact_id, version, status)
    return row


def active_event_of(session: Session, principal: Principal, contact_id: int) -> int | None:
    """The event that this person works on, if the contact is on its list."""
    return session.exec(
        select(Attendee.event_id)
        .join(User, col(User.active_event_id) == Attendee.event_id)
        .where(User.id == principal.user_id, Attendee.contact_id == contact_id)
    ).one_or_none()
