"""Email templates, their versions, and snippets"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

UNCHANGING = """
CREATE TRIGGER template_version_unchanging
    BEFORE UPDATE OF template_id, number, subject, preheader, html, text
    ON template_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def _created_by(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["created_by"],
        ["app_user.id"],
        name=op.f(f"fk_{table}_created_by_app_user"),
        ondelete="SET NULL",
    )


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_template_name_not_empty")),
        _created_by("template"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
    )
    op.create_index("uq_template_name", "template", [sa.literal_column("lower(name)")], unique=True)
    op.create_index(
        "ix_template_updated_at",
        "template",
        [sa.literal_column("updated_at DESC"), "id"],
        unique=False,
    )
    op.create_table(
        "template_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("preheader", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _created_by("template_version"),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["template.id"],
            name=op.f("fk_template_version_template_id_template"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sa.UniqueConstraint(
            "template_id", "number", name=op.f("uq_template_version_template_id_number")
        ),
    )
    op.create_foreign_key(
        op.f("fk_template_version_id_template_version"),
        "template",
        "template_version",
        ["version_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_table(
        "snippet",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_snippet_name_not_empty")),
        _created_by("snippet"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snippet")),
    )
    op.create_index("uq_snippet_name", "snippet", [sa.literal_column("lower(name)")], unique=True)
    op.execute(UNCHANGING)


def downgrade() -> None:
    op.drop_table("snippet")
    op.drop_constraint(op.f("fk_template_version_id_template_version"), "template")
    op.drop_table("template_version")
    op.drop_table("template")
