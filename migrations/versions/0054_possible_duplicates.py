"""New records that may be one with another are listed with an import's differences"""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

RESULTS = "'overwritten', 'kept', 'protected', 'duplicate'"


def upgrade() -> None:
    _allow(f"{RESULTS}, 'possible_duplicate'")


def downgrade() -> None:
    op.execute("DELETE FROM import_difference WHERE result = 'possible_duplicate'")
    _allow(RESULTS)


def _allow(results: str) -> None:
    name = op.f("ck_import_difference_differenceresult")
    op.drop_constraint(name, "import_difference", type_="check")
    op.create_check_constraint(name, "import_difference", f"result IN ({results})")
