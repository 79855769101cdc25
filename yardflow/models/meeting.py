"""Meetings with contacts."""

from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from yardflow.models.base import Versioned, choice, moment, primary_key, reference, touched


class MeetingKind(StrEnum):
    """How people meet. ``booth``: at our booth."""

    CALL = "call"
    VIDEO = "video"
    BOOTH = "booth"
    OTHER = "other"


class MeetingOutcome(StrEnum):
    """The outcome of a meeting: ``scheduled`` while it is to come."""

    SCHEDULED = "scheduled"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


def new_uid() -> str:
    """What calendars know a meeting by, whatever becomes of it."""
    return str(uuid4())


class Meeting(Versioned, table=True):
    """A meeting with a contact, at an event if it is about one. ``timezone`` is the IANA name of
    the zone that its time is said in; ``owner_id`` is who of us meets the contact.

    Whoever booked it by the link in an email (``message_id``) of a sender did so under the name and
    address of a guest, which need not be the contact's. A sender has one meeting at a time.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint(
            "ends_at > starts_at AND ends_at - starts_at <= interval '24 hours'",
            name="takes_a_day_at_most",
        ),
        CheckConstraint("timezone <> ''", name="timezone_not_empty"),
        Index("uq_meeting_uid", "uid", unique=True),
        Index("ix_meeting_starts_at", "starts_at", "id"),
        Index("ix_meeting_updated_at", "updated_at"),
        Index("ix_meeting_contact_id_starts_at", "contact_id", "starts_at"),
        Index("ix_meeting_event_id_starts_at", "event_id", "starts_at"),
        Index("ix_meeting_owner_id_starts_at", "owner_id", "starts_at"),
        Index(
            "uq_meeting_message_id",
            "message_id",
            unique=True,
            postgresql_where=text("outcome = 'scheduled'"),
        ),
        # Such an index knows ranges: of a number, the one that holds nothing else.
        ExcludeConstraint(
            (text("int8range(sender_id, sender_id, '[]')"), "&&"),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            where=text("outcome = 'scheduled' AND sender_id IS NOT NULL"),
            name="ex_meeting_sender_is_free",
        ),
    )

    id: int | None = primary_key()
    uid: str = Field(
        default_factory=new_uid,
        sa_column_kwargs={"server_default": text("CAST(gen_random_uuid() AS text)")},
    )
    contact_id: int = reference("contact.id", ondelete="CASCADE", index=False)
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True, index=False)
    owner_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    kind: MeetingKind = choice(MeetingKind, MeetingKind.BOOTH)
    outcome: MeetingOutcome = choice(MeetingOutcome, MeetingOutcome.SCHEDULED)
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    timezone: str
    location: str = ""
    next_step: str = ""
    sender_id: int | None = reference("sender.id", ondelete="SET NULL", nullable=True, index=False)
    message_id: int | None = reference(
        "message.id", ondelete="SET NULL", nullable=True, index=False
    )
    guest_name: str = ""
    guest_address: str = ""
    guest_note: str = ""
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()
