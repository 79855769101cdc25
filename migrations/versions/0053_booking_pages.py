"""A sender's own page to book meetings by"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sender", sa.Column("booking_url", sa.Text(), server_default="", nullable=False)
    )
    op.create_check_constraint(
        "booking_url_is_secure", "sender", "booking_url = '' OR booking_url LIKE 'https://%'"
    )


def downgrade() -> None:
    op.drop_column("sender", "booking_url")
