"""Indexes of the texts that lists are narrowed by"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FILTERS = (
    ("contact", "country"),
    ("account", "industry"),
    ("account", "size"),
    ("account", "headquarters"),
)


def upgrade() -> None:
    for table, name in FILTERS:
        op.create_index(
            f"ix_{table}_{name}",
            table,
            [sa.text(f"lower({name})"), "id"],
            postgresql_where=sa.text(f"{name} <> ''"),
        )


def downgrade() -> None:
    for table, name in FILTERS:
        op.drop_index(f"ix_{table}_{name}", table)
