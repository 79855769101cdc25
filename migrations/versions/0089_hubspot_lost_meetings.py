"""Meetings that were deleted while they were on their way to HubSpot's timeline are looked for there"""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

TABLE, NAME = "hubspot_timeline_lost", "note_delete_of_meeting_for_hubspots_timeline"
# Of a contact who is deleted HubSpot keeps the record, and with it what happened.
BEFORE = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hubspot_timeline_removal (hubspot_id, since)
    SELECT e.hubspot_id, now() FROM hubspot_timeline_entry e
    WHERE e.meeting_id = OLD.id AND e.hubspot_id <> ''
        AND EXISTS (SELECT FROM contact c WHERE c.id = OLD.contact_id)
    ON CONFLICT DO NOTHING;
    RETURN OLD;
END $$"""  # noqa: S608 - names of ours
# Whoever is about to send the entry waits, and then knows that it is gone.
AFTER = BEFORE.replace(
    "    RETURN OLD;",
    f"""    INSERT INTO {TABLE} (hubspot_contact_id, happens_at, sent_at)
    SELECT l.hubspot_id, e.happens_at, e.sending_at FROM hubspot_timeline_entry e
    JOIN hubspot_link l ON l.contact_id = OLD.contact_id AND l.state = 'linked'
    WHERE e.meeting_id = OLD.id AND e.hubspot_id = '' AND e.happens_at IS NOT NULL
        AND e.sending_at IS NOT NULL
        AND EXISTS (SELECT FROM contact c WHERE c.id = OLD.contact_id)
    FOR UPDATE OF e;
    RETURN OLD;""",  # noqa: S608
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hubspot_contact_id", sa.String(), nullable=False),
        sa.Column("happens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.execute(AFTER)


def downgrade() -> None:
    op.execute(BEFORE)
    op.drop_table(TABLE)
