"""Attachments of templates, their links followed, and their twins in SendGrid"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# A version is new for as long as no template names it: what is saved next has a higher id.
UNCHANGING = """
CREATE FUNCTION refuse_other_attachments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM template_version WHERE id = OLD.version_id) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM template_version v JOIN template t ON t.id = v.template_id
        WHERE v.id = NEW.version_id AND t.version_id >= v.id
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the attachments of a saved version never change'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER template_attachment_unchanging BEFORE INSERT OR UPDATE OR DELETE
    ON template_attachment FOR EACH ROW EXECUTE FUNCTION refuse_other_attachments();
"""


def upgrade() -> None:
    op.create_table(
        "link_check",
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcomes", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["template.id"],
            name=op.f("fk_link_check_template_id_template"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("template_id", name=op.f("pk_link_check")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "size = octet_length(content)", name=op.f("ck_attachment_size_is_true")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("hash", name=op.f("uq_attachment_hash")),
    )
    op.create_table(
        "template_attachment",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["template_version.id"],
            name=op.f("fk_template_attachment_version_id_template_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_template_attachment_attachment_id_attachment"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("version_id", "place", name=op.f("pk_template_attachment")),
    )
    op.create_index(
        op.f("ix_template_attachment_attachment_id"), "template_attachment", ["attachment_id"]
    )
    op.execute(UNCHANGING)
    op.create_table(
        "template_link",
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("sendgrid_id", sa.String(), nullable=False),
        sa.Column("sendgrid_version_id", sa.String(), nullable=False),
        sa.Column("sendgrid_updated_at", sa.String(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["template.id"],
            name=op.f("fk_template_link_template_id_template"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["template_version.id"],
            name=op.f("fk_template_link_version_id_template_version"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("template_id", name=op.f("pk_template_link")),
        sa.UniqueConstraint("sendgrid_id", name=op.f("uq_template_link_sendgrid_id")),
    )


def downgrade() -> None:
    op.drop_table("template_link")
    op.drop_table("template_attachment")
    op.execute("DROP FUNCTION refuse_other_attachments()")
    op.drop_table("attachment")
    op.drop_table("link_check")
