"""Messages are answered to an address of their own, and belong to conversations"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "message",
        sa.Column(
            "reply_token",
            sa.String(),
            server_default=sa.text("replace(gen_random_uuid()::text, '-', '')"),
            nullable=False,
        ),
    )
    op.create_unique_constraint(op.f("uq_message_reply_token"), "message", ["reply_token"])
    op.add_column(
        "message",
        sa.Column("threaded", sa.Boolean(), server_default="false", nullable=False),
    )
    op.create_index(
        "ix_message_address",
        "message",
        ["address"],
        postgresql_where=sa.text("sent_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_message_address", "message")
    op.drop_column("message", "threaded")
    op.drop_column("message", "reply_token")
