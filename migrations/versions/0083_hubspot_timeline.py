"""Emails, replies and meetings that are logged in HubSpot's timeline"""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_TABLE = "hubspot_timeline_entry"
_OF = ("message", "answer", "reply", "meeting")


def upgrade() -> None:
    op.create_table(
        "hubspot_timeline",
        sa.Column(
            "kind",
            sa.Enum(
                *("email", "reply", "meeting"),
                name="timelinekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_hubspot_timeline")),
    )
    op.create_table(
        _TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *(sa.Column(f"{each}_id", sa.BigInteger(), nullable=True) for each in _OF),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hubspot_id", sa.String(), server_default="", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(message_id, answer_id, reply_id, meeting_id) = 1",
            name=op.f(f"ck_{_TABLE}_of_one"),
        ),
        sa.CheckConstraint(
            "hubspot_id ~ '^[0-9]{0,19}$'", name=op.f(f"ck_{_TABLE}_hubspot_id_is_a_number")
        ),
        sa.CheckConstraint(
            "(problem = '') = (refused_at IS NULL)",
            name=op.f(f"ck_{_TABLE}_refused_has_a_problem"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{each}_id"],
                [f"{each}.id"],
                name=op.f(f"fk_{_TABLE}_{each}_id_{each}"),
                ondelete="CASCADE",
            )
            for each in _OF
        ),
        *(sa.UniqueConstraint(f"{each}_id", name=op.f(f"uq_{_TABLE}_{each}_id")) for each in _OF),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(
        f"ix_{_TABLE}_since",
        _TABLE,
        ["since", "id"],
        postgresql_where=sa.text("since IS NOT NULL"),
    )
    op.create_index(
        f"ix_{_TABLE}_problem", _TABLE, ["id"], postgresql_where=sa.text("problem <> ''")
    )
    op.create_index(
        f"ix_{_TABLE}_hubspot_id",
        _TABLE,
        ["hubspot_id"],
        postgresql_where=sa.text("hubspot_id <> ''"),
    )
    # What happened lately is looked for; ranges of pages cost those who send next to nothing.
    op.create_index(
        "ix_message_sent_at",
        "message",
        ["sent_at"],
        postgresql_using="brin",
        postgresql_with={"autosummarize": "on"},
    )
    op.create_index(
        "ix_reply_placed_at",
        "reply",
        ["placed_at"],
        postgresql_where=sa.text("kind IN ('human', 'stop')"),
    )
    op.create_index("ix_meeting_updated_at", "meeting", ["updated_at"])


def downgrade() -> None:
    op.drop_index("ix_meeting_updated_at", table_name="meeting")
    op.drop_index("ix_reply_placed_at", table_name="reply")
    op.drop_index("ix_message_sent_at", table_name="message")
    op.drop_table(_TABLE)
    op.drop_table("hubspot_timeline")
