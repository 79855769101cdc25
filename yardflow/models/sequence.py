"""Sequences: a series of steps that mails people, in versions that no longer change."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from yardflow.models.base import (
    Versioned,
    choice,
    document,
    moment,
    primary_key,
    reference,
    touched,
)


class SequenceStatus(StrEnum):
    """The status of a sequence. A draft was never published, so no one is in it.

    No one enters an archived one; who is in it continues, unless it is paused as well: whether
    someone is emailed is a matter of `paused_at`.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


class OnReply(StrEnum):
    """What becomes of a person's enrollment when they answer: it ends, or waits for a person."""

    END = "end"
    PAUSE = "pause"


class OnColleague(StrEnum):
    """What becomes of the others at an account when one of them answers or books a meeting, and of
    everyone there when it becomes a customer.
    """

    CONTINUE = "continue"
    PAUSE = "pause"
    STOP = "stop"


class Sequence(Versioned, table=True):
    """A sequence with its draft, which is edited freely and becomes the next version.

    ``draft`` is a definition as JSON (services/sequences/definitions/), ``version_id`` the version
    that whoever enrolls now is pinned to. ``event_id`` is the event that steps relative to the show
    speak of; without one they go by the event at which a contact was enrolled.
    With ``skip_open_deals`` no one gets a first email whose account has a deal open elsewhere.
    ``pause_reason`` says why it is paused, in a sentence, whoever or whatever did it.
    """

    __tablename__ = "sequence"
    __table_args__ = (
        Index("uq_sequence_name", text("lower(name)"), unique=True),
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("status = 'draft' OR version_id IS NOT NULL", name="in_use_has_version"),
        CheckConstraint(
            "(status = 'paused' OR (status = 'archived' AND paused_at IS NOT NULL))"
            " = (paused_at IS NOT NULL)",
            name="paused_has_moment",
        ),
        Index("ix_sequence_updated_at", text("updated_at DESC"), "id"),
    )

    id: int | None = primary_key()
    name: str
    description: str = ""
    status: SequenceStatus = choice(SequenceStatus, SequenceStatus.DRAFT)
    draft: dict = document()
    version_id: int | None = reference(
        "sequence_version.id", ondelete="SET NULL", nullable=True, index=False, use_alter=True
    )
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True)
    owner_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True)
    on_reply: OnReply = choice(OnReply, OnReply.END)
    on_colleague: OnColleague = choice(OnColleague, OnColleague.PAUSE)
    skip_open_deals: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    paused_at: datetime | None = moment(nullable=True)
    pause_reason: str = ""
    resumed_at: datetime | None = moment(nullable=True)
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()


class SequenceVersion(SQLModel, table=True):
    """What was published, as it was then. A trigger refuses to change it: whoever is enrolled goes
    by it to the end, or is moved to another on purpose.
    """

    __tablename__ = "sequence_version"
    __table_args__ = (UniqueConstraint("sequence_id", "number"),)

    id: int | None = primary_key()
    sequence_id: int = reference("sequence.id", ondelete="CASCADE", index=False)
    number: int
    definition: dict = document()
    published_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    published_at: datetime = moment()


class SequenceEditor(SQLModel, table=True):
    """Someone with the draft of a sequence open: ``since`` when, ``seen_at`` the last sign of them,
    and when they last ``changed_at`` it. Who was not seen for a while has left.
    """

    __tablename__ = "sequence_editor"

    sequence_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("sequence.id", ondelete="CASCADE"), primary_key=True
        )
    )
    user_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, index=True
        )
    )
    since: datetime = moment()
    seen_at: datetime = moment()
    changed_at: datetime | None = moment(nullable=True)
