"""What an undo planned to put back in HubSpot is looked for in an index of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

INDEX = "ix_hubspot_write_put_back"


def upgrade() -> None:
    op.create_index(
        INDEX,
        "hubspot_write",
        ["id"],
        postgresql_where=sa.text("expected IS NOT NULL AND sending_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(INDEX, "hubspot_write")
