"""Accounts and contacts that were deleted, kept for a while so that it can be undone."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import deferred
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment, primary_key, reference
from yardflow.models.bulk_change import RecordKind

_RECORD_IDS: Column[list[int]] = Column("record_ids", ARRAY(BigInteger), nullable=False)


class Deletion(SQLModel, table=True):
    """Records of one kind that a person deleted together; with accounts their contacts go as well.
    ``label`` is what they are called: a record's name, or
    how many there are.

    ``done`` of the ``record_ids``, in their order, are deleted; there may be a million, so they are
    not read with the row. ``counts`` are those that were still there, as ``{account, contact}``.
    ``job_id`` is the job that deletes or restores many, the latest. After ``expires_at`` it can't
    be undone, and is purged.
    """

    __tablename__ = "deletion"
    __table_args__ = (
        Index("ix_deletion_expires_at", "expires_at"),
        CheckConstraint("done BETWEEN 0 AND cardinality(record_ids)", name="done_range"),
    )
    __mapper_args__ = {"properties": {"record_ids": deferred(_RECORD_IDS)}}

    id: int | None = primary_key()
    record: RecordKind = choice(RecordKind)
    label: str
    record_ids: list[int] = Field(sa_column=_RECORD_IDS)
    done: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    counts: dict = document()
    made_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True)
    made_at: datetime = moment()
    expires_at: datetime = moment()
    job_id: int | None = reference("job.id", ondelete="SET NULL", nullable=True, index=False)
    undone_at: datetime | None = moment(nullable=True)
    undone_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class DeletedRow(SQLModel, table=True):
    """One row as it was: of a deleted record, or of what went with it.

    ``row`` holds the columns that are written, without what the database works out, and of a record
    in ``beside`` the ids of its namesakes that were there as well (deletion/namesakes.py). With a
    ``column_name`` the row itself stayed, and only that reference to a deleted row was emptied;
    ``row`` is then its key and the reference. Rows of one ``batch`` were deleted together.
    """

    __tablename__ = "deleted_row"
    __table_args__ = (Index("ix_deleted_row_deletion_id_batch", "deletion_id", "batch"),)

    id: int | None = primary_key()
    deletion_id: int = reference("deletion.id", ondelete="CASCADE", index=False)
    batch: int
    table_name: str
    column_name: str | None = None
    row: dict = document()
