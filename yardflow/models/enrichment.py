"""Enrichment: bulks, runs, their claims, and accounts' email patterns."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, empty_list, moment, primary_key, reference


class RunStatus(StrEnum):
    """The status of a run."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What a run that ended well came to: it filled a field, or it asks about one, or neither."""

    FILLED_IN = "filled_in"
    NEEDS_REVIEW = "needs_review"
    NOTHING_FOUND = "nothing_found"


class Trigger(StrEnum):
    """What started a run. `created`: the contact was added; `imported`: it was imported;
    `qualified`: its account became Qualified.
    """

    MANUAL = "manual"
    CREATED = "created"
    IMPORTED = "imported"
    QUALIFIED = "qualified"
    BULK = "bulk"
    SCHEDULED = "scheduled"


class BulkMode(StrEnum):
    """How a bulk run asks OpenAI: now, or by its Batch API at half the price."""

    NOW = "now"
    ECONOMY = "economy"


class BulkStatus(StrEnum):
    """The status of a bulk run. It ends as `finished` or `cancelled`."""

    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FINISHED = "finished"


class EnrichmentBulk(SQLModel, table=True):
    """Many contacts that are enriched as one piece of work; each has a run of its own.

    ``total`` counts its runs, ``skipped`` the contacts that got none, by reason; ``note`` says why
    it rests. How far it is stands in its runs, nowhere else.
    """

    __tablename__ = "enrichment_bulk"
    __table_args__ = (
        Index("ix_enrichment_bulk_created_at", "created_at"),
        CheckConstraint("total >= 0", name="total_not_negative"),
    )

    id: int | None = primary_key()
    trigger: Trigger = choice(Trigger, Trigger.BULK)
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True, index=False)
    label: str = ""
    mode: BulkMode = choice(BulkMode, BulkMode.NOW)
    forced: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    status: BulkStatus = choice(BulkStatus, BulkStatus.RUNNING)
    note: str | None = None
    total: int = 0
    skipped: dict = document()
    asked_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class EnrichmentRun(SQLModel, table=True):
    """One pass of the providers over one contact, with what it cost in USD.

    A contact has at most one open run. It waits in its own job, or in its bulk's; ``due_at`` is
    when it may be tried next, ``note`` why it waits. ``more_room``: an answer was cut off, and the
    next one may be longer. ``fingerprints`` are, by provider, of what a paid one was shown, so that
    nobody pays twice for the same question. ``steps`` are the providers in order: ``{provider,
    outcome, model, cost_usd, ms, details}``, the last only where it refused and said how
    (`Details`). ``outcome`` is set once it has ended well. A run outlives its contact, for the
    money's sake.
    """

    __tablename__ = "enrichment_run"
    __table_args__ = (
        Index(
            "uq_enrichment_run_open",
            "contact_id",
            unique=True,
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
        Index("ix_enrichment_run_contact_id", "contact_id", "id"),
        Index("ix_enrichment_run_bulk_id", "bulk_id", "status", "due_at", "id"),
        Index("ix_enrichment_run_asked_at", "asked_at"),
        Index(
            "ix_enrichment_run_failed",
            "contact_id",
            "id",
            postgresql_where=text("status = 'failed'"),
        ),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint("cost_usd >= 0", name="cost_not_negative"),
    )

    id: int | None = primary_key()
    contact_id: int | None = reference(
        "contact.id", ondelete="SET NULL", nullable=True, index=False
    )
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True)
    job_id: int | None = reference("job.id", ondelete="SET NULL", nullable=True)
    bulk_id: int | None = reference(
        "enrichment_bulk.id", ondelete="SET NULL", nullable=True, index=False
    )
    trigger: Trigger = choice(Trigger, Trigger.MANUAL)
    asked_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    forced: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    status: RunStatus = choice(RunStatus, RunStatus.QUEUED)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    due_at: datetime = moment()
    note: str | None = None
    more_room: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    fingerprints: dict = document()
    steps: list = Field(
        default_factory=empty_list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    model: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Field(
        default=Decimal(0), sa_column=Column(Numeric(12, 6), nullable=False, server_default="0")
    )
    confidence: Decimal | None = Field(default=None, sa_column=Column(Numeric(3, 2)))
    outcome: Outcome | None = choice(Outcome, nullable=True)
    error: str | None = None
    asked_at: datetime = moment()
    started_at: datetime | None = moment(nullable=True)
    finished_at: datetime | None = moment(nullable=True)
    reverted_at: datetime | None = moment(nullable=True)
    reverted_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class ClaimStatus(StrEnum):
    """What became of a claim.

    ``rejected``: a person refused it, or removed it after it had filled the field.
    ``corrected``: a person wrote something else over it. ``replaced``: a better claim took its
    place. ``unused``: kept as it was heard, for the field has a value already that a person or a
    list gave, or the claim said nothing new.
    """

    APPLIED = "applied"
    REVIEW = "review"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    UNUSED = "unused"


class Claim(SQLModel, table=True):
    """What a provider says of one field of a contact or of an account: its value, how sure (0–1),
    who says so, and how it was reached.

    A field has at most one applied claim; a field with a value and none was filled by a person or
    a list, and is theirs. ``applied_at`` stays when a claim that once filled the field is replaced
    or reverted; ``settled_by`` is the person who accepted, refused or overwrote it. ``before``
    is what the field said until then. ``is_question``: it waits for a person, and says other than
    its field shows now; triggers keep that (migrations/versions/0022_questions.py), no one else
    writes it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_claim_applied_contact",
            "contact_id",
            "field",
            unique=True,
            postgresql_where=text("status = 'applied'"),
        ),
        Index(
            "uq_claim_applied_account",
            "account_id",
            "field",
            unique=True,
            postgresql_where=text("status = 'applied'"),
        ),
        Index("ix_claim_contact_id", "contact_id"),
        Index("ix_claim_account_id", "account_id"),
        Index("ix_claim_question", "id", postgresql_where=text("is_question")),
        Index("ix_claim_question_contact_id", "contact_id", postgresql_where=text("is_question")),
        Index("ix_claim_question_account_id", "account_id", postgresql_where=text("is_question")),
        Index(
            "ix_claim_settled_email",
            "contact_id",
            postgresql_where=text("field = 'email' AND settled_by IS NOT NULL"),
        ),
        CheckConstraint("num_nonnulls(contact_id, account_id) = 1", name="about_one_record"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint("value <> ''", name="value_not_empty"),
        CheckConstraint("status <> 'applied' OR applied_at IS NOT NULL", name="applied_at_set"),
    )

    id: int | None = primary_key()
    run_id: int = reference("enrichment_run.id", ondelete="CASCADE")
    contact_id: int | None = reference("contact.id", ondelete="CASCADE", nullable=True, index=False)
    account_id: int | None = reference("account.id", ondelete="CASCADE", nullable=True, index=False)
    field: str
    value: str
    confidence: Decimal = Field(sa_column=Column(Numeric(3, 2), nullable=False))
    source: str
    how: str
    status: ClaimStatus = choice(ClaimStatus, ClaimStatus.REVIEW)
    is_question: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    before: str | None = None
    created_at: datetime = moment()
    applied_at: datetime | None = moment(nullable=True)
    settled_at: datetime | None = moment(nullable=True)
    settled_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class CompanyQuestion(SQLModel, table=True):
    """Which run asked the providers about an account last, so that its colleagues need not.

    ``facts`` are its name, domain, website and headquarters, as the ``providers`` were shown them.
    Until ``expires_at`` an answer is good, also when it was that nothing was found.
    """

    __tablename__ = "company_question"

    account_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    )
    run_id: int = reference("enrichment_run.id", ondelete="CASCADE")
    facts: list = Field(sa_column=Column(JSONB, nullable=False))
    providers: list = Field(sa_column=Column(JSONB, nullable=False))
    asked_at: datetime = moment()
    expires_at: datetime = moment()


class EmailPattern(SQLModel, table=True):
    """How an account's domain forms its addresses, as far as real addresses tell.

    ``agreeing`` of ``samples`` known addresses follow ``pattern``, ``bounced`` ones did and were
    nobody's; ``confidence`` is the share of the next ones that is likely to (0–1).
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
    bounced: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    confidence: Decimal = Field(sa_column=Column(Numeric(3, 2), nullable=False))
    learned_at: datetime = moment()
