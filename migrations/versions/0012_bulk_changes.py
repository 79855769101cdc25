"""Changes to many records at once"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def one_of(name: str, *values: str) -> sa.Enum:
    """A text that is one of these."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("record", one_of("recordkind", "account", "contact"), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "changekind",
                "owner",
                "stage",
                "status",
                "personas",
                "add_to_event",
                "remove_from_event",
            ),
            nullable=False,
        ),
        sa.Column(
            "value",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undo_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("total > 0", name=op.f("ck_bulk_change_total_positive")),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_bulk_change_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_bulk_change_job_id_job"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_change")),
    )
    op.create_index("ix_bulk_change_created_at", "bulk_change", ["created_at"])
    op.create_index(op.f("ix_bulk_change_job_id"), "bulk_change", ["job_id"])
    op.create_table(
        "bulk_change_record",
        sa.Column("bulk_change_id", sa.BigInteger(), nullable=False),
        sa.Column("record", one_of("recordkind", "account", "contact"), nullable=False),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "outcome",
            one_of(
                "changeoutcome",
                "pending",
                "changed",
                "unchanged",
                "missing",
                "undone",
                "kept",
            ),
            server_default="pending",
            nullable=False,
        ),
        sa.Column(
            "before",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulk_change_id"],
            ["bulk_change.id"],
            name=op.f("fk_bulk_change_record_bulk_change_id_bulk_change"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "bulk_change_id", "record", "record_id", name=op.f("pk_bulk_change_record")
        ),
    )


def downgrade() -> None:
    op.drop_table("bulk_change_record")
    op.drop_index(op.f("ix_bulk_change_job_id"), table_name="bulk_change")
    op.drop_index("ix_bulk_change_created_at", table_name="bulk_change")
    op.drop_table("bulk_change")
