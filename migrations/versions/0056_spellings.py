"""Accounts are looked up by what their names have in common with other spellings"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("dj", "d"), (" ", ""))


def upgrade() -> None:
    spelling = "name_key"
    for long, short in WRITTEN_OUT:
        spelling = f"replace({spelling}, '{long}', '{short}')"
    op.create_index("ix_account_spelling", "account", [sa.text(spelling)])


def downgrade() -> None:
    op.drop_index("ix_account_spelling", "account")
