"""Meeting hours of senders, by which contacts book"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_hours",
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "weekdays",
            postgresql.ARRAY(sa.SmallInteger()),
            server_default=sa.text("'{0,1,2,3,4}'"),
            nullable=False,
        ),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "video",
                "booth",
                "other",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="video",
            nullable=False,
        ),
        sa.Column("location", sa.String(), nullable=False),
        sa.CheckConstraint("closes > opens", name=op.f("ck_meeting_hours_closes_after_it_opens")),
        sa.CheckConstraint(
            "minutes BETWEEN 10 AND 240", name=op.f("ck_meeting_hours_minutes_possible")
        ),
        sa.CheckConstraint(
            "cardinality(weekdays) > 0 AND weekdays <@ CAST('{0,1,2,3,4,5,6}' AS smallint[])",
            name=op.f("ck_meeting_hours_weekdays_are_some"),
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["sender.id"],
            name=op.f("fk_meeting_hours_sender_id_sender"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sender_id", name=op.f("pk_meeting_hours")),
    )


def downgrade() -> None:
    op.drop_table("meeting_hours")
