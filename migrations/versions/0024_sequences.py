"""Sequences, and versions that no longer change"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

UNCHANGING = """
CREATE TRIGGER sequence_version_unchanging BEFORE UPDATE OF sequence_id, number, definition
    ON sequence_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.create_table(
        "sequence",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "active",
                "paused",
                "archived",
                name="sequencestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("draft", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'paused' OR (status = 'archived' AND paused_at IS NOT NULL))"
            " = (paused_at IS NOT NULL)",
            name=op.f("ck_sequence_paused_has_moment"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_sequence_name_not_empty")),
        sa.CheckConstraint(
            "status = 'draft' OR version_id IS NOT NULL",
            name=op.f("ck_sequence_in_use_has_version"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["app_user.id"],
            name=op.f("fk_sequence_created_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_sequence_event_id_event"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_sequence_owner_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequence")),
    )
    op.create_index(op.f("ix_sequence_event_id"), "sequence", ["event_id"], unique=False)
    op.create_index(op.f("ix_sequence_owner_id"), "sequence", ["owner_id"], unique=False)
    op.create_index(
        "ix_sequence_updated_at",
        "sequence",
        [sa.literal_column("updated_at DESC"), "id"],
        unique=False,
    )
    op.create_index("uq_sequence_name", "sequence", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "sequence_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by"],
            ["app_user.id"],
            name=op.f("fk_sequence_version_published_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["sequence.id"],
            name=op.f("fk_sequence_version_sequence_id_sequence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequence_version")),
        sa.UniqueConstraint(
            "sequence_id", "number", name=op.f("uq_sequence_version_sequence_id_number")
        ),
    )
    op.create_foreign_key(
        op.f("fk_sequence_version_id_sequence_version"),
        "sequence",
        "sequence_version",
        ["version_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.execute(UNCHANGING)


def downgrade() -> None:
    op.drop_constraint(op.f("fk_sequence_version_id_sequence_version"), "sequence")
    op.drop_table("sequence_version")
    op.drop_table("sequence")
