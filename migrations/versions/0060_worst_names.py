"""Names that look wrong in an email, quick to find among a million"""

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_contact_without_first_name", "(id) WHERE first_name = ''"),
    (
        "ix_contact_other_script",
        "(id) WHERE octet_length(first_name || last_name) * 2"
        " > char_length(first_name || last_name) * 3",
    ),
    (
        "ix_contact_long_name",
        "(char_length(first_name || last_name) DESC)"
        " WHERE char_length(first_name || last_name) > 30",
    ),
)


def upgrade() -> None:
    for name, what in _INDEXES:
        op.execute(f"CREATE INDEX {name} ON contact {what}")


def downgrade() -> None:
    for name, _ in _INDEXES:
        op.execute(f"DROP INDEX {name}")
