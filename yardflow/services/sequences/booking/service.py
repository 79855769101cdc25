"""What a contact does by the booking link in an email: looks, books, moves, cancels.

The link carries its message's key, and whoever has it books for the contact whom the message went
to, under whatever name and address. What it shows is of the sender, and of nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.day_times import day_time
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import Account, Contact, Meeting, MeetingHours, MeetingOutcome, Message, Sender
from yardflow.services.meetings import collisions, slots, views
from yardflow.services.meetings import service as meetings
from yardflow.services.meetings.meeting_fields import GUEST
from yardflow.services.meetings.slots import Hours, Taken
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.records.values import fields
from yardflow.services.sequences.decisions import zones
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.senders import capacity

# What the link of a test email carries; no message has it, so it does nothing.
TEST_KEY = "test"
# Whoever changes it more often is no one who comes to a meeting.
MOST_CHANGES = 20
_LONGEST_KEY = 64
_TAKEN = "This time was just taken. Choose another one."
_TOO_OFTEN = "This meeting was changed too often. Answer the email instead."
_BEGUN = "This meeting has begun, so it can't be changed here. Answer the email instead."
_EVENT = text("""
SELECT coalesce(s.event_id, e.event_id) FROM message m JOIN sequence s ON s.id = m.sequence_id
LEFT JOIN enrollment e ON e.id = m.enrollment_id WHERE m.id = :id""")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page shows: who it is, how long a meeting takes, and when it may begin; and the
    meeting that was booked by this link, None while there is none. ``zone`` is the contact's, if
    that is known, else the sender's.
    """

    sender_name: str
    minutes: int
    kind: str
    location: str
    zone: ZoneInfo
    free: list[datetime]
    meeting: MeetingRow | None


def offer(session: Session, key: str) -> Offer:
    """What the link with this key offers.

    Raises:
        NotFound: no message has this key, or its contact or sender was deleted.
    """
    message, sender = _message(session, key)
    row = session.get(MeetingHours, sender.id)
    meeting = _meeting(session, message)
    shown = views.get(session, None, meeting.id or 0) if meeting else None
    return Offer(
        sender_name=sender.name,
        minutes=row.minutes if row else 0,
        kind=row.kind.value if row else "other",
        location=row.location if row else "",
        zone=_zone(session, message, sender),
        free=_free(session, sender, row, meeting) if row else [],
        meeting=shown,
    )


def book(
    session: Session, key: str, starts_at: datetime, zone: ZoneInfo, guest: Mapping[str, object]
) -> MeetingRow:
    """Books the meeting of a link, or moves the one that was booked by it.

    Raises:
        NotFound: no message has this key, or its contact or sender was deleted.
        Conflict: the time is not free, or the meeting has begun or was changed too often.
        Invalid: a value of the guest's is not valid.
    """
    clean: dict[str, Any] = fields.cleaned(guest, GUEST)
    clean["guest_address"] = clean.get("guest_address") or ""
    message, sender = _message(session, key)
    event_id = session.execute(_EVENT, {"id": message.id}).scalar_one_or_none()
    meetings.lock(session, message.contact_id or 0, event_id)
    collisions.lock(session, sender.user_id, sender.id)
    meeting = _changeable(session, message)
    hours = session.get(MeetingHours, sender.id)
    if hours is None or starts_at not in _free(session, sender, hours, meeting):
        raise Contradictory(_TAKEN)
    times = {"starts_at": starts_at, "minutes": hours.minutes, "timezone": zone.key}
    if meeting is not None:
        said = {name: value for name, value in clean.items() if value}
        moved = meetings.change(session, None, meeting.id or 0, None, times | said)
        notices.of_meeting(session, moved.id, f"Moved to {in_words(moved)}")
        return moved
    place = {"kind": hours.kind, "location": hours.location}
    about = {"event_id": event_id, "owner_id": sender.user_id}
    booked = meetings.add(
        session,
        None,
        message.contact_id or 0,
        times | place | about,
        sender_id=sender.id,
        message_id=message.id,
        **clean,
    )
    notices.of_meeting(session, booked.id, f"Booked for {in_words(booked)}")
    return booked


