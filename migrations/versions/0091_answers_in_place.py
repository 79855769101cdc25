"""What the provider has taken is noted in place, and what is on its way in a row a request"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

COLUMNS = """
    ALTER TABLE message
    ADD holds_step boolean GENERATED ALWAYS AS (CASE WHEN status IN ('queued', 'sending', 'unknown',
        'accepted', 'delivered', 'bounced', 'dropped') THEN true END) STORED,
    ADD listed_as text GENERATED ALWAYS AS (
        CASE WHEN status = 'sending' THEN 'accepted' ELSE status END) STORED,
    SET (fillfactor = 45)
"""
UNDER_WAY = """
    INSERT INTO dispatch (decided_at, began_at, message_ids)
    SELECT coalesce(decided_at, sending_at), sending_at, array_agg(id ORDER BY id) FROM message
    WHERE status = 'sending' GROUP BY 1, 2
"""
_NOT_RECEIVED = "IN ('failed', 'bounced', 'dropped', 'missed')"
_FORMER = (
    *("uq_message_address", "ix_message_unconfirmed", "ix_message_contact_id_sent_at"),
    *("ix_message_account_id_sent_at", "ix_message_sender_id_sent_at", "ix_message_not_received"),
    *("ix_message_status_id", "ix_message_address"),
)
_NEW = (
    *("uq_message_address", "ix_message_contact_id", "ix_message_account_id"),
    *("ix_message_sender_id_sending_at", "ix_message_not_received", "ix_message_listed_as_id"),
)


def upgrade() -> None:
    op.create_table(
        "dispatch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    op.execute(UNDER_WAY)
    _drop(_FORMER)
    op.execute(COLUMNS)
    op.create_index(
        "uq_message_address",
        "message",
        ["address", "sequence_id", "step", "visit", "holds_step"],
        unique=True,
    )
    op.create_index("ix_message_contact_id", "message", ["contact_id"])
    op.create_index("ix_message_account_id", "message", ["account_id"])
    op.create_index("ix_message_sender_id_sending_at", "message", ["sender_id", "sending_at"])
    op.create_index(
        "ix_message_not_received",
        "message",
        ["sequence_id", "step", "listed_as", "id"],
        postgresql_where=sa.text(f"listed_as {_NOT_RECEIVED}"),
    )
    op.create_index("ix_message_listed_as_id", "message", ["listed_as", "id"])


def downgrade() -> None:
    _drop(_NEW)
    op.execute("ALTER TABLE message DROP holds_step, DROP listed_as, RESET (fillfactor)")
    op.create_index(
        "uq_message_address",
        "message",
        ["address", "sequence_id", "step", "visit"],
        unique=True,
        postgresql_where=sa.text(
            "status IN ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'bounced', 'dropped')"
        ),
    )
    op.create_index(
        "ix_message_unconfirmed",
        "message",
        ["sending_at"],
        postgresql_where=sa.text("status IN ('sending', 'unknown')"),
    )
    for whose in ("contact", "account", "sender"):
        op.create_index(f"ix_message_{whose}_id_sent_at", "message", [f"{whose}_id", "sent_at"])
    op.create_index(
        "ix_message_not_received",
        "message",
        ["sequence_id", "step", "status", "id"],
        postgresql_where=sa.text(f"status {_NOT_RECEIVED}"),
    )
    op.create_index("ix_message_status_id", "message", ["status", "id"])
    op.create_index(
        "ix_message_address",
        "message",
        ["address"],
        postgresql_where=sa.text("sent_at IS NOT NULL"),
    )
    op.drop_table("dispatch")


def _drop(indexes: tuple[str, ...]) -> None:
    for name in indexes:
        op.drop_index(name, table_name="message")
