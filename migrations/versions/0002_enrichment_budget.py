"""Enrichment with a budget: bulks, charges, pace and breakers, claims about accounts"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRIGGERS = "'manual', 'created', 'imported', 'qualified', 'bulk', 'scheduled'"
RUN_STATUSES = "'queued', 'running', 'succeeded', 'failed', 'cancelled'"
CLAIM_STATUSES = "'applied', 'review', 'rejected', 'corrected', 'replaced', 'unused'"

# Nobody's work is lost: a run that was under way is begun again by its job.
RUNS_THAT_ARE_THERE = """
UPDATE enrichment_run SET
    asked_at = started_at,
    due_at = started_at,
    event_id = (SELECT event_id FROM contact WHERE contact.id = enrichment_run.contact_id),
    finished_at = CASE WHEN status = 'running' THEN now() ELSE finished_at END,
    error = CASE WHEN status = 'running' THEN 'It was begun again after an update.' ELSE error END,
    status = CASE WHEN status = 'running' THEN 'failed' ELSE status END
"""

# What is said of a company belongs to the account, whoever's run found it out. Where two people's
# runs both filled it, the later one stands.
CLAIMS_THAT_ARE_THERE = """
UPDATE claim SET applied_at = created_at
    WHERE status = 'applied' OR status = 'replaced' OR settled_by IS NOT NULL;
UPDATE claim SET status = 'corrected' WHERE status = 'replaced' AND settled_by IS NOT NULL;
UPDATE claim SET account_id = contact.account_id, contact_id = NULL
    FROM contact WHERE contact.id = claim.contact_id AND claim.field IN ('industry', 'size');
UPDATE claim SET status = 'replaced', settled_at = now() WHERE status = 'applied' AND EXISTS (
    SELECT FROM claim later WHERE later.account_id = claim.account_id
        AND later.field = claim.field AND later.status = 'applied' AND later.id > claim.id);
"""

CLAIMS_AS_BEFORE = """
DELETE FROM claim WHERE contact_id IS NULL AND NOT EXISTS (
    SELECT FROM enrichment_run run WHERE run.id = claim.run_id AND run.contact_id IS NOT NULL);
UPDATE claim SET contact_id = run.contact_id, account_id = NULL
    FROM enrichment_run run WHERE run.id = claim.run_id AND claim.contact_id IS NULL;
UPDATE claim SET status = 'replaced', settled_at = now() WHERE status = 'applied' AND EXISTS (
    SELECT FROM claim later WHERE later.contact_id = claim.contact_id
        AND later.field = claim.field AND later.status = 'applied' AND later.id > claim.id);
UPDATE claim SET status = 'replaced' WHERE status = 'corrected';
UPDATE job SET status = 'cancelled', finished_at = now(), lease = NULL, leased_until = NULL
    WHERE kind IN ('enrich_bulk', 'enrich_lane') AND status IN ('queued', 'running', 'waiting');
