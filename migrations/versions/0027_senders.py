"""Senders, and what they sent each day"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sender",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=False),
        sa.Column("warmup_began", sa.Date(), nullable=True),
        sa.Column("warmup_first", sa.Integer(), nullable=False),
        sa.Column("warmup_step", sa.Integer(), nullable=False),
        sa.Column("pace_s", sa.Integer(), nullable=False),
        sa.Column("jitter_s", sa.Integer(), nullable=False),
        sa.Column("signature_html", sa.Text(), nullable=False),
        sa.Column("signature_text", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(), nullable=False),
        sa.Column("paused_by", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_sender_name_not_empty")),
        sa.CheckConstraint(
            "address = lower(address) AND address <> ''", name=op.f("ck_sender_address_is_lower")
        ),
        sa.CheckConstraint("timezone <> ''", name=op.f("ck_sender_timezone_not_empty")),
        sa.CheckConstraint(
            "daily_cap BETWEEN 1 AND 100000", name=op.f("ck_sender_daily_cap_possible")
        ),
        sa.CheckConstraint(
            "warmup_first BETWEEN 0 AND 100000 AND warmup_step BETWEEN 0 AND 100000"
            " AND (warmup_began IS NULL OR (warmup_first > 0 AND warmup_step > 0))",
            name=op.f("ck_sender_warmup_possible"),
        ),
        sa.CheckConstraint(
            "pace_s BETWEEN 0 AND 86400 AND jitter_s BETWEEN 0 AND 86400",
            name=op.f("ck_sender_pace_possible"),
        ),
        sa.CheckConstraint(
            "(paused_at IS NOT NULL) = (pause_reason <> '')"
            " AND (paused_by IS NULL OR paused_at IS NOT NULL)",
            name=op.f("ck_sender_paused_has_reason"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [name],
                ["app_user.id"],
                name=op.f(f"fk_sender_{name}_app_user"),
                ondelete="SET NULL",
            )
            for name in ("user_id", "paused_by", "created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender")),
    )
    op.create_index(op.f("ix_sender_user_id"), "sender", ["user_id"], unique=False)
    op.create_index("uq_sender_address", "sender", ["address"], unique=True)
    op.create_index(
        "ix_sender_name", "sender", [sa.literal_column("lower(name)"), "id"], unique=False
    )
    op.create_table(
        "sender_day",
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_sender_day_sent_not_negative")),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["sender.id"],
            name=op.f("fk_sender_day_sender_id_sender"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sender_id", "day", name=op.f("pk_sender_day")),
    )
    op.create_table(
        "domain_day",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_domain_day_sent_not_negative")),
        sa.PrimaryKeyConstraint("domain", "day", name=op.f("pk_domain_day")),
    )
    op.create_index("ix_domain_day_day", "domain_day", ["day"], unique=False)


def downgrade() -> None:
    op.drop_table("domain_day")
    op.drop_table("sender_day")
    op.drop_table("sender")
