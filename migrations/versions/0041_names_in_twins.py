"""What names of SendGrid's templates are here"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = sa.Column("names", JSONB(), nullable=False, server_default="{}")
    op.add_column("template_link", names)


def downgrade() -> None:
    op.drop_column("template_link", "names")
