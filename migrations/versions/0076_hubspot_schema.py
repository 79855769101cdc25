"""HubSpot's properties are kept as it last described them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kinds = sa.Enum(
        "account",
        "contact",
        "target",
        name="syncedrecord",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "hubspot_schema",
        sa.Column("record", kinds, nullable=False),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("properties", JSONB(), server_default="{}", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_hubspot_schema")),
    )


def downgrade() -> None:
    op.drop_table("hubspot_schema")
