"""Tries of a password under way, what repeats in the audit log, API tokens older than a role"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# From now on a change of role ends them at once. Those made before one act with another role than
# they were made in.
END_TOKENS_OLDER_THAN_THE_ROLE = """
UPDATE api_token SET revoked_at = now()
WHERE revoked_at IS NULL AND EXISTS (
    SELECT FROM audit_log
    WHERE action = 'user.role_changed' AND record = 'user' AND record_id = api_token.user_id
      AND at > api_token.created_at)
"""


def upgrade() -> None:
    op.add_column(
        "login_attempt",
        sa.Column("pending", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_table(
        "audit_tally",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("record", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("ip", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit_tally")),
    )
    op.create_index("ix_audit_tally_since", "audit_tally", ["since"], unique=False)
    op.execute(END_TOKENS_OLDER_THAN_THE_ROLE)


def downgrade() -> None:
    op.drop_index("ix_audit_tally_since", table_name="audit_tally")
    op.drop_table("audit_tally")
    op.drop_column("login_attempt", "pending")
