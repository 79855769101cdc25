"""Files of records that people export, piece by piece"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Enum("account", "contact", name="recordkind", native_enum=False,
                                  create_constraint=True, length=32), nullable=False),
        sa.Column("format", sa.Enum("csv", "xlsx", name="exportformat", native_enum=False,
                                    create_constraint=True, length=32), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("selection", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ready_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint("size >= 0 AND rows >= 0", name=op.f("ck_export_not_negative")),
        sa.ForeignKeyConstraint(["made_by"], ["app_user.id"], ondelete="CASCADE",
                                name=op.f("fk_export_made_by_app_user")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], ondelete="SET NULL",
                                name=op.f("fk_export_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )  # fmt: skip
    op.create_index("ix_export_made_by_id", "export", ["made_by", "id"])
    op.create_index("ix_export_expires_at", "export", ["expires_at"])
    op.create_table(
        "export_part",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("export_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["export.id"], ondelete="CASCADE",
                                name=op.f("fk_export_part_export_id_export")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_part")),
    )  # fmt: skip
    op.create_index("ix_export_part_export_id_number", "export_part", ["export_id", "number"])
    # The pieces are kept for a day: making them smaller costs more than their place.
    op.execute("ALTER TABLE export_part ALTER COLUMN content SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("export_part")
    op.drop_table("export")
