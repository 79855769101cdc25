"""Emails that went out after the moment that their step names say so"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("late", sa.Boolean(), server_default="false", nullable=False)
    op.add_column("message", column)


def downgrade() -> None:
    op.drop_column("message", "late")
