"""Meetings with contacts, and the holds and notices that they lead to"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _reference(column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_meeting_{column}_{target}"),
        ondelete=ondelete,
    )


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "uid",
            sa.String(),
            server_default=sa.text("CAST(gen_random_uuid() AS text)"),
            nullable=False,
        ),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            _choice("meetingkind", "call", "video", "booth", "other"),
            server_default="booth",
            nullable=False,
        ),
        sa.Column(
            "outcome",
            _choice("meetingoutcome", "scheduled", "completed", "no_show", "cancelled"),
            server_default="scheduled",
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("guest_name", sa.String(), nullable=False),
        sa.Column("guest_address", sa.String(), nullable=False),
        sa.Column("guest_note", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at AND ends_at - starts_at <= interval '24 hours'",
            name=op.f("ck_meeting_takes_a_day_at_most"),
        ),
        sa.CheckConstraint("timezone <> ''", name=op.f("ck_meeting_timezone_not_empty")),
        _reference("contact_id", "contact", "CASCADE"),
        _reference("event_id", "event", "SET NULL"),
        _reference("owner_id", "app_user", "SET NULL"),
        _reference("sender_id", "sender", "SET NULL"),
        _reference("message_id", "message", "SET NULL"),
        _reference("created_by", "app_user", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index("uq_meeting_uid", "meeting", ["uid"], unique=True)
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at", "id"])
    for column in ("contact_id", "event_id", "owner_id"):
        op.create_index(f"ix_meeting_{column}_starts_at", "meeting", [column, "starts_at"])
    op.create_index(
        "uq_meeting_message_id",
        "meeting",
        ["message_id"],
        unique=True,
        postgresql_where=sa.text("outcome = 'scheduled'"),
    )
    op.execute(
        "ALTER TABLE meeting ADD CONSTRAINT ex_meeting_sender_is_free EXCLUDE USING gist ("
        "int8range(sender_id, sender_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) "
        "WHERE (outcome = 'scheduled' AND sender_id IS NOT NULL)"
    )
    op.add_column("hold", sa.Column("meeting_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_hold_meeting_id"), "hold", ["meeting_id"])
    op.create_foreign_key(
        op.f("fk_hold_meeting_id_meeting"),
        "hold",
        "meeting",
        ["meeting_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.add_column("brake_notice", sa.Column("meeting_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "uq_brake_notice_meeting_id_user_id", "brake_notice", ["meeting_id", "user_id"], unique=True
    )
    op.create_foreign_key(
        op.f("fk_brake_notice_meeting_id_meeting"),
        "brake_notice",
        "meeting",
        ["meeting_id"],
        ["id"],
        ondelete="CASCADE",
    )
    _notices_speak_of("sequence_id, sender_id, reply_id, meeting_id")


def downgrade() -> None:
    op.execute("DELETE FROM brake_notice WHERE meeting_id IS NOT NULL")
    _notices_speak_of("sequence_id, sender_id, reply_id")
    op.drop_column("brake_notice", "meeting_id")
    op.drop_column("hold", "meeting_id")
    op.drop_table("meeting")


def _notices_speak_of(columns: str) -> None:
    op.drop_constraint(op.f("ck_brake_notice_speaks_of_one"), "brake_notice")
    op.create_check_constraint(
        op.f("ck_brake_notice_speaks_of_one"), "brake_notice", f"num_nonnulls({columns}) = 1"
    )
