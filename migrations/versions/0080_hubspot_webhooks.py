"""What our app at HubSpot is set up to report"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hubspot_webhooks",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("url", sa.String(), server_default="", nullable=False),
        sa.Column("events", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_hubspot_webhooks_only_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_webhooks")),
    )


def downgrade() -> None:
    op.drop_table("hubspot_webhooks")
