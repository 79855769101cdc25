"""Imports while their file is read"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BEFORE = "'draft', 'running', 'done', 'failed', 'undoing', 'undone'"


def choices(values: str) -> None:
    op.drop_constraint(op.f("ck_import_importstatus"), "import", type_="check")
    op.create_check_constraint(op.f("ck_import_importstatus"), "import", f"status IN ({values})")


def upgrade() -> None:
    choices(f"'reading', 'refused', {BEFORE}")
    op.add_column("import", sa.Column("read_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_import_made_by_reading",
        "import",
        ["made_by"],
        unique=True,
        postgresql_where=sa.text("status = 'reading'"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM import WHERE status IN ('reading', 'refused')")
    op.drop_index("uq_import_made_by_reading", table_name="import")
    op.drop_column("import", "read_until")
    choices(BEFORE)
