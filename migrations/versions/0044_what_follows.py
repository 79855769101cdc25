"""What follows from replies: sequences say it, holds name theirs, notices and answers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "mail_references", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "unknown",
                "failed",
                name="answerstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="queued",
            nullable=False,
        ),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_answer_has_text")),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_answer_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_answer_message_id_message"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["sender.id"],
            name=op.f("fk_answer_sender_id_sender"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["app_user.id"],
            name=op.f("fk_answer_written_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(
        "ix_answer_contact_id_written_at", "answer", ["contact_id", "written_at"], unique=False
    )
    op.add_column("brake_notice", sa.Column("reply_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "uq_brake_notice_reply_id_user_id", "brake_notice", ["reply_id", "user_id"], unique=True
    )
    op.create_foreign_key(
        op.f("fk_brake_notice_reply_id_reply"),
        "brake_notice",
        "reply",
        ["reply_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.add_column("hold", sa.Column("reply_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_hold_reply_id"), "hold", ["reply_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_hold_reply_id_reply"), "hold", "reply", ["reply_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column(
        "sequence",
        sa.Column(
            "on_reply",
            sa.String(length=32),
            server_default="end",
            nullable=False,
        ),
    )
    op.add_column(
        "sequence",
        sa.Column(
            "on_colleague",
            sa.String(length=32),
            server_default="pause",
            nullable=False,
        ),
    )
    op.create_check_constraint(
        op.f("ck_sequence_onreply"), "sequence", "on_reply IN ('end', 'pause')"
    )
    op.create_check_constraint(
        op.f("ck_sequence_oncolleague"),
        "sequence",
        "on_colleague IN ('continue', 'pause', 'stop')",
    )
    op.drop_constraint(op.f("ck_brake_notice_speaks_of_one"), "brake_notice")
    op.create_check_constraint(
        op.f("ck_brake_notice_speaks_of_one"),
        "brake_notice",
        "num_nonnulls(sequence_id, sender_id, reply_id) = 1",
    )


def downgrade() -> None:
    op.execute("DELETE FROM brake_notice WHERE reply_id IS NOT NULL")
    op.drop_constraint(op.f("ck_brake_notice_speaks_of_one"), "brake_notice")
    op.create_check_constraint(
        op.f("ck_brake_notice_speaks_of_one"),
        "brake_notice",
        "num_nonnulls(sequence_id, sender_id) = 1",
    )
    op.drop_column("sequence", "on_colleague")
    op.drop_column("sequence", "on_reply")
    op.drop_constraint(op.f("fk_hold_reply_id_reply"), "hold", type_="foreignkey")
    op.drop_index(op.f("ix_hold_reply_id"), table_name="hold")
    op.drop_column("hold", "reply_id")
    op.drop_constraint(op.f("fk_brake_notice_reply_id_reply"), "brake_notice", type_="foreignkey")
    op.drop_index("uq_brake_notice_reply_id_user_id", table_name="brake_notice")
    op.drop_column("brake_notice", "reply_id")
    op.drop_table("answer")
