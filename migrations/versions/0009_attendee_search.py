"""Attendees repeat what their contact is searched by, and targets have a place in the funnel"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STAGE_ORDER = (
    "CASE stage WHEN 'Lead' THEN 0 WHEN 'Qualified' THEN 1 WHEN 'Booked' THEN 2"
    " WHEN 'Checked In' THEN 3 WHEN 'No Show' THEN 4 WHEN 'Won' THEN 5 WHEN 'Lost' THEN 6 END"
)
FILTERS = ("personas", "seniority", "email_status", "owner_id", "enriched", "stage", "status")
# With {0} the columns that are repeated as they are.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION fill_attendee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT account_id, sort_name, account_sort, personas, seniority, email_status, owner_id,
            enriched_at IS NOT NULL{from_contact}
        INTO NEW.account_id, NEW.sort_name, NEW.account_sort, NEW.personas, NEW.seniority,
            NEW.email_status, NEW.owner_id, NEW.enriched{into_new}
        FROM contact WHERE id = NEW.contact_id FOR SHARE;
    SELECT stage INTO NEW.stage FROM target
        WHERE event_id = NEW.event_id AND account_id = NEW.account_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION follow_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE attendee t SET account_id = c.account_id, sort_name = c.sort_name,
        account_sort = c.account_sort, personas = c.personas, seniority = c.seniority,
        email_status = c.email_status, owner_id = c.owner_id, enriched = c.enriched_at IS NOT NULL,
        {set}stage = CASE WHEN t.account_id = c.account_id THEN t.stage ELSE (
            SELECT o.stage FROM target o
            WHERE o.event_id = t.event_id AND o.account_id = c.account_id
        ) END
        FROM changed c WHERE t.contact_id = c.id
        AND (t.account_id, t.sort_name, t.account_sort, t.personas, t.seniority, t.email_status,
                t.owner_id, t.enriched{of_attendee})
            IS DISTINCT FROM (c.account_id, c.sort_name, c.account_sort, c.personas, c.seniority,
                c.email_status, c.owner_id, c.enriched_at IS NOT NULL{of_contact});
    RETURN NULL;
END $$;
"""
SEARCH = {
    "from_contact": ", search",
    "into_new": ", NEW.search",
    "set": "search = c.search, ",
    "of_attendee": ", t.search",
    "of_contact": ", c.search",
}


def upgrade() -> None:
    op.drop_index("ix_attendee_filters", table_name="attendee")
    op.add_column("attendee", sa.Column("search", postgresql.TSVECTOR(), nullable=True))
    op.execute("UPDATE attendee t SET search = c.search FROM contact c WHERE c.id = t.contact_id")
    op.alter_column("attendee", "search", nullable=False)
    op.execute(FUNCTIONS.format(**SEARCH))
    _create_filters("search")
    op.create_index("ix_attendee_status_contact_id", "attendee", ["status", "contact_id"])
    op.add_column(
        "target",
        sa.Column(
            "stage_order",
            sa.SmallInteger(),
            sa.Computed(STAGE_ORDER, persisted=True),
            nullable=True,
        ),
    )
    op.create_index(
        "ix_target_event_id_stage_order", "target", ["event_id", "stage_order", "account_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_target_event_id_stage_order", table_name="target")
    op.drop_column("target", "stage_order")
    op.drop_index("ix_attendee_status_contact_id", table_name="attendee")
    op.drop_index("ix_attendee_filters", table_name="attendee", postgresql_using="gin")
    op.execute(FUNCTIONS.format(**dict.fromkeys(SEARCH, "")))
    op.drop_column("attendee", "search")
    _create_filters()


def _create_filters(*more: str) -> None:
    op.create_index(
        "ix_attendee_filters",
        "attendee",
        ["event_id", *FILTERS, *more],
        postgresql_using="gin",
    )
