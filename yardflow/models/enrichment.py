"""What was found out about a contact: runs, their claims, and an account's email pattern."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Numeric, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, moment, primary_key, reference


class RunStatus(StrEnum):
    """Where one enrichment of one contact stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Trigger(StrEnum):
    """What asked for a run."""

    MANUAL = "manual"


class EnrichmentRun(SQLModel, table=True):
    """One pass of the providers over one contact, with what it cost in USD."""

    __tablename__ = "enrichment_run"
    __table_args__ = (
        Index("ix_enrichment_run_contact_id_started_at", "contact_id", "started_at"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint("cost_usd >= 0", name="cost_not_negative"),
    )

    id: int | None = primary_key()
    contact_id: int = reference("contact.id", ondelete="CASCADE", index=False)
    job_id: int | None = reference("job.id", ondelete="SET NULL", nullable=True)
    trigger: Trigger = choice(Trigger, Trigger.MANUAL)
    asked_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    status: RunStatus = choice(RunStatus, RunStatus.RUNNING)
    model: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Field(
        default=Decimal(0), sa_column=Column(Numeric(12, 6), nullable=False, server_default="0")
    )
    confidence: Decimal | None = Field(default=None, sa_column=Column(Numeric(3, 2)))
    error: str | None = None
    started_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class ClaimStatus(StrEnum):
    """What became of a claim. ``unused``: kept as it was heard, for the field has a value already
    that a person or a list gave, or the claim said nothing new.
    """

    APPLIED = "applied"
    REVIEW = "review"
    REJECTED = "rejected"
    REPLACED = "replaced"
    UNUSED = "unused"


class Claim(SQLModel, table=True):
    """A provider's word on one field: its value, how sure (0–1), and how it was reached.

    A contact's field has at most one applied claim; a field with a value and none was filled by
    a person or a list, and is theirs.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_claim_applied",
            "contact_id",
            "field",
            unique=True,
            postgresql_where=text("status = 'applied'"),
        ),
        Index("ix_claim_status", "status", "contact_id"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint("value <> ''", name="value_not_empty"),
    )

    id: int | None = primary_key()
    run_id: int = reference("enrichment_run.id", ondelete="CASCADE")
    contact_id: int = reference("contact.id", ondelete="CASCADE")
    field: str
    value: str
    confidence: Decimal = Field(sa_column=Column(Numeric(3, 2), nullable=False))
    source: str
    how: str
    status: ClaimStatus = choice(ClaimStatus, ClaimStatus.REVIEW)
    before: str | None = None
    created_at: datetime = moment()
    settled_at: datetime | None = moment(nullable=True)
    settled_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class EmailPattern(SQLModel, table=True):
    """How an account's domain forms its addresses, as far as real addresses tell.

    ``agreeing`` of ``samples`` real addresses follow ``pattern``; ``confidence`` (0–1) weighs both.
    """

    __tablename__ = "email_pattern"
    __table_args__ = (
        Index("uq_email_pattern", "account_id", "domain", "pattern", unique=True),
        CheckConstraint("agreeing BETWEEN 0 AND samples", name="agreeing_range"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
    )

    id: int | None = primary_key()
    account_id: int = reference("account.id", ondelete="CASCADE", index=False)
    domain: str
    pattern: str
    samples: int
    agreeing: int
    confidence: Decimal = Field(sa_column=Column(Numeric(3, 2), nullable=False))
    learned_at: datetime = moment()
