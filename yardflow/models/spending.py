"""Money: what a day has taken on, each paid question, and how each paid provider is doing."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Date, Float, Index, Numeric, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, moment, primary_key, reference


def _usd() -> Decimal:
    return Field(
        default=Decimal(0),
        sa_column=Column(Numeric(12, 6), nullable=False, server_default="0"),
    )


class SpendingDay(SQLModel, table=True):
    """What one UTC day has spent, holds reserved and has likely spent unconfirmed, in USD: the row
    that everybody who wants to spend takes turns on.
    """

    __tablename__ = "spending_day"
    __table_args__ = (CheckConstraint("committed_usd >= 0", name="committed_not_negative"),)

    day: date = Field(sa_column=Column(Date, primary_key=True))
    committed_usd: Decimal = _usd()


class ChargeStatus(StrEnum):
    """Where the money for one question stands.

    ``released``: nothing was charged. ``unconfirmed``: nobody knows whether it was, so it counts as
    what it likely costs until the provider tells or a person has looked.
    """

    RESERVED = "reserved"
    SETTLED = "settled"
    RELEASED = "released"
    UNCONFIRMED = "unconfirmed"


class Charge(SQLModel, table=True):
    """The money for one question to a paid provider: reserved before it, settled after.

    ``day`` is the UTC day whose budget it counts against: as ``reserved_usd``, the most it can
    cost; then as ``spent_usd``, or while it is in doubt as ``likely_usd``. ``more_room``: the
    answer may be longer than usual, because the one before was cut off. It outlives run, contact
    and event, because it was spent all the same.
    """

    __tablename__ = "charge"
    __table_args__ = (
        Index(
            "uq_charge_reserved",
            "run_id",
            "provider",
            unique=True,
            postgresql_where=text("status = 'reserved'"),
        ),
        Index("ix_charge_run_id", "run_id"),
        Index("ix_charge_contact_id_day", "contact_id", "day"),
        Index("ix_charge_day", "day"),
        Index("ix_charge_expires_at", "expires_at", postgresql_where=text("status = 'reserved'")),
        Index("ix_charge_unconfirmed", "id", postgresql_where=text("status = 'unconfirmed'")),
        CheckConstraint("reserved_usd > 0", name="reserved_positive"),
        CheckConstraint("spent_usd BETWEEN 0 AND reserved_usd", name="spent_within_reserved"),
        CheckConstraint("likely_usd BETWEEN 0 AND reserved_usd", name="likely_within_reserved"),
        CheckConstraint(
            "status <> 'unconfirmed' OR likely_usd IS NOT NULL", name="doubt_has_an_amount"
        ),
    )

    id: int | None = primary_key()
    run_id: int | None = reference(
        "enrichment_run.id", ondelete="SET NULL", nullable=True, index=False
    )
    contact_id: int | None = reference(
        "contact.id", ondelete="SET NULL", nullable=True, index=False
    )
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True)
    batch_id: int | None = reference("provider_batch.id", ondelete="SET NULL", nullable=True)
    day: date = Field(sa_column=Column(Date, nullable=False))
    provider: str
    model: str
    economy: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    status: ChargeStatus = choice(ChargeStatus, ChargeStatus.RESERVED)
    reserved_usd: Decimal = _usd()
    spent_usd: Decimal = _usd()
    likely_usd: Decimal | None = Field(default=None, sa_column=Column(Numeric(12, 6)))
    more_room: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    note: str | None = None
    reserved_at: datetime = moment()
    expires_at: datetime = moment()
    settled_at: datetime | None = moment(nullable=True)
    settled_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class ProviderState(SQLModel, table=True):
    """How a paid provider is doing, for all workers at once: its breaker and its pace.

    ``failures`` in a row open the breaker until ``open_until``; then one question is let through
    (``probing_until``) to see. ``pressed_at`` is the last moment that a person had it tried, or has
    it tried soon. ``requests_left`` and ``tokens_left`` are what may still be asked at
    ``refilled_at``; they fill up with time.
    """

    __tablename__ = "provider_state"

    provider: str = Field(primary_key=True)
    failures: int = 0
    opened_at: datetime | None = moment(nullable=True)
    open_until: datetime | None = moment(nullable=True)
    probing_until: datetime | None = moment(nullable=True)
    pressed_at: datetime | None = moment(nullable=True)
    reason: str | None = None
    requests_left: float | None = Field(default=None, sa_column=Column(Float))
    tokens_left: float | None = Field(default=None, sa_column=Column(Float))
    refilled_at: datetime | None = moment(nullable=True)


class BatchStatus(StrEnum):
    """Where a batch at the provider stands; ``submitting``: written down, not yet confirmed."""

    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ProviderBatch(SQLModel, table=True):
    """Questions handed to OpenAI's Batch API together. ``key`` goes along in its metadata, so that
    a batch is found again when we died before its ``remote_id`` was written down.
    """

    __tablename__ = "provider_batch"

    id: int | None = primary_key()
    bulk_id: int | None = reference("enrichment_bulk.id", ondelete="SET NULL", nullable=True)
    key: str = Field(unique=True)
    remote_id: str | None = None
    input_file_id: str | None = None
    model: str
    status: BatchStatus = choice(BatchStatus, BatchStatus.SUBMITTING)
    done: int = 0
    total: int = 0
    error: str | None = None
    cancel_asked_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()
    checked_at: datetime | None = moment(nullable=True)