UPDATE enrichment_run SET trigger = 'manual', started_at = coalesce(started_at, asked_at);
UPDATE enrichment_run SET status = 'failed' WHERE status IN ('queued', 'cancelled');
DELETE FROM enrichment_run WHERE contact_id IS NULL;
"""


def choices(table: str, column: str, name: str, values: str) -> None:
    """Lets a column hold these values and no others."""
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({values})")


def upgrade() -> None:
    choices("enrichment_run", "trigger", "trigger", TRIGGERS)
    choices("enrichment_run", "status", "runstatus", RUN_STATUSES)
    choices("claim", "status", "claimstatus", CLAIM_STATUSES)
    op.alter_column("enrichment_run", "status", server_default="queued")
    op.create_table(
        "provider_state",
        sa.Column("provider", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("requests_left", sa.Float(), nullable=True),
        sa.Column("tokens_left", sa.Float(), nullable=True),
        sa.Column("refilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_state")),
    )
    op.create_table(
        "spending_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "committed_usd", sa.Numeric(precision=12, scale=6), server_default="0", nullable=False
        ),
        sa.CheckConstraint(
            "committed_usd >= 0", name=op.f("ck_spending_day_committed_not_negative")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_spending_day")),
    )
    op.create_table(
        "website",
        sa.Column("domain", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "read",
                "forbidden",
                "unreachable",
                name="websitestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("problem", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_website")),
    )
    op.create_table(
        "enrichment_bulk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
                "manual",
                "created",
                "imported",
                "qualified",
                "bulk",
                "scheduled",
                name="trigger",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="bulk",
            nullable=False,
        ),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "now",
                "economy",
                name="bulkmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="now",
            nullable=False,
        ),
        sa.Column("forced", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "paused",
                "cancelled",
                "finished",
                name="bulkstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="running",
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "skipped", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("total >= 0", name=op.f("ck_enrichment_bulk_total_not_negative")),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_enrichment_bulk_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_enrichment_bulk_event_id_event"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrichment_bulk")),
    )
    op.create_index(
        "ix_enrichment_bulk_created_at", "enrichment_bulk", ["created_at"], unique=False
    )
    op.create_table(
        "provider_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bulk_id", sa.BigInteger(), nullable=True),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("remote_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("input_file_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("model", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitting",
                "submitted",
                "collected",
                "cancelled",
                "failed",
                name="batchstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="submitting",
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulk_id"],
            ["enrichment_bulk.id"],
            name=op.f("fk_provider_batch_bulk_id_enrichment_bulk"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_batch")),
        sa.UniqueConstraint("key", name=op.f("uq_provider_batch_key")),
    )
    op.create_index(op.f("ix_provider_batch_bulk_id"), "provider_batch", ["bulk_id"], unique=False)
    op.create_table(
        "charge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("provider", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("model", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("economy", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "reserved",
                "settled",
                "released",
                "unsettled",
                name="chargestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="reserved",
            nullable=False,
        ),
        sa.Column(
            "reserved_usd", sa.Numeric(precision=12, scale=6), server_default="0", nullable=False
        ),
        sa.Column(
            "spent_usd", sa.Numeric(precision=12, scale=6), server_default="0", nullable=False
        ),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("reserved_usd > 0", name=op.f("ck_charge_reserved_positive")),
        sa.CheckConstraint(
            "spent_usd BETWEEN 0 AND reserved_usd", name=op.f("ck_charge_spent_within_reserved")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["provider_batch.id"],
            name=op.f("fk_charge_batch_id_provider_batch"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_charge_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_charge_event_id_event"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["enrichment_run.id"],
            name=op.f("fk_charge_run_id_enrichment_run"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["app_user.id"],
            name=op.f("fk_charge_settled_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
    )
    op.create_index(op.f("ix_charge_batch_id"), "charge", ["batch_id"], unique=False)
    op.create_index("ix_charge_contact_id_day", "charge", ["contact_id", "day"], unique=False)
    op.create_index("ix_charge_day", "charge", ["day"], unique=False)
    op.create_index(op.f("ix_charge_event_id"), "charge", ["event_id"], unique=False)
    op.create_index(
        "ix_charge_expires_at",
        "charge",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("status = 'reserved'"),
    )
    op.create_index("ix_charge_run_id", "charge", ["run_id"], unique=False)
    op.create_index(
        "ix_charge_unsettled",
        "charge",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'unsettled'"),
    )
    op.create_index(
        "uq_charge_reserved",
        "charge",
        ["run_id"],
        unique=True,
        postgresql_where=sa.text("status = 'reserved'"),
    )
    op.add_column("claim", sa.Column("account_id", sa.BigInteger(), nullable=True))
    op.add_column("claim", sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("claim", "contact_id", existing_type=sa.BIGINT(), nullable=True)
    op.drop_index(op.f("ix_claim_status"), table_name="claim")
    op.drop_index(
        op.f("uq_claim_applied"),
        table_name="claim",
        postgresql_where="((status)::text = 'applied'::text)",
    )
    op.create_index("ix_claim_account_id", "claim", ["account_id"], unique=False)
    op.create_index(
        "ix_claim_review",
        "claim",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'review'"),
    )
    op.execute(CLAIMS_THAT_ARE_THERE)
    op.create_index(
        "uq_claim_applied_account",
        "claim",
        ["account_id", "field"],
        unique=True,
        postgresql_where=sa.text("status = 'applied'"),
    )
    op.create_index(
        "uq_claim_applied_contact",
        "claim",
        ["contact_id", "field"],
        unique=True,
        postgresql_where=sa.text("status = 'applied'"),
    )
    op.create_foreign_key(
        op.f("fk_claim_account_id_account"),
        "claim",
        "account",
        ["account_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.add_column(
        "email_pattern", sa.Column("bounced", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("enrichment_run", sa.Column("event_id", sa.BigInteger(), nullable=True))
    op.add_column("enrichment_run", sa.Column("bulk_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "enrichment_run", sa.Column("forced", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column(
        "enrichment_run", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("enrichment_run", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "enrichment_run", sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
    )
    op.add_column(
        "enrichment_run",
        sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    )
    op.add_column(
        "enrichment_run",
        sa.Column(
            "steps", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
    )
    op.add_column(
        "enrichment_run", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(RUNS_THAT_ARE_THERE)
    op.alter_column("enrichment_run", "due_at", nullable=False)
    op.alter_column("enrichment_run", "asked_at", nullable=False)
    op.add_column(
        "enrichment_run", sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("enrichment_run", sa.Column("reverted_by", sa.BigInteger(), nullable=True))
    op.alter_column("enrichment_run", "contact_id", existing_type=sa.BIGINT(), nullable=True)
    op.alter_column(
        "enrichment_run",
        "started_at",
        existing_type=postgresql.TIMESTAMP(timezone=True),
        nullable=True,
    )
    op.drop_index(op.f("ix_enrichment_run_contact_id_started_at"), table_name="enrichment_run")
    op.create_index("ix_enrichment_run_asked_at", "enrichment_run", ["asked_at"], unique=False)
    op.create_index(
        "ix_enrichment_run_bulk_id",
        "enrichment_run",
        ["bulk_id", "status", "due_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_enrichment_run_contact_id", "enrichment_run", ["contact_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_enrichment_run_event_id"), "enrichment_run", ["event_id"], unique=False
    )
    op.create_index(
        "uq_enrichment_run_open",
        "enrichment_run",
        ["contact_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
    op.drop_constraint(
        op.f("fk_enrichment_run_contact_id_contact"), "enrichment_run", type_="foreignkey"
    )
    op.create_foreign_key(
        op.f("fk_enrichment_run_event_id_event"),
        "enrichment_run",
        "event",
        ["event_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_foreign_key(
        op.f("fk_enrichment_run_bulk_id_enrichment_bulk"),
        "enrichment_run",
        "enrichment_bulk",
        ["bulk_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_foreign_key(
        op.f("fk_enrichment_run_contact_id_contact"),
        "enrichment_run",
        "contact",
        ["contact_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_foreign_key(
        op.f("fk_enrichment_run_reverted_by_app_user"),
        "enrichment_run",
        "app_user",
        ["reverted_by"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_check_constraint(
        op.f("ck_claim_about_one_record"), "claim", "num_nonnulls(contact_id, account_id) = 1"
    )
    op.create_check_constraint(
        op.f("ck_claim_applied_at_set"), "claim", "status <> 'applied' OR applied_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_claim_about_one_record"), "claim", type_="check")
    op.drop_constraint(op.f("ck_claim_applied_at_set"), "claim", type_="check")
    op.drop_index("uq_claim_applied_account", table_name="claim")
    op.drop_index("uq_claim_applied_contact", table_name="claim")
    op.execute(CLAIMS_AS_BEFORE)
    op.drop_constraint(
        op.f("fk_enrichment_run_reverted_by_app_user"), "enrichment_run", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("fk_enrichment_run_contact_id_contact"), "enrichment_run", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("fk_enrichment_run_bulk_id_enrichment_bulk"), "enrichment_run", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("fk_enrichment_run_event_id_event"), "enrichment_run", type_="foreignkey"
    )
    op.create_foreign_key(
        op.f("fk_enrichment_run_contact_id_contact"),
        "enrichment_run",
        "contact",
        ["contact_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.drop_index(
        "uq_enrichment_run_open",
        table_name="enrichment_run",
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
    op.drop_index(op.f("ix_enrichment_run_event_id"), table_name="enrichment_run")
    op.drop_index("ix_enrichment_run_contact_id", table_name="enrichment_run")
    op.drop_index("ix_enrichment_run_bulk_id", table_name="enrichment_run")
    op.drop_index("ix_enrichment_run_asked_at", table_name="enrichment_run")
    op.create_index(
        op.f("ix_enrichment_run_contact_id_started_at"),
        "enrichment_run",
        ["contact_id", "started_at"],
        unique=False,
    )
    op.alter_column(
        "enrichment_run",
        "started_at",
        existing_type=postgresql.TIMESTAMP(timezone=True),
        nullable=False,
    )
    op.alter_column("enrichment_run", "contact_id", existing_type=sa.BIGINT(), nullable=False)
    op.drop_column("enrichment_run", "reverted_by")
    op.drop_column("enrichment_run", "reverted_at")
    op.drop_column("enrichment_run", "asked_at")
    op.drop_column("enrichment_run", "steps")
    op.drop_column("enrichment_run", "fingerprint")
    op.drop_column("enrichment_run", "note")
    op.drop_column("enrichment_run", "due_at")
    op.drop_column("enrichment_run", "attempts")
    op.drop_column("enrichment_run", "forced")
    op.drop_column("enrichment_run", "bulk_id")
    op.drop_column("enrichment_run", "event_id")
    op.drop_column("email_pattern", "bounced")
    op.drop_constraint(op.f("fk_claim_account_id_account"), "claim", type_="foreignkey")
    op.drop_index(
        "ix_claim_review", table_name="claim", postgresql_where=sa.text("status = 'review'")
    )
    op.drop_index("ix_claim_account_id", table_name="claim")
    op.create_index(
        op.f("uq_claim_applied"),
        "claim",
        ["contact_id", "field"],
        unique=True,
        postgresql_where="((status)::text = 'applied'::text)",
    )
    op.create_index(op.f("ix_claim_status"), "claim", ["status", "contact_id"], unique=False)
    op.alter_column("claim", "contact_id", existing_type=sa.BIGINT(), nullable=False)
    op.drop_column("claim", "applied_at")
    op.drop_column("claim", "account_id")
    op.drop_index(
        "uq_charge_reserved", table_name="charge", postgresql_where=sa.text("status = 'reserved'")
    )
    op.drop_index(
        "ix_charge_unsettled", table_name="charge", postgresql_where=sa.text("status = 'unsettled'")
    )
    op.drop_index("ix_charge_run_id", table_name="charge")
    op.drop_index(
        "ix_charge_expires_at", table_name="charge", postgresql_where=sa.text("status = 'reserved'")
    )
    op.drop_index(op.f("ix_charge_event_id"), table_name="charge")
    op.drop_index("ix_charge_day", table_name="charge")
    op.drop_index("ix_charge_contact_id_day", table_name="charge")
    op.drop_index(op.f("ix_charge_batch_id"), table_name="charge")
    op.drop_table("charge")
    op.drop_index(op.f("ix_provider_batch_bulk_id"), table_name="provider_batch")
    op.drop_table("provider_batch")
    op.drop_index("ix_enrichment_bulk_created_at", table_name="enrichment_bulk")
    op.drop_table("enrichment_bulk")
    op.drop_table("website")
    op.drop_table("spending_day")
    op.drop_table("provider_state")
    choices("enrichment_run", "trigger", "trigger", "'manual'")
    choices("enrichment_run", "status", "runstatus", "'running', 'succeeded', 'failed'")
    choices(
        "claim",
        "status",
        "claimstatus",
        "'applied', 'review', 'rejected', 'replaced', 'unused'",
    )
    op.alter_column("enrichment_run", "status", server_default="running")
