"""A record that leaves an event is looked at: what it has by its events may be less"""

from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

FOLLOWED = {"target": "account", "attendee": "contact"}
TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    IF EXISTS (SELECT FROM hubspot_field) THEN
        INSERT INTO hubspot_change AS c (record, record_id, since)
        SELECT DISTINCT '{about}', {about}_id, now() FROM old_rows
        ON CONFLICT (record, record_id) DO UPDATE SET since = EXCLUDED.since;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {name}()"""


def upgrade() -> None:
    for table, about in FOLLOWED.items():
        op.execute(TRIGGER.format(name=_name(table, about), table=table, about=about))


def downgrade() -> None:
    for table, about in FOLLOWED.items():
        op.execute(f"DROP TRIGGER {_name(table, about)} ON {table}")
        op.execute(f"DROP FUNCTION {_name(table, about)}()")


def _name(table: str, about: str) -> str:
    return f"note_delete_of_{table}_for_hubspots_{about}"
