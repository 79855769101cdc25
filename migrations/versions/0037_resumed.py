"""Since when sequences and senders go on after a pause"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("sequence", "sender"):
        op.add_column(table, sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in ("sequence", "sender"):
        op.drop_column(table, "resumed_at")
