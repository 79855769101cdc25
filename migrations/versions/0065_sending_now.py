"""Someone may have an email go out now, at whatever time of day"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("hurried_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("enrollment", column)


def downgrade() -> None:
    op.drop_column("enrollment", "hurried_at")
