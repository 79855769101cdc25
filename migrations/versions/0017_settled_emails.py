"""What people said of guessed addresses is read with a company's evidence"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SETTLED = sa.text("field = 'email' AND settled_by IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_claim_settled_email", "claim", ["contact_id"], postgresql_where=SETTLED
    )


def downgrade() -> None:
    op.drop_index("ix_claim_settled_email", table_name="claim", postgresql_where=SETTLED)
