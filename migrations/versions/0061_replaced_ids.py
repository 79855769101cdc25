"""The Message-ID that the provider gave an email in place of ours"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("mail_id", sa.String(), server_default="", nullable=False))
    op.create_index(
        "ix_message_mail_id", "message", ["mail_id"], postgresql_where=sa.text("mail_id <> ''")
    )


def downgrade() -> None:
    op.drop_index("ix_message_mail_id", table_name="message")
    op.drop_column("message", "mail_id")
