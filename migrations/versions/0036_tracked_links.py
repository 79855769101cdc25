"""Where the links of emails lead"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracked_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(url) <= 2000", name=op.f("ck_tracked_link_url_not_too_long")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_link")),
    )


def downgrade() -> None:
    op.drop_table("tracked_link")
