"""Files of records that people export: made by a job, kept for a while, read by who made them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment, primary_key, reference
from yardflow.models.bulk_change import RecordKind


class ExportFormat(StrEnum):
    """How the file is written; the value is the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"


class Export(SQLModel, table=True):
    """One file, whose rows are records of this ``kind``. ``selection`` says which ones: a list's
    query, and ids where single ones were selected.

    ``ready_at`` is None until the whole file is there, which is then ``size`` bytes and ``rows``
    records long. At ``expires_at`` it is deleted.
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("size >= 0 AND rows >= 0", name="not_negative"),
        Index("ix_export_made_by_id", "made_by", "id"),
        Index("ix_export_expires_at", "expires_at"),
    )

    id: int | None = primary_key()
    kind: RecordKind = choice(RecordKind)
    format: ExportFormat = choice(ExportFormat)
    filename: str
    selection: dict = document()
    rows: int = 0
    size: int = Field(default=0, sa_type=BigInteger)
    made_by: int = reference("app_user.id", ondelete="CASCADE", index=False)
    job_id: int | None = reference("job.id", ondelete="SET NULL", nullable=True, index=False)
    created_at: datetime = moment()
    ready_at: datetime | None = moment(nullable=True)
    expires_at: datetime = moment()


class ExportPart(SQLModel, table=True):
    """A piece of the file, some megabyte of it; web and worker may share no disk.

    The pieces and the file's ``ready_at`` are written in one transaction. Their key is their own: a
    worker that lost the job must not hold up the next one at the same ``number``.
    """

    __tablename__ = "export_part"
    __table_args__ = (Index("ix_export_part_export_id_number", "export_id", "number"),)

    id: int | None = primary_key()
    export_id: int = reference("export.id", ondelete="CASCADE", index=False)
    number: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
