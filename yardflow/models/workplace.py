"""What belongs to the workplace as a whole: settings, audit log, the workers' heartbeats."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from yardflow.models.base import Versioned, document, moment, primary_key, reference, touched


class Setting(Versioned, table=True):
    """A choice that an ADMIN makes in the interface; what the deployer decides is in config.py."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: Any = Field(sa_column=Column(JSONB, nullable=False))
    updated_at: datetime = touched()
    updated_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class AuditEntry(SQLModel, table=True):
    """Who did what to which record, from where. A trigger refuses to change or delete a row.

    Ids are plain numbers, not foreign keys: an entry outlives what it speaks of.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_record", "record", "record_id", "at"),
        Index("ix_audit_log_at", "at"),
    )

    id: int | None = primary_key()
    at: datetime = moment()
    user_id: int | None = Field(default=None, sa_type=BigInteger)
    action: str
    record: str = ""
    record_id: int | None = Field(default=None, sa_type=BigInteger)
    ip: str = ""
    before: dict | None = document(nullable=True)
    after: dict | None = document(nullable=True)


class AuditTally(SQLModel, table=True):
    """How often something happened since its entry in the audit log, for a second entry.

    A row lives about a minute. ``key`` is what counts as the same; the rest is as in the log.
    """

    __tablename__ = "audit_tally"
    __table_args__ = (Index("ix_audit_tally_since", "since"),)

    key: str = Field(primary_key=True)
    since: datetime = moment()
    times: int = 1
    user_id: int | None = Field(default=None, sa_type=BigInteger)
    action: str
    record: str = ""
    record_id: int | None = Field(default=None, sa_type=BigInteger)
    ip: str = ""
    after: dict | None = document(nullable=True)


class WorkerHeartbeat(SQLModel, table=True):
    """A worker's sign of life, so that the web can tell that work is being done."""

    __tablename__ = "worker_heartbeat"

    name: str = Field(primary_key=True)
    seen_at: datetime = moment()
    details: dict = document()
