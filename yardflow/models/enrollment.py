"""People in sequences, where each stands, and what holds them up."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, SQLModel

from yardflow.models.base import choice, moment, primary_key, reference, text_list

# The first gate that only a change opens.
_STUCK = (
    "coalesce(jsonb_path_query_first(reasons, '$[*] ? (@.opens_at == null).gate') #>> '{}', '')"
)
# Behind those of `Persona`.
NO_PERSONA = 6


class EnrollmentStatus(StrEnum):
    """The status of an enrollment. ``finished``: it went to the sequence's end.

    ``exited``: it ended before that, for the reason beside it.
    """

    ACTIVE = "active"
    FINISHED = "finished"
    EXITED = "exited"


class EnrollmentSource(StrEnum):
    """What enrolled the contact."""

    PERSON = "person"
    API = "api"
    RULE = "rule"
    IMPORT = "import"


class Enrollment(SQLModel, table=True):
    """A contact in a sequence: pinned to one version and, from the first email on, to one sender.

    It is at ``step`` for the ``visit``-th time, since ``entered_at``. At ``due_at`` the engine
    looks at it again; ``reasons`` are those it waits for until then, with when each ends. A worker
    that has claimed it holds it until ``leased_until``. ``passed`` are the steps of its version
    that were done in an earlier one and are not done again. ``rank`` is the place of the contact's
    first persona; of those who are due at once the lower comes first. ``resumed_at`` is when
    someone had it continue though the account is a customer or has an open deal. ``stuck`` is the
    gate of the first reason that only a change ends, empty where time does. ``hurried_at`` is when
    someone had the email of the step go out at whatever time of day; it holds for the step at which
    it was said.
    """

    __tablename__ = "enrollment"
    __table_args__ = (
        Index(
            "uq_enrollment_open",
            "sequence_id",
            "contact_id",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        Index(
            "ix_enrollment_due", "due_at", "rank", "id", postgresql_where=text("status = 'active'")
        ),
        Index("ix_enrollment_sequence_id_status", "sequence_id", "status", "id"),
        Index("ix_enrollment_contact_id_status", "contact_id", "status"),
        Index("ix_enrollment_event_id", "event_id", postgresql_where=text("event_id IS NOT NULL")),
        Index(
            "ix_enrollment_waiting",
            "sequence_id",
            "step",
            "id",
            postgresql_where=text("status = 'active'"),
        ),
        Index(
            "ix_enrollment_stuck",
            "sequence_id",
            "stuck",
            "id",
            postgresql_where=text("status = 'active' AND stuck <> ''"),
        ),
        CheckConstraint("(status = 'active') = (ended_at IS NULL)", name="ended_has_moment"),
        CheckConstraint("(status = 'exited') = (exit_reason <> '')", name="exit_has_reason"),
        CheckConstraint("status <> 'active' OR due_at IS NOT NULL", name="active_is_due"),
        CheckConstraint("visit > 0", name="visit_positive"),
        {"postgresql_with": {"fillfactor": "50"}},
    )

    id: int | None = primary_key()
    sequence_id: int = reference("sequence.id", ondelete="CASCADE", index=False)
    # Versions are never deleted, and no one asks who is on one.
    version_id: int = reference("sequence_version.id", ondelete="CASCADE", index=False)
    contact_id: int = reference("contact.id", ondelete="CASCADE", index=False)
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True, index=False)
    sender_id: int | None = reference("sender.id", ondelete="RESTRICT", nullable=True)
    status: EnrollmentStatus = choice(EnrollmentStatus, EnrollmentStatus.ACTIVE)
    exit_reason: str = ""
    step: str
    visit: int = 1
    entered_at: datetime = moment()
    passed: list[str] = text_list()
    due_at: datetime | None = moment(nullable=True)
    rank: int = Field(
        default=NO_PERSONA, sa_type=SmallInteger, sa_column_kwargs={"server_default": "6"}
    )
    reasons: list[dict] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    stuck: str | None = Field(
        default=None, sa_column=Column(Text, Computed(_STUCK, persisted=True), nullable=True)
    )
    leased_until: datetime | None = moment(nullable=True)
    resumed_at: datetime | None = moment(nullable=True)
    hurried_at: datetime | None = moment(nullable=True)
    source: EnrollmentSource = choice(EnrollmentSource, EnrollmentSource.PERSON)
    enrolled_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    enrolled_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class EnrollmentChange(SQLModel, table=True):
    """One thing that happened to an enrollment: a step entered or skipped, a planned time that
    moved, a move to another version. ``what`` is a sentence.
    """

    __tablename__ = "enrollment_change"
    __table_args__ = (Index("ix_enrollment_change_enrollment_id_at", "enrollment_id", "at"),)

    id: int | None = primary_key()
    enrollment_id: int = reference("enrollment.id", ondelete="CASCADE", index=False)
    at: datetime = moment()
    step: str
    what: str
    user_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)


class Hold(SQLModel, table=True):
    """Someone said "not now" of one enrollment, of a contact, or of an account, in all sequences.

    It ends at ``until``, or where that is None, when it is released; it is kept, because held time
    spends no wait. ``reply_id`` is the reply that led to it, ``meeting_id`` the meeting. Sequences
    and senders that are paused say so themselves.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(enrollment_id, contact_id, account_id) = 1", name="speaks_of_one"
        ),
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_hold_enrollment_id", "enrollment_id"),
        Index("ix_hold_contact_id", "contact_id"),
        Index("ix_hold_account_id", "account_id"),
    )

    id: int | None = primary_key()
    enrollment_id: int | None = reference(
        "enrollment.id", ondelete="CASCADE", nullable=True, index=False
    )
    contact_id: int | None = reference("contact.id", ondelete="CASCADE", nullable=True, index=False)
    account_id: int | None = reference("account.id", ondelete="CASCADE", nullable=True, index=False)
    reason: str
    until: datetime | None = moment(nullable=True)
    reply_id: int | None = reference("reply.id", ondelete="SET NULL", nullable=True)
    meeting_id: int | None = reference("meeting.id", ondelete="SET NULL", nullable=True)
    held_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    held_at: datetime = moment()
