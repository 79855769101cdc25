"""New words of names are sorted into the index for similar ones at once"""

from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER INDEX ix_name_word_similar SET (fastupdate = off)")
    op.execute("SELECT gin_clean_pending_list('ix_name_word_similar')")


def downgrade() -> None:
    op.execute("ALTER INDEX ix_name_word_similar RESET (fastupdate)")
