"""Enrollments, their emails and tasks"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrollment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "finished",
                "exited",
                name="enrollmentstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="active",
            nullable=False,
        ),
        sa.Column("exit_reason", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reasons", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "person",
                "api",
                "rule",
                "import",
                name="enrollmentsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="person",
            nullable=False,
        ),
        sa.Column("enrolled_by", sa.BigInteger(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'active') = (ended_at IS NULL)", name=op.f("ck_enrollment_ended_has_moment")
        ),
        sa.CheckConstraint(
            "(status = 'exited') = (exit_reason <> '')", name=op.f("ck_enrollment_exit_has_reason")
        ),
        sa.CheckConstraint(
            "status <> 'active' OR due_at IS NOT NULL", name=op.f("ck_enrollment_active_is_due")
        ),
        sa.CheckConstraint("visit > 0", name=op.f("ck_enrollment_visit_positive")),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_enrollment_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["enrolled_by"],
            ["app_user.id"],
            name=op.f("fk_enrollment_enrolled_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_enrollment_event_id_event"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["sender.id"],
            name=op.f("fk_enrollment_sender_id_sender"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["sequence.id"],
            name=op.f("fk_enrollment_sequence_id_sequence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["sequence_version.id"],
            name=op.f("fk_enrollment_version_id_sequence_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment")),
        postgresql_with={"fillfactor": "85"},
    )
    op.create_index(
        "ix_enrollment_contact_id_status", "enrollment", ["contact_id", "status"], unique=False
    )
    op.create_index(
        "ix_enrollment_due",
        "enrollment",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(op.f("ix_enrollment_event_id"), "enrollment", ["event_id"], unique=False)
    op.create_index(op.f("ix_enrollment_sender_id"), "enrollment", ["sender_id"], unique=False)
    op.create_index(
        "ix_enrollment_sequence_id_status",
        "enrollment",
        ["sequence_id", "status", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_enrollment_version_id"), "enrollment", ["version_id"], unique=False)
    op.create_index(
        "uq_enrollment_open",
        "enrollment",
        ["sequence_id", "contact_id"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "enrollment_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enrollment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_enrollment_change_enrollment_id_enrollment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_enrollment_change_user_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment_change")),
    )
    op.create_index(
        "ix_enrollment_change_enrollment_id_at",
        "enrollment_change",
        ["enrollment_id", "at"],
        unique=False,
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enrollment_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.BigInteger(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_hold_has_reason")),
        sa.CheckConstraint(
            "num_nonnulls(enrollment_id, contact_id, account_id) = 1",
            name=op.f("ck_hold_speaks_of_one"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_hold_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_hold_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_hold_enrollment_id_enrollment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["held_by"], ["app_user.id"], name=op.f("fk_hold_held_by_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index("ix_hold_account_id", "hold", ["account_id"], unique=False)
    op.create_index("ix_hold_contact_id", "hold", ["contact_id"], unique=False)
    op.create_index("ix_hold_enrollment_id", "hold", ["enrollment_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("enrollment_id", sa.BigInteger(), nullable=True),
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("template_version_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "sending",
                "unknown",
                "accepted",
                "delivered",
                "bounced",
                "dropped",
                "failed",
                "cancelled",
                "missed",
                name="messagestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="queued",
            nullable=False,
        ),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_touch", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("complained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "position('@' in address) > 1", name=op.f("ck_message_address_is_address")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_message_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_message_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_message_enrollment_id_enrollment"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["sender.id"],
            name=op.f("fk_message_sender_id_sender"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["sequence.id"],
            name=op.f("fk_message_sequence_id_sequence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["app_user.id"],
            name=op.f("fk_message_settled_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["template_version_id"],
            ["template_version.id"],
            name=op.f("fk_message_template_version_id_template_version"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "enrollment_id", "step", "visit", name=op.f("uq_message_enrollment_id_step_visit")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    op.create_index(
        "ix_message_account_id_sent_at", "message", ["account_id", "sent_at"], unique=False
    )
    op.create_index(
        "ix_message_contact_id_sent_at", "message", ["contact_id", "sent_at"], unique=False
    )
    op.create_index(
        "ix_message_sender_id_sent_at", "message", ["sender_id", "sent_at"], unique=False
    )
    op.create_index("ix_message_sequence_id_step", "message", ["sequence_id", "step"], unique=False)
    op.create_index("ix_message_status_id", "message", ["status", "id"], unique=False)
    op.create_index(
        "ix_message_unconfirmed",
        "message",
        ["sending_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('sending', 'unknown')"),
    )
    op.create_index(
        "uq_message_address",
        "message",
        ["sequence_id", "step", "visit", "address"],
        unique=True,
        postgresql_where=sa.text(
            "status IN ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'bounced', 'dropped')"
        ),
    )
    op.create_table(
        "sequence_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("enrollment_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"],
            ["app_user.id"],
            name=op.f("fk_sequence_task_assignee_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["app_user.id"],
            name=op.f("fk_sequence_task_done_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"],
            ["enrollment.id"],
            name=op.f("fk_sequence_task_enrollment_id_enrollment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequence_task")),
        sa.UniqueConstraint(
            "enrollment_id", "step", "visit", name=op.f("uq_sequence_task_enrollment_id_step_visit")
        ),
    )
    op.create_index("ix_sequence_task_assignee_id", "sequence_task", ["assignee_id"], unique=False)
    op.create_index(
        "ix_sequence_task_open",
        "sequence_task",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "message_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_machine", sa.Boolean(), nullable=True),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_message_event_message_id_message"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_message_event_event_id")),
    )
    op.create_index(
        "ix_message_event_message_id_at", "message_event", ["message_id", "at"], unique=False
    )
    op.create_index(
        "ix_message_event_waiting",
        "message_event",
        ["id"],
        unique=False,
        postgresql_where=sa.text("applied_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_message_event_waiting",
        table_name="message_event",
        postgresql_where=sa.text("applied_at IS NULL"),
    )
    op.drop_index("ix_message_event_message_id_at", table_name="message_event")
    op.drop_table("message_event")
    op.drop_index(
        "ix_sequence_task_open",
        table_name="sequence_task",
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index("ix_sequence_task_assignee_id", table_name="sequence_task")
    op.drop_table("sequence_task")
    op.drop_index(
        "uq_message_address",
        table_name="message",
        postgresql_where=sa.text(
            "status IN ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'bounced', 'dropped')"
        ),
    )
    op.drop_index(
        "ix_message_unconfirmed",
        table_name="message",
        postgresql_where=sa.text("status IN ('sending', 'unknown')"),
    )
    op.drop_index("ix_message_status_id", table_name="message")
    op.drop_index("ix_message_sequence_id_step", table_name="message")
    op.drop_index("ix_message_sender_id_sent_at", table_name="message")
    op.drop_index("ix_message_contact_id_sent_at", table_name="message")
    op.drop_index("ix_message_account_id_sent_at", table_name="message")
    op.drop_table("message")
    op.drop_index("ix_hold_enrollment_id", table_name="hold")
    op.drop_index("ix_hold_contact_id", table_name="hold")
    op.drop_index("ix_hold_account_id", table_name="hold")
    op.drop_table("hold")
    op.drop_index("ix_enrollment_change_enrollment_id_at", table_name="enrollment_change")
    op.drop_table("enrollment_change")
    op.drop_index(
        "uq_enrollment_open", table_name="enrollment", postgresql_where=sa.text("status = 'active'")
    )
    op.drop_index(op.f("ix_enrollment_version_id"), table_name="enrollment")
    op.drop_index("ix_enrollment_sequence_id_status", table_name="enrollment")
    op.drop_index(op.f("ix_enrollment_sender_id"), table_name="enrollment")
    op.drop_index(op.f("ix_enrollment_event_id"), table_name="enrollment")
    op.drop_index(
        "ix_enrollment_due", table_name="enrollment", postgresql_where=sa.text("status = 'active'")
    )
    op.drop_index("ix_enrollment_contact_id_status", table_name="enrollment")
    op.drop_table("enrollment")
