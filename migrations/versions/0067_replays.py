"""The last replay of each sequence, and the question of the forecast that is made next"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    upcoming = sa.Column("next_question", JSONB(), server_default="{}", nullable=False)
    op.add_column("sequence_forecast", upcoming)
    op.create_table(
        "sequence_replay",
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("question", JSONB(), server_default="{}", nullable=False),
        sa.Column("result", JSONB(), server_default="{}", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["sequence.id"],
            name="fk_sequence_replay_sequence_id_sequence",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name="fk_sequence_replay_made_by_app_user",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("sequence_id", name="pk_sequence_replay"),
    )


def downgrade() -> None:
    op.drop_table("sequence_replay")
    op.drop_column("sequence_forecast", "next_question")
