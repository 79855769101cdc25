"""When each record's history in HubSpot was last read, and what makes a refused value be sent again"""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

COLUMNS = (
    ("hubspot_change", "looked_at"),
    ("hubspot_change", "retried_at"),
    ("hubspot_schema", "changed_at"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
