"""The index of a text that lists are narrowed by is read without its table"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FILTERS = (
    ("contact", "country"),
    ("account", "industry"),
    ("account", "size"),
    ("account", "headquarters"),
)


def upgrade() -> None:
    # An index on lower(name) is read alone only if it holds the name itself as well.
    for table, name in FILTERS:
        _replace(table, name, include=[name])


def downgrade() -> None:
    for table, name in FILTERS:
        _replace(table, name, include=[])


def _replace(table: str, name: str, include: list[str]) -> None:
    op.drop_index(f"ix_{table}_{name}", table)
    op.create_index(
        f"ix_{table}_{name}",
        table,
        [sa.text(f"lower({name})"), "id"],
        postgresql_include=include,
        postgresql_where=sa.text(f"{name} <> ''"),
    )
