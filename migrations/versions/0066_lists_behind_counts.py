"""The latest messages and replies of a step come by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

TRIGGER = """
CREATE FUNCTION step_of_reply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.step := coalesce((SELECT step FROM message WHERE id = NEW.message_id), '');
    RETURN NEW;
END $$;
CREATE TRIGGER reply_has_step BEFORE INSERT OR UPDATE OF message_id ON reply
    FOR EACH ROW EXECUTE FUNCTION step_of_reply()"""
FILL = """
UPDATE reply r SET step = m.step FROM message m WHERE m.id = r.message_id"""


def upgrade() -> None:
    op.add_column("reply", sa.Column("step", sa.String(), server_default="", nullable=False))
    op.execute(FILL)
    op.execute(TRIGGER)
    op.create_index(
        "ix_reply_human",
        "reply",
        ["sequence_id", "step", "id"],
        postgresql_where=sa.text("kind = 'human'"),
    )
    op.create_index(
        "ix_reply_new",
        "reply",
        ["sequence_id"],
        postgresql_where=sa.text("kind = 'human' AND decided_at IS NULL"),
    )
    op.create_index(
        "ix_reply_to_place",
        "reply",
        ["kind"],
        postgresql_where=sa.text("placed_by IS NULL AND decided_at IS NULL"),
    )
    op.drop_index("ix_message_sequence_id_step", table_name="message")
    op.create_index("ix_message_sequence_id_step", "message", ["sequence_id", "step", "id"])
    op.create_index(
        "ix_message_not_received",
        "message",
        ["sequence_id", "step", "status", "id"],
        postgresql_where=sa.text("status IN ('failed', 'bounced', 'dropped', 'missed')"),
    )


def downgrade() -> None:
    op.drop_index("ix_message_not_received", table_name="message")
    op.drop_index("ix_message_sequence_id_step", table_name="message")
    op.create_index("ix_message_sequence_id_step", "message", ["sequence_id", "step"])
    for name in ("ix_reply_to_place", "ix_reply_new", "ix_reply_human"):
        op.drop_index(name, table_name="reply")
    op.execute("DROP TRIGGER reply_has_step ON reply")
    op.execute("DROP FUNCTION step_of_reply()")
    op.drop_column("reply", "step")
