"""Meetings: booked, changed, deleted, and what follows for the contact at the event."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import errors as postgres
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, Contradictory
from yardflow.models import Contact, Event, Meeting, MeetingOutcome
from yardflow.services import audit, hooks
from yardflow.services.access import Principal
from yardflow.services.meetings import collisions, stages, views
from yardflow.services.meetings.changes import MeetingBooked
from yardflow.services.meetings.meeting_fields import MEETING, USUAL
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.records import memberships, owners
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields

# The contact is to come or has been there; of the others nothing follows.
BOOKED = (MeetingOutcome.SCHEDULED, MeetingOutcome.COMPLETED)
_TAKEN = "This time was just taken. Choose another one."
_BOOKED_TWICE = (
    "Another meeting was booked with this sender at this time. Choose another time, or cancel that "
    "one first."
)
_GONE = "The contact of this meeting was deleted. Restore the contact first."


@dataclass(frozen=True, slots=True)
class Removed:
    """A meeting as it was before it was deleted."""

    values: Mapping[str, Any]
    contact_name: str


def create(
    session: Session,
    principal: Principal,
    contact_id: int,
    values: Mapping[str, object],
    seen: Collection[int] | None = None,
) -> MeetingRow:
    """Adds a meeting with a contact: the person's own, unless another owner is named. ``seen`` are
    the meetings at the same time that the person was warned of; None where no one is warned.

    Raises:
        NotFound: there is no such contact or event.
        Invalid: a field's value is not valid, or a needed one is missing.
        Colliding: there are others at that time than the ``seen`` ones.
    """
    needed = {"starts_at": None, "timezone": "", "minutes": USUAL}
    sent = {**needed, "owner_id": principal.user_id, **values}
    clean: dict[str, Any] = fields.cleaned(sent, MEETING.cleaners)
    clean["owner_id"] = owners.checked(session, clean["owner_id"])
    return add(session, principal, contact_id, clean, seen)


def add(
    session: Session,
    principal: Principal | None,
    contact_id: int,
    clean: Mapping[str, Any],
    seen: Collection[int] | None = None,
    **booked: Any,
) -> MeetingRow:
    """`create` of values that are cleaned; ``booked`` are those of a link that it was booked by,
    and there is no principal.

    Raises:
        NotFound: there is no such contact or event.
        Conflict: the sender has another meeting at that time.
    """
    lock(session, contact_id, clean.get("event_id"))
    columns = booked | _columns(clean)
    collisions.check(session, principal, columns, seen)
    created_by = principal.user_id if principal else None
    meeting = Meeting(contact_id=contact_id, created_by=created_by, **columns)
    _save(session, meeting)
    assert meeting.id is not None
    names = {"fields": sorted(name for name, value in clean.items() if value)}
    audit.record(session, principal, "meeting.created", "meeting", meeting.id, after=names)
    _follow(session, principal, meeting)
    return views.get(session, principal, meeting.id)


def update(
    session: Session,
    principal: Principal,
    meeting_id: int,
    version: int | None,
    values: Mapping[str, object],
    seen: Collection[int] | None = None,
) -> MeetingRow:
    """Changes fields of a meeting. ``version`` is the one the person saw; None skips the check.
    ``seen`` as in `create`.

    Raises:
        NotFound: there is no such meeting, or no such event.
        Invalid: a field's value is not valid.
        Conflict: someone changed it since, or its sender has another meeting at that time.
        Colliding: there are others at that time than the ``seen`` ones.
    """
    clean: dict[str, Any] = fields.cleaned(values, MEETING.cleaners)
    if "owner_id" in clean:
        clean["owner_id"] = owners.checked(session, clean["owner_id"])
    return change(session, principal, meeting_id, version, clean, seen)


def change(
    session: Session,
    principal: Principal | None,
    meeting_id: int,
    version: int | None,
    clean: Mapping[str, Any],
    seen: Collection[int] | None = None,
) -> MeetingRow:
    """`update` of values that are cleaned; without a principal it is its guest who does it."""
    before = load_record(session, Meeting, meeting_id)
    lock(session, before.contact_id, clean.get("event_id", before.event_id))
    meeting = load_record(session, Meeting, meeting_id, version, lock=True)
    was = meeting.outcome
    columns = _columns({"minutes": views.minutes_of(meeting), **clean}, meeting)
    collisions.check(session, principal, columns, seen, meeting)
    changed = sorted(name for name, value in columns.items() if getattr(meeting, name) != value)
    for name in changed:
        setattr(meeting, name, columns[name])
    _save(session, meeting, _BOOKED_TWICE if principal else _TAKEN)
    if changed:
        names = {"fields": changed}
        audit.record(session, principal, "meeting.updated", "meeting", meeting_id, after=names)
    if meeting.outcome != was or "event_id" in changed:
        _follow(session, principal, meeting, new=was not in BOOKED)
    return views.get(session, principal, meeting_id)


def delete(
    session: Session, principal: Principal, meeting_id: int, version: int | None = None
) -> Removed:
    """Deletes a meeting. What followed from it stays.

    Raises:
        NotFound: there is no such meeting.
        Conflict: someone changed it since ``version``.
    """
    meeting = load_record(session, Meeting, meeting_id, version, lock=True)
    removed = Removed(meeting.model_dump(), views.get(session, principal, meeting_id).contact_name)
    audit.record(session, principal, "meeting.deleted", "meeting", meeting_id)
    session.delete(meeting)
    session.flush()
    return removed


def restore(session: Session, principal: Principal, removed: Removed) -> MeetingRow:
    """Puts back a meeting that was deleted; calendars know it again.

    Raises:
        Conflict: its contact was deleted, too, or its sender has another meeting at that time.
    """
    values = dict(removed.values)
    contact = session.get(Contact, values["contact_id"], with_for_update={"key_share": True})
    if contact is None:
        raise Conflict(_GONE)
    if values["event_id"] is not None and session.get(Event, values["event_id"]) is None:
        values["event_id"] = None
    values["updated_at"] = clock.now()
    collisions.lock(session, values["owner_id"], values["sender_id"])
    # A row that is added begins with version 1; calendars would take the file for an older one.
    _saved(lambda: session.execute(insert(Meeting).values(values)), _BOOKED_TWICE)
    audit.record(session, principal, "meeting.restored", "meeting", values["id"])
    session.flush()
    return views.get(session, principal, values["id"])


def lock(session: Session, contact_id: int, event_id: int | None) -> None:
    """Locks the event first, then the contact, as all do who change several tables.

    Raises:
        NotFound: there is no such event or contact.
    """
    if event_id is not None:
        memberships.lock_event(session, event_id)
    load_record(session, Contact, contact_id, lock=True)


def _columns(clean: Mapping[str, Any], meeting: Meeting | None = None) -> dict[str, Any]:
    columns = {name: value for name, value in clean.items() if name != "minutes"}
    starts_at: datetime = (
        columns["starts_at"] if meeting is None else (columns.get("starts_at", meeting.starts_at))
    )
    return {**columns, "ends_at": starts_at + timedelta(minutes=clean["minutes"])}


def _save(session: Session, meeting: Meeting, taken: str = _TAKEN) -> None:
    session.add(meeting)
    _saved(session.flush, taken)


def _saved(save: Callable[[], object], taken: str) -> None:
    try:
        save()
    except IntegrityError as error:
        if not isinstance(error.orig, postgres.ExclusionViolation | postgres.UniqueViolation):
            raise
        raise Contradictory(taken, {"starts_at": taken}) from error


def _follow(
    session: Session, principal: Principal | None, meeting: Meeting, *, new: bool = True
) -> None:
    if meeting.outcome not in BOOKED:
        return
    stages.follow(session, principal, meeting)
    if new:
        booked = MeetingBooked(meeting.id or 0, meeting.contact_id)
        hooks.call(session, principal, booked)
