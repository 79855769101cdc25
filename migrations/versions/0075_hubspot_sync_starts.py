"""The sync with HubSpot starts when an administrator says so, and can be paused"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hubspot_sync",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.BigInteger(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_hubspot_sync_only_row")),
        sa.ForeignKeyConstraint(
            ["started_by"],
            ["app_user.id"],
            name=op.f("fk_hubspot_sync_started_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_sync")),
    )


def downgrade() -> None:
    op.drop_table("hubspot_sync")
