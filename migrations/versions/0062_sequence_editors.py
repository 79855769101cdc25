"""Who has the draft of a sequence open, and who changed it last"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sequence_editor",
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["sequence_id"], ["sequence.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sequence_id", "user_id"),
    )
    op.create_index("ix_sequence_editor_user_id", "sequence_editor", ["user_id"])


def downgrade() -> None:
    op.drop_table("sequence_editor")
