"""Runs keep what they came to; a company is asked about once; no question that is answered"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OUTCOMES = """
UPDATE enrichment_run run SET outcome = CASE
    WHEN EXISTS (SELECT FROM claim WHERE claim.run_id = run.id AND claim.applied_at IS NOT NULL
        AND claim.before IS DISTINCT FROM claim.value) THEN 'filled_in'
    WHEN EXISTS (SELECT FROM claim WHERE claim.run_id = run.id
        AND claim.status IN ('review', 'rejected', 'corrected')) THEN 'needs_review'
    ELSE 'nothing_found' END
WHERE run.status = 'succeeded'
"""
# What waits for a person's word although the field says so already.
ANSWERED = """
UPDATE claim SET status = 'unused', settled_at = now()
FROM claim question
LEFT JOIN contact ON contact.id = question.contact_id
LEFT JOIN account ON account.id = question.account_id
WHERE claim.id = question.id AND question.status = 'review'
    AND lower(question.value) = lower(CASE question.field WHEN 'email' THEN contact.email
        WHEN 'title' THEN contact.title WHEN 'seniority' THEN contact.seniority::text
        WHEN 'industry' THEN account.industry WHEN 'size' THEN account.size END)
"""


def upgrade() -> None:
    outcome = sa.Enum(
        *("filled_in", "needs_review", "nothing_found"),
        name="outcome",
        native_enum=False,
        length=32,
        create_constraint=True,
    )
    op.add_column("enrichment_run", sa.Column("outcome", outcome, nullable=True))
    op.execute(OUTCOMES)
    op.create_index(
        "ix_enrichment_run_failed",
        "enrichment_run",
        ["contact_id", "id"],
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.create_table(
        "company_question",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("providers", postgresql.JSONB(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_company_question_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["enrichment_run.id"],
            name=op.f("fk_company_question_run_id_enrichment_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_company_question")),
    )
    op.create_index(op.f("ix_company_question_run_id"), "company_question", ["run_id"])
    op.execute(ANSWERED)


def downgrade() -> None:
    op.drop_index(op.f("ix_company_question_run_id"), table_name="company_question")
    op.drop_table("company_question")
    op.drop_index(
        "ix_enrichment_run_failed",
        table_name="enrichment_run",
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.drop_column("enrichment_run", "outcome")
