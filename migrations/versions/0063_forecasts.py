"""The last forecast of each sequence"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sequence_forecast",
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("question", JSONB(), server_default="{}", nullable=False),
        sa.Column("result", JSONB(), server_default="{}", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["sequence.id"],
            name="fk_sequence_forecast_sequence_id_sequence",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name="fk_sequence_forecast_made_by_app_user",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("sequence_id", name="pk_sequence_forecast"),
    )


def downgrade() -> None:
    op.drop_table("sequence_forecast")
