"""Who has only a first name is sorted by it, not before everybody else"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = "last_name || ' ' || first_name"
NOW = f"ltrim({BEFORE})"
FOLLOW = """
UPDATE attendee t SET sort_name = c.sort_name FROM contact c
WHERE c.id = t.contact_id AND t.sort_name <> c.sort_name
"""


def upgrade() -> None:
    _sort_by(NOW)


def downgrade() -> None:
    _sort_by(BEFORE)


def _sort_by(name: str) -> None:
    """No version of PostgreSQL before 17 changes what a column is worked out by."""
    op.drop_index("ix_contact_sort_name", table_name="contact")
    op.drop_column("contact", "sort_name")
    column = sa.Column("sort_name", sa.Text(), sa.Computed(_sort_key(name), persisted=True))
    op.add_column("contact", column)
    op.create_index("ix_contact_sort_name", "contact", ["sort_name", "id"])
    op.execute(FOLLOW)


def _sort_key(name: str) -> str:
    folded = (
        f"regexp_replace(normalize(translate(lower({name}), 'øłđðæœıß', 'olddaois'), NFKD),"
        " '[\\u0300-\\u036f]', '', 'g')"
    )
    plain = f"octet_length({name}) = char_length({name})"
    return f"left(CASE WHEN {plain} THEN lower({name}) ELSE {folded} END, 120)"
