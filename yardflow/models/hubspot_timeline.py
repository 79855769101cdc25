"""What is logged in HubSpot's timeline: emails, replies and meetings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, moment, primary_key, reference


class TimelineKind(StrEnum):
    """What is logged. ``email``: those of sequences, and what one of us answered."""

    EMAIL = "email"
    REPLY = "reply"
    MEETING = "meeting"


class HubSpotTimeline(SQLModel, table=True):
    """That one kind is logged, of what happens from ``since`` on; without a row it isn't. What
    happened before ``looked_at`` was looked at.
    """

    __tablename__ = "hubspot_timeline"

    kind: TimelineKind = choice(TimelineKind, primary_key=True)
    since: datetime = moment()
    looked_at: datetime = moment()


class HubSpotTimelineEntry(SQLModel, table=True):
    """A message, an answer, a reply or a meeting that is logged; it goes with what it is about.

    It waits to be written to HubSpot from ``since`` on, None while it doesn't. ``sending_at`` is
    noted before it is sent: where it stays, no answer came. ``happens_at`` is the moment of what it
    is about, as it was last sent, ``version`` that of the meeting as HubSpot has it. ``problem``
    says why HubSpot did not take it, at ``refused_at``.
    """

    __tablename__ = "hubspot_timeline_entry"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("answer_id"),
        UniqueConstraint("reply_id"),
        UniqueConstraint("meeting_id"),
        Index(
            "ix_hubspot_timeline_entry_since",
            "since",
            "id",
            postgresql_where=text("since IS NOT NULL"),
        ),
        Index(
            "ix_hubspot_timeline_entry_problem",
            "id",
            postgresql_where=text("problem <> ''"),
        ),
        Index(
            "ix_hubspot_timeline_entry_hubspot_id",
            "hubspot_id",
            postgresql_where=text("hubspot_id <> ''"),
        ),
        CheckConstraint(
            "num_nonnulls(message_id, answer_id, reply_id, meeting_id) = 1", name="of_one"
        ),
        CheckConstraint("hubspot_id ~ '^[0-9]{0,19}$'", name="hubspot_id_is_a_number"),
        CheckConstraint("(problem = '') = (refused_at IS NULL)", name="refused_has_a_problem"),
    )

    id: int | None = primary_key()
    message_id: int | None = reference("message.id", ondelete="CASCADE", nullable=True, index=False)
    answer_id: int | None = reference("answer.id", ondelete="CASCADE", nullable=True, index=False)
    reply_id: int | None = reference("reply.id", ondelete="CASCADE", nullable=True, index=False)
    meeting_id: int | None = reference("meeting.id", ondelete="CASCADE", nullable=True, index=False)
    since: datetime | None = moment(nullable=True)
    sending_at: datetime | None = moment(nullable=True)
    happens_at: datetime | None = moment(nullable=True)
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    hubspot_id: str = Field(default="", sa_column_kwargs={"server_default": ""})
    problem: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    refused_at: datetime | None = moment(nullable=True)


class HubSpotTimelineRemoval(SQLModel, table=True):
    """A meeting that was deleted here, and is to leave HubSpot's timeline since then: its id there.
    A trigger notes it (migrations/versions/0087_hubspot_timeline_removals.py).
    """

    __tablename__ = "hubspot_timeline_removal"

    hubspot_id: str = Field(primary_key=True)
    since: datetime = moment()


class HubSpotTimelineLost(SQLModel, table=True):
    """A meeting that was deleted here while it was on its way to HubSpot's timeline, where no one
    knows its id: it ``happens_at`` a moment with a contact, and was sent at ``sent_at``. A trigger
    notes it (migrations/versions/0089_hubspot_lost_meetings.py).
    """

    __tablename__ = "hubspot_timeline_lost"

    id: int | None = primary_key()
    hubspot_contact_id: str
    happens_at: datetime = moment()
    sent_at: datetime = moment()
