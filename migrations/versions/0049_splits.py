"""Which way people went at splits, and which one everyone goes from now on"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "split_way",
        sa.Column("enrollment_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("way", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way >= 0", name=op.f("ck_split_way_way_is_a_place")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_split_way_enrollment_id_enrollment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "step", name=op.f("pk_split_way")),
    )
    op.create_table(
        "split_winner",
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("way", sa.SmallInteger(), nullable=False),
        sa.Column("chosen_by", sa.BigInteger(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way >= 0", name=op.f("ck_split_winner_way_is_a_place")),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["sequence.id"],
            name=op.f("fk_split_winner_sequence_id_sequence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by"],
            ["app_user.id"],
            name=op.f("fk_split_winner_chosen_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("sequence_id", "step", name=op.f("pk_split_winner")),
    )


def downgrade() -> None:
    op.drop_table("split_winner")
    op.drop_table("split_way")
