"""Tasks that nobody has to do any more, because their enrollment ended early"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_INDEX = "ix_sequence_task_open"


def upgrade() -> None:
    column = sa.Column("closed_reason", sa.Text(), server_default="", nullable=False)
    op.add_column("sequence_task", column)
    op.execute("""
        UPDATE sequence_task t SET closed_reason = e.exit_reason FROM enrollment e
        WHERE e.id = t.enrollment_id AND e.status = 'exited' AND t.done_at IS NULL
            AND t.kind <> 'reply'""")
    _index("done_at IS NULL AND closed_reason = ''")


def downgrade() -> None:
    _index("done_at IS NULL")
    op.drop_column("sequence_task", "closed_reason")


def _index(where: str) -> None:
    op.drop_index(_INDEX, table_name="sequence_task")
    op.create_index(_INDEX, "sequence_task", ["due_at"], postgresql_where=sa.text(where))
