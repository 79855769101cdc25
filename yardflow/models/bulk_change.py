"""Changes to many records at once: what each is about, and what it did to which record."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment, primary_key, reference


class RecordKind(StrEnum):
    """What a list lists and a bulk change is about."""

    ACCOUNT = "account"
    CONTACT = "contact"


class ChangeKind(StrEnum):
    """What a bulk change does. Stages are of accounts, also of those of contacts; statuses and
    personas of contacts.
    """

    OWNER = "owner"
    STAGE = "stage"
    STATUS = "status"
    PERSONAS = "personas"
    ADD_TO_EVENT = "add_to_event"
    REMOVE_FROM_EVENT = "remove_from_event"


class ChangeOutcome(StrEnum):
    """What a bulk change did to a record, in the order in which it goes on.

    ``unchanged``: it was so already. ``missing``: it was deleted, or is not on that event's list.
    ``undone``, or ``kept`` by an undo because someone has changed the record since.
    """

    PENDING = "pending"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"
    UNDONE = "undone"
    KEPT = "kept"


class BulkChange(SQLModel, table=True):
    """One change to many records. Kept for as long as it can be undone.

    ``value`` says what to: ``{"owner_id": 7}``, ``{"event_id": 3, "stage": "Won"}``. A small one
    has no job. Once ``undo_asked_at`` is set nothing is changed by it anymore.
    """

    __tablename__ = "bulk_change"
    __table_args__ = (
        Index("ix_bulk_change_created_at", "created_at"),
        CheckConstraint("total > 0", name="total_positive"),
    )

    id: int | None = primary_key()
    record: RecordKind = choice(RecordKind)
    kind: ChangeKind = choice(ChangeKind)
    value: dict = document()
    label: str
    total: int
    asked_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    job_id: int | None = reference("job.id", ondelete="SET NULL", nullable=True)
    created_at: datetime = moment()
    undo_asked_at: datetime | None = moment(nullable=True)


class BulkChangeRecord(SQLModel, table=True):
    """A record that a bulk change is about: those that were selected when it was made, and the
    accounts that contacts brought along to an event, or whose stage was changed for them.

    ``before`` is what undoing puts back, ``version`` that of the changed row. No key leads to the
    record, so that one which is deleted and restored can still be undone.
    """

    __tablename__ = "bulk_change_record"

    bulk_change_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("bulk_change.id", ondelete="CASCADE"), primary_key=True
        )
    )
    record: RecordKind = choice(RecordKind, primary_key=True)
    record_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    outcome: ChangeOutcome = choice(ChangeOutcome, ChangeOutcome.PENDING)
    before: dict | None = document(nullable=True)
    version: int | None = None
