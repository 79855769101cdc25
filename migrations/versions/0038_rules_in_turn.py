"""Of several rules about one event in a record's life the oldest acts first"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_NOTE = """
CREATE OR REPLACE FUNCTION note_for_rules(about text, at_event bigint, of_account bigint,
    of_contact bigint, by_import bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO rule_occurrence (rule_id, event_id, account_id, contact_id, import_id)
    SELECT r.id, at_event, of_account, of_contact, by_import
    FROM enrollment_rule r JOIN sequence s ON s.id = r.sequence_id
    WHERE r.trigger = about AND r.off_at IS NULL AND s.status IN ('active', 'paused')
        AND coalesce(r.event_id, at_event) = at_event
        AND coalesce(s.event_id, at_event) = at_event
        -- What is put back as it was did not happen now.
        AND current_setting('yardflow.as_before', true) IS DISTINCT FROM 'on'
    {in_turn}FOR KEY SHARE OF r
$$"""


def upgrade() -> None:
    op.execute(_NOTE.format(in_turn="ORDER BY r.id "))


def downgrade() -> None:
    op.execute(_NOTE.format(in_turn=""))
