"""Imports that overwrite fields, what differs from records, cells in notes, and files kept"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "import",
        sa.Column("overwrites", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column(
        "import_row", sa.Column("kept", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.create_index(
        "ix_import_row_kept",
        "import_row",
        ["import_id", "number"],
        postgresql_where=sa.text("kept > 0"),
    )
    op.create_table(
        "import_difference",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                *("overwritten", "kept", "protected", "duplicate"),
                name="differenceresult",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("had", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("used_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_import_difference_import_id_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_difference")),
    )


    op.create_table(
        "import_file",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_import_file_import_id_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_file")),
    )


def downgrade() -> None:
    op.drop_table("import_file")
    op.drop_table("import_difference")
    op.drop_index("ix_import_row_kept", "import_row", postgresql_where=sa.text("kept > 0"))
    op.drop_column("import_row", "kept")
    op.drop_column("import", "overwrites")
