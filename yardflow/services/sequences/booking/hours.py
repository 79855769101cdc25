"""The meeting hours of a sender: who has some has a booking link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlmodel import Session

from yardflow.errors import Contradictory, Forbidden, NotFound
from yardflow.models import MeetingHours, MeetingKind, Sender
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields
from yardflow.services.sequences.senders.sender_fields import whole
from yardflow.services.sequences.senders.views import may_edit

SHORTEST, LONGEST, USUAL = 10, 240, 30
_BACKWARDS = "The last meeting has to end after the first one begins."


@dataclass(frozen=True, slots=True)
class HoursView:
    """Meeting hours, by the sender's clock; Monday is 0."""

    weekdays: list[int]
    opens: time
    closes: time
    minutes: int
    kind: MeetingKind
    location: str


def _weekdays(value: object) -> list[int]:
    if not isinstance(value, list | tuple) or not value or not {*value} <= {*range(7)}:
        raise ValueError("Choose at least one day of the week.")
    return sorted({int(day) for day in value})


def _needed_time(value: object) -> time:
    at = fields.time_of_day(value)
    if at is None:
        raise ValueError("Enter a time of day, for example 09:00.")
    return at


CLEANERS: Mapping[str, fields.Cleaner] = {
    "weekdays": _weekdays,
    "opens": fields.taking(_needed_time, pattern=f"^{fields.TIME_OF_DAY.pattern}$", maxLength=5),
    "closes": _needed_time,
    "minutes": whole(SHORTEST, LONGEST, "The length of a meeting, in minutes,"),
    "kind": fields.one_of(MeetingKind),
    "location": fields.line(300),
}


def get(session: Session, principal: Principal, sender_id: int) -> HoursView | None:
    """The meeting hours of a sender; None while it has none.

    Raises:
        NotFound: there is no such sender.
    """
    load_record(session, Sender, sender_id)
    row = session.get(MeetingHours, sender_id)
    return _view(row) if row else None


def put(
    session: Session, principal: Principal, sender_id: int, values: Mapping[str, object]
) -> HoursView:
    """Gives a sender meeting hours, in place of those that it has.

    Raises:
        NotFound: there is no such sender.
        Forbidden: it is someone else's, and the person is no ADMIN.
        Invalid: a value is not valid, or a meeting doesn't fit in.
    """
    sender = _editable(session, principal, sender_id)
    clean: dict[str, Any] = fields.cleaned(values, CLEANERS)
    if clean["opens"] >= clean["closes"]:
        raise Contradictory(_BACKWARDS, {"closes": _BACKWARDS})
    row = session.get(MeetingHours, sender_id) or MeetingHours(sender_id=sender_id, **clean)
    for name, value in clean.items():
        setattr(row, name, value)
    session.add(row)
    shown = {name: str(value) for name, value in clean.items()}
    audit.record(session, principal, "sender.meeting_hours", "sender", sender.id, after=shown)
    session.flush()
    return _view(row)


def delete(session: Session, principal: Principal, sender_id: int) -> None:
    """Takes a sender's booking link away; meetings that were booked by it stay.

    Raises:
        NotFound: there is no such sender, or it has no meeting hours.
        Forbidden: it is someone else's, and the person is no ADMIN.
    """
    _editable(session, principal, sender_id)
    row = session.get(MeetingHours, sender_id)
    if row is None:
        raise NotFound("This sender has no meeting hours.")
    session.delete(row)
    audit.record(session, principal, "sender.meeting_hours_removed", "sender", sender_id)
    session.flush()


def _editable(session: Session, principal: Principal, sender_id: int) -> Sender:
    sender = load_record(session, Sender, sender_id, lock=True)
    if not may_edit(principal, sender.user_id):
        raise Forbidden("This is someone else's sender. Ask them or an administrator to change it.")
    return sender


def _view(row: MeetingHours) -> HoursView:
    return HoursView(row.weekdays, row.opens, row.closes, row.minutes, row.kind, row.location)
