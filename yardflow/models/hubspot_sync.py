"""How far the sync with HubSpot has come, and what HubSpot reported."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from yardflow.models.base import (
    choice,
    document,
    empty_list,
    moment,
    primary_key,
    reference,
    text_list,
)
from yardflow.models.hubspot_mapping import SyncedRecord


class HubSpotSync(SQLModel, table=True):
    """The sync as an administrator started it, with this account in HubSpot: one row, or none. It
    outlives the connection: whoever connects the same account again goes on.
    """

    __tablename__ = "hubspot_sync"
    __table_args__ = (CheckConstraint("id = 1", name="only_row"),)

    id: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True))
    portal_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    started_at: datetime = moment()
    started_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    paused_at: datetime | None = moment(nullable=True)


class HubSpotCursor(SQLModel, table=True):
    """From when on HubSpot is asked next for what changed there: the start of the last time."""

    __tablename__ = "hubspot_cursor"

    record: SyncedRecord = choice(SyncedRecord, primary_key=True)
    changed_since: datetime = moment()


class HubSpotCreation(SQLModel, table=True):
    """A record that is being created in HubSpot. Where it stays, no answer came: HubSpot is
    searched for it before it is created again.
    """

    __tablename__ = "hubspot_creation"

    record: SyncedRecord = choice(SyncedRecord, primary_key=True)
    record_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    began_at: datetime = moment()


class HubSpotEvent(SQLModel, table=True):
    """What HubSpot reported, once however often it came; applied later, and forgotten then after
    some days. ``body`` holds no values of records.
    """

    __tablename__ = "hubspot_event"
    __table_args__ = (
        Index(
            "ix_hubspot_event_received_at",
            "received_at",
            postgresql_where=text("applied_at IS NULL"),
        ),
    )

    hash: str = Field(primary_key=True)
    body: dict = document()
    occurred_at: datetime = moment()
    received_at: datetime = moment()
    applied_at: datetime | None = moment(nullable=True)


class HubSpotDryRun(SQLModel, table=True):
    """What a sync would do, as far as a job has looked (``position``); kept for a day."""

    __tablename__ = "hubspot_dry_run"

    job_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    )
    result: dict = document()
    position: dict = document()
    made_at: datetime = moment()


class HubSpotDryRecord(SQLModel, table=True):
    """What a sync would do about one record: ``outcomes`` are all that would come of it, ``fields``
    what of each field. ``hubspot_id`` is empty where HubSpot doesn't have it; ``note`` says why a
    record wouldn't be synced.
    """

    __tablename__ = "hubspot_dry_record"
    __table_args__ = (Index("ix_hubspot_dry_record_job_id", "job_id", "id"),)

    id: int | None = primary_key()
    job_id: int = reference("hubspot_dry_run.job_id", ondelete="CASCADE", index=False)
    record: SyncedRecord = choice(SyncedRecord)
    record_id: int = Field(sa_type=BigInteger)
    hubspot_id: str
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    outcomes: list[str] = text_list()
    fields: list[dict] = Field(
        default_factory=empty_list,
        sa_column=Column(JSONB, nullable=False, server_default=text("'[]'")),
    )
