"""What comes in: posts, and the replies that are read from them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound_post",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.CheckConstraint(
            "read_at IS NOT NULL OR content IS NOT NULL",
            name=op.f("ck_inbound_post_has_what_is_to_read"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_post")),
        sa.UniqueConstraint("hash", name=op.f("uq_inbound_post_hash")),
    )
    op.create_index(
        "ix_inbound_post_waiting",
        "inbound_post",
        ["id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "human",
                "out_of_office",
                "left",
                "stop",
                "bounce",
                "acknowledgement",
                "challenge",
                "list",
                "own",
                name="replykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unsure", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("recipients", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("quoted", sa.Text(), server_default="", nullable=False),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("mail_id", sa.String(), nullable=False),
        sa.Column(
            "mail_references", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("successor_address", sa.String(), nullable=False),
        sa.Column("successor_name", sa.String(), nullable=False),
        sa.Column(
            "bounce",
            sa.Enum(
                "hard",
                "soft",
                "full",
                "policy",
                name="bounce",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "placed_by",
            sa.Enum(
                "address",
                "references",
                "sender",
                "person",
                name="placedby",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("enrollment_id", sa.BigInteger(), nullable=True),
        sa.Column("sequence_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(placed_by IS NULL) = (placed_at IS NULL) AND (placed_by IS NOT NULL OR contact_id IS NULL)",
            name=op.f("ck_reply_placed_has_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_reply_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_reply_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["app_user.id"],
            name=op.f("fk_reply_decided_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_reply_enrollment_id_enrollment"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_reply_message_id_message"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["sequence.id"],
            name=op.f("fk_reply_sequence_id_sequence"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_reply_fingerprint")),
    )
    op.create_index("ix_reply_account_id", "reply", ["account_id"], unique=False)
    op.create_index(
        "ix_reply_contact_id_received_at", "reply", ["contact_id", "received_at"], unique=False
    )
    op.create_index("ix_reply_enrollment_id", "reply", ["enrollment_id"], unique=False)
    op.create_index(
        "ix_reply_kind_received_at",
        "reply",
        ["kind", sa.literal_column("received_at DESC"), "id"],
        unique=False,
    )
    op.create_index("ix_reply_message_id", "reply", ["message_id"], unique=False)
    op.create_index(
        "ix_reply_open",
        "reply",
        [sa.literal_column("received_at DESC"), "id"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index("ix_reply_sequence_id_kind", "reply", ["sequence_id", "kind"], unique=False)
    op.create_table(
        "reply_file",
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["reply.id"],
            name=op.f("fk_reply_file_reply_id_reply"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reply_id", "place", name=op.f("pk_reply_file")),
    )


def downgrade() -> None:
    op.drop_table("reply_file")
    op.drop_table("reply")
    op.drop_table("inbound_post")