def cancel(session: Session, key: str) -> MeetingRow:
    """Cancels the meeting that was booked by a link.

    Raises:
        NotFound: no message has this key, or nothing is booked by it.
        Conflict: the meeting has begun.
    """
    message, _ = _message(session, key)
    meeting = _changeable(session, message)
    if meeting is None:
        raise NotFound.of("meeting")
    change = {"outcome": MeetingOutcome.CANCELLED}
    cancelled = meetings.change(session, None, meeting.id or 0, None, change)
    notices.of_meeting(session, cancelled.id, f"Canceled: {in_words(cancelled)}")
    return cancelled


def booked(session: Session, key: str) -> MeetingRow:
    """The meeting that was booked last by a link, also one that was canceled since.

    Raises:
        NotFound: no message has this key, or nothing was booked by it.
    """
    message, _ = _message(session, key)
    latest = select(col(Meeting.id)).where(col(Meeting.message_id) == message.id)
    meeting_id = session.scalar(latest.order_by(col(Meeting.id).desc()).limit(1))
    return views.get(session, None, meeting_id or 0)


def in_words(meeting: MeetingRow) -> str:
    """When it is, in its zone: ``Tue, Mar 9, 2027, 9:00 AM CST``."""
    at = meeting.starts_at.astimezone(ZoneInfo(meeting.timezone))
    return f"{at:%a, %b} {at.day}, {at.year}, {day_time(at)} {at:%Z}"


def _message(session: Session, key: str) -> tuple[Message, Sender]:
    row = None
    if key.isascii() and key.isprintable() and 0 < len(key) <= _LONGEST_KEY:
        row = session.execute(
            select(Message, Sender)
            .join(Sender, col(Sender.id) == col(Message.sender_id))
            .join(Contact, col(Contact.id) == col(Message.contact_id))
            .where(col(Message.key) == key)
        ).one_or_none()
    if row is None:
        raise NotFound.of("email")
    return row.Message, row.Sender


def _meeting(session: Session, message: Message) -> Meeting | None:
    return session.scalars(
        select(Meeting)
        .where(
            col(Meeting.message_id) == message.id,
            col(Meeting.outcome) == MeetingOutcome.SCHEDULED,
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


def _changeable(session: Session, message: Message) -> Meeting | None:
    meeting = _meeting(session, message)
    if meeting is not None and meeting.starts_at <= clock.now():
        raise Conflict(_BEGUN)
    if meeting is not None and meeting.version > MOST_CHANGES:
        raise Conflict(_TOO_OFTEN)
    return meeting


def _free(
    session: Session, sender: Sender, row: MeetingHours, meeting: Meeting | None
) -> list[datetime]:
    """The times that are free for whoever has this meeting, which itself takes none."""
    now, zone = clock.now(), capacity.zone_of(sender)
    hours = Hours(row.weekdays, row.opens, row.closes, row.minutes, zone)
    return slots.free(hours, _taken(session, sender, meeting, now), now)


def _taken(session: Session, sender: Sender, meeting: Meeting | None, now: datetime) -> list[Taken]:
    """The meetings of the sender, and of whoever the sender is."""
    whose = col(Meeting.sender_id) == sender.id
    if sender.user_id is not None:
        whose = or_(whose, col(Meeting.owner_id) == sender.user_id)
    rows = session.execute(
        select(col(Meeting.starts_at), col(Meeting.ends_at)).where(
            whose,
            col(Meeting.outcome) == MeetingOutcome.SCHEDULED,
            col(Meeting.id) != (meeting.id if meeting else 0),
            # None is longer than a day.
            col(Meeting.starts_at).between(
                now - timedelta(days=1), now + timedelta(days=slots.DAYS + 1)
            ),
        )
    )
    return [(row.starts_at, row.ends_at) for row in rows]


def _zone(session: Session, message: Message, sender: Sender) -> ZoneInfo:
    country, headquarters = session.execute(
        select(col(Contact.country), col(Account.headquarters))
        .join(Account, col(Account.id) == col(Contact.account_id))
        .where(col(Contact.id) == message.contact_id)
    ).one()
    return zones.zone_of(country, headquarters) or capacity.zone_of(sender)
