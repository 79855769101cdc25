"""In which order colleagues get their first email, and with which wording"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

# In the order of models/contact.py; without a persona they come last.
RANK = """
CREATE FUNCTION persona_rank(personas text[]) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(min(array_position(
        ARRAY['ExecOps', 'Ops', 'Procurement', 'Sales', 'Tech', 'NonOps'], persona)) - 1, 6)::smallint
    FROM unnest(personas) persona
$$"""
CHANGED = """
CREATE FUNCTION follow_personas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE enrollment SET rank = persona_rank(NEW.personas)
        WHERE contact_id = NEW.id AND status = 'active';
    RETURN NULL;
END $$;
CREATE TRIGGER rank_of_contact AFTER UPDATE OF personas ON contact FOR EACH ROW
    WHEN (NEW.personas <> OLD.personas) EXECUTE FUNCTION follow_personas();
"""
KNOWN = """
UPDATE enrollment e SET rank = persona_rank(c.personas) FROM contact c
WHERE c.id = e.contact_id AND e.status = 'active'"""
ACTIVE = sa.text("status = 'active'")


def upgrade() -> None:
    op.execute(RANK)
    op.add_column(
        "enrollment", sa.Column("rank", sa.SmallInteger(), server_default="6", nullable=False)
    )
    op.execute(KNOWN)
    op.execute(CHANGED)
    op.drop_index("ix_enrollment_due", table_name="enrollment")
    op.create_index(
        "ix_enrollment_due", "enrollment", ["due_at", "rank", "id"], postgresql_where=ACTIVE
    )
    op.add_column(
        "message",
        sa.Column("wording_shift", sa.SmallInteger(), server_default="0", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("message", "wording_shift")
    op.drop_index("ix_enrollment_due", table_name="enrollment")
    op.create_index("ix_enrollment_due", "enrollment", ["due_at", "id"], postgresql_where=ACTIVE)
    op.execute("DROP TRIGGER rank_of_contact ON contact")
    op.execute("DROP FUNCTION follow_personas()")
    op.drop_column("enrollment", "rank")
    op.execute("DROP FUNCTION persona_rank(text[])")
