"""By which decision a message goes out, and room and indexes for what the engine looks up"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


OPEN_OR_SENT = (
    "status IN ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'bounced', 'dropped')"
)


def _create(*columns: str) -> None:
    op.create_index(
        "uq_message_address",
        "message",
        list(columns),
        unique=True,
        postgresql_where=sa.text(OPEN_OR_SENT),
    )


def upgrade() -> None:
    op.add_column("message", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("ALTER TABLE enrollment SET (fillfactor = 50)")
    op.drop_index("uq_message_address", "message")
    _create("address", "sequence_id", "step", "visit")


def downgrade() -> None:
    op.drop_index("uq_message_address", "message")
    _create("sequence_id", "step", "visit", "address")
    op.execute("ALTER TABLE enrollment SET (fillfactor = 85)")
    op.drop_column("message", "decided_at")
