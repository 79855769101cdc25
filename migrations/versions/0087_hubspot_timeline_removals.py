"""Meetings that were deleted here leave HubSpot's timeline"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

TABLE, NAME = "hubspot_timeline_removal", "note_delete_of_meeting_for_hubspots_timeline"
# Of a contact who is deleted HubSpot keeps the record, and with it what happened.
TRIGGER = f"""
CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {TABLE} (hubspot_id, since)
    SELECT e.hubspot_id, now() FROM hubspot_timeline_entry e
    WHERE e.meeting_id = OLD.id AND e.hubspot_id <> ''
        AND EXISTS (SELECT FROM contact c WHERE c.id = OLD.contact_id)
    ON CONFLICT DO NOTHING;
    RETURN OLD;
END $$;
CREATE TRIGGER {NAME} BEFORE DELETE ON meeting FOR EACH ROW EXECUTE FUNCTION {NAME}()"""  # noqa: S608 - names of ours


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("hubspot_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hubspot_id", name=op.f(f"pk_{TABLE}")),
    )
    op.execute(TRIGGER)


def downgrade() -> None:
    op.execute(f"DROP TRIGGER {NAME} ON meeting")
    op.execute(f"DROP FUNCTION {NAME}()")
    op.drop_table(TABLE)
