"""What a sync decided about each field, and what it has to write in HubSpot for it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment, primary_key, reference
from yardflow.models.hubspot_change import ChangedBy


class SyncAction(StrEnum):
    """What is done about a field. ``keep``: both sides stay different, for a reason that the
    decision gives. ``refuse``: so do they, because the side that was to get the value did not take
    it. ``ask``: a person decides. ``rule``: a person did. ``undo``: a person undid an earlier
    decision.
    """

    WRITE_HERE = "write_here"
    WRITE_THERE = "write_there"
    KEEP = "keep"
    REFUSE = "refuse"
    ASK = "ask"
    RULE = "rule"
    UNDO = "undo"


def _count() -> Any:
    return Field(default=0, sa_column_kwargs={"server_default": "0"})


class Side(StrEnum):
    """Whose value counts."""

    HERE = "here"
    THERE = "there"


class HubSpotRun(SQLModel, table=True):
    """What a sync did: one that a person asked for and a job does, or all that changes led to
    within an ``hour``, which is its first moment.

    ``position`` is how far the job has come (`Position`); while ``paused_at`` is set it goes no
    further. The counts are of records (``created`` in HubSpot, ``linked`` with one that was there)
    and of fields.
    """

    __tablename__ = "hubspot_run"
    __table_args__ = (
        UniqueConstraint("hour"),
        UniqueConstraint("job_id"),
        CheckConstraint("num_nonnulls(hour, job_id) <= 1", name="of_hour_or_job"),
    )

    id: int | None = primary_key()
    hour: datetime | None = moment(nullable=True)
    job_id: int | None = reference("job.id", ondelete="CASCADE", nullable=True, index=False)
    started_at: datetime = moment(index=True)
    paused_at: datetime | None = moment(nullable=True)
    position: dict = document()
    created: int = _count()
    linked: int = _count()
    changed_here: int = _count()
    changed_there: int = _count()
    conflicts: int = _count()
    refused: int = _count()


class HubSpotDecision(SQLModel, table=True):
    """One decision about one field of one record. A trigger refuses every change of a row; it goes
    with its record.

    ``ours`` and ``theirs`` are both values as they were, each in its own form; a moment that no one
    knows is None. ``ours_by`` is who gave ours, None as long as no one knows. ``written`` is the
    value that was or is to be written, in the form of its side. ``decision_id`` is the decision
    that this one undoes or rules on; a plain number, as ``made_by`` is: nothing empties it later.
    """

    __tablename__ = "hubspot_decision"
    __table_args__ = (
        Index("ix_hubspot_decision_run_id", "run_id", "id"),
        Index("ix_hubspot_decision_account_id", "account_id", "id"),
        Index("ix_hubspot_decision_contact_id", "contact_id", "id"),
        Index("ix_hubspot_decision_target_id", "target_id", "id"),
        Index("ix_hubspot_decision_ask", "id", postgresql_where=text("action = 'ask'")),
        Index("ix_hubspot_decision_refuse", "id", postgresql_where=text("action = 'refuse'")),
        Index("uq_hubspot_decision_decision_id", "decision_id", unique=True),
        CheckConstraint("num_nonnulls(account_id, contact_id, target_id) = 1", name="of_one"),
        CheckConstraint(
            "(action IN ('rule', 'undo')) = (decision_id IS NOT NULL)", name="is_about_another"
        ),
        CheckConstraint(
            "winner IS NOT NULL OR action NOT IN ('write_here', 'write_there', 'rule')",
            name="has_winner",
        ),
        CheckConstraint("why <> ''", name="why_not_empty"),
    )

    id: int | None = primary_key()
    run_id: int | None = reference(
        "hubspot_run.id", ondelete="RESTRICT", nullable=True, index=False
    )
    account_id: int | None = reference("account.id", ondelete="CASCADE", nullable=True, index=False)
    contact_id: int | None = reference("contact.id", ondelete="CASCADE", nullable=True, index=False)
    target_id: int | None = reference("target.id", ondelete="CASCADE", nullable=True, index=False)
    field: str
    property: str
    action: SyncAction = choice(SyncAction)
    winner: Side | None = choice(Side, nullable=True)
    ours: str = Field(sa_type=Text)
    ours_at: datetime | None = moment(nullable=True)
    ours_by: ChangedBy | None = choice(ChangedBy, nullable=True)
    theirs: str = Field(sa_type=Text)
    theirs_at: datetime | None = moment(nullable=True)
    written: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    why: str = Field(sa_type=Text)
    decision_id: int | None = Field(default=None, sa_type=BigInteger)
    made_by: int | None = Field(default=None, sa_type=BigInteger)
    at: datetime = moment()


class HubSpotWrite(SQLModel, table=True):
    """A value that is to be written to a property in HubSpot, and later that it was: by these,
    echoes are known. It goes with its record.

    ``changed_at`` is the change of ours that it carries, None where no one knows its moment.
    ``clears``: the property is emptied first, because HubSpot takes the value only after that.
    ``expected`` is what HubSpot must still have, None where that doesn't matter: else nothing is
    written.
    """

    __tablename__ = "hubspot_write"
    __table_args__ = (
        Index("ix_hubspot_write_account_id", "account_id", "property", "id"),
        Index("ix_hubspot_write_contact_id", "contact_id", "property", "id"),
        Index("ix_hubspot_write_target_id", "target_id", "property", "id"),
        Index("ix_hubspot_write_planned", "id", postgresql_where=text("sent_at IS NULL")),
        # Looked through in each round of the sync.
        Index(
            "ix_hubspot_write_put_back",
            "id",
            postgresql_where=text("expected IS NOT NULL AND sending_at IS NULL"),
        ),
        # What waits is written once, as it is by then.
        Index(
            "uq_hubspot_write_planned",
            text("coalesce(account_id, 0)"),
            text("coalesce(contact_id, 0)"),
            text("coalesce(target_id, 0)"),
            "property",
            unique=True,
            postgresql_where=text("sending_at IS NULL"),
        ),
        CheckConstraint("num_nonnulls(account_id, contact_id, target_id) = 1", name="of_one"),
        CheckConstraint("sent_at IS NULL OR sending_at IS NOT NULL", name="sent_after_sending"),
    )

    id: int | None = primary_key()
    account_id: int | None = reference("account.id", ondelete="CASCADE", nullable=True, index=False)
    contact_id: int | None = reference("contact.id", ondelete="CASCADE", nullable=True, index=False)
    target_id: int | None = reference("target.id", ondelete="CASCADE", nullable=True, index=False)
    property: str
    value: str = Field(sa_type=Text)
    clears: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    expected: str | None = Field(default=None, sa_type=Text)
    changed_at: datetime | None = moment(nullable=True)
    changed_by: ChangedBy | None = choice(ChangedBy, nullable=True)
    decision_id: int | None = Field(default=None, sa_type=BigInteger)
    planned_at: datetime = moment()
    sending_at: datetime | None = moment(nullable=True)
    sent_at: datetime | None = moment(nullable=True)
