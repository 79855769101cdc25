"""A target that comes with what it repeats of its account is not looked up once more"""

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_TRIGGER = """
CREATE OR REPLACE TRIGGER target_as_its_account BEFORE INSERT ON target FOR EACH ROW
    {condition} EXECUTE FUNCTION fill_target()
"""


def upgrade() -> None:
    op.execute(_TRIGGER.format(condition="WHEN (NEW.sort_name IS NULL)"))


def downgrade() -> None:
    op.execute(_TRIGGER.format(condition=""))
