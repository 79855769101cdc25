"""Deleted accounts and contacts are kept for a while, so that it can be undone"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deletion",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "record",
            sa.Enum(
                "account",
                "contact",
                name="recordkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("record_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "done BETWEEN 0 AND cardinality(record_ids)", name=op.f("ck_deletion_done_range")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name=op.f("fk_deletion_made_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_deletion_job_id_job"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"],
            ["app_user.id"],
            name=op.f("fk_deletion_undone_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
    )
    op.create_index(op.f("ix_deletion_made_by"), "deletion", ["made_by"])
    op.create_index("ix_deletion_expires_at", "deletion", ["expires_at"])
    op.create_table(
        "deleted_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("deletion_id", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=True),
        sa.Column("row", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["deletion_id"],
            ["deletion.id"],
            name=op.f("fk_deleted_row_deletion_id_deletion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_row")),
    )
    op.create_index("ix_deleted_row_deletion_id_batch", "deleted_row", ["deletion_id", "batch"])


def downgrade() -> None:
    op.drop_table("deleted_row")
    op.drop_table("deletion")
