"""Enrollments have no index that no one asks by

Whenever one goes on it is written to all its indexes. Versions are never deleted and never looked
for by their enrollments; an event is looked for by those alone that have one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_enrollment_version_id", table_name="enrollment")
    op.drop_index("ix_enrollment_event_id", table_name="enrollment")
    op.create_index(
        "ix_enrollment_event_id",
        "enrollment",
        ["event_id"],
        postgresql_where=sa.text("event_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_enrollment_event_id", table_name="enrollment")
    op.create_index("ix_enrollment_event_id", "enrollment", ["event_id"])
    op.create_index("ix_enrollment_version_id", "enrollment", ["version_id"])
