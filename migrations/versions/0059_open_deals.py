"""Sequences that skip accounts with an open deal, and what an open deal is"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

# In words, where it is at another event than emails are about; of that one's stages they speak.
OPEN_DEAL = """
CREATE FUNCTION open_deal(account bigint, event bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT t.stage || ' at ' || v.name FROM target t JOIN event v ON v.id = t.event_id
    WHERE t.account_id = account AND t.stage IN ('Booked', 'Checked In')
        AND t.event_id IS DISTINCT FROM event
    ORDER BY v.starts_on DESC NULLS LAST, v.id DESC LIMIT 1
$$"""


def upgrade() -> None:
    column = sa.Column("skip_open_deals", sa.Boolean(), server_default="false", nullable=False)
    op.add_column("sequence", column)
    op.execute(OPEN_DEAL)


def downgrade() -> None:
    op.execute("DROP FUNCTION open_deal(bigint, bigint)")
    op.drop_column("sequence", "skip_open_deals")
