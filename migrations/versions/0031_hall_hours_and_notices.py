"""When the hall of an event is open, and notices of what was paused"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("hall_opens", sa.Time(), nullable=True))
    op.add_column("event", sa.Column("hall_closes", sa.Time(), nullable=True))
    op.add_column(
        "event",
        sa.Column("hall_days", postgresql.JSONB(), server_default="[]", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_event_hall_closes_after_it_opens"),
        "event",
        "(hall_opens IS NULL) = (hall_closes IS NULL)"
        " AND (hall_closes > hall_opens OR hall_closes = '00:00')",
    )
    op.create_check_constraint(
        op.f("ck_event_hall_days_are_a_list"), "event", "jsonb_typeof(hall_days) = 'array'"
    )
    op.create_table(
        "brake_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence_id", sa.BigInteger(), nullable=True),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(sequence_id, sender_id) = 1", name=op.f("ck_brake_notice_speaks_of_one")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_brake_notice_has_reason")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_brake_notice_{column}_{table}"),
                ondelete="CASCADE",
            )
            for column, table in (
                ("user_id", "app_user"),
                ("sequence_id", "sequence"),
                ("sender_id", "sender"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brake_notice")),
    )
    op.create_index(op.f("ix_brake_notice_user_id"), "brake_notice", ["user_id"])
    for column in ("sequence_id", "sender_id"):
        op.create_index(
            f"uq_brake_notice_{column}_user_id", "brake_notice", [column, "user_id"], unique=True
        )


def downgrade() -> None:
    op.drop_table("brake_notice")
    op.drop_column("event", "hall_days")
    op.drop_column("event", "hall_closes")
    op.drop_column("event", "hall_opens")
