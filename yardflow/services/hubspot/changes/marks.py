"""When each field of a record was last changed here, and by whom."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.models import ChangedBy, SyncedRecord
from yardflow.services.hubspot.mapping.fields import FIELDS

Mark = tuple[datetime, ChangedBy]
# The mark of all that a record came with: of its fields that have a value and no mark of their own.
CAME_WITH = ""
_READ = text("""
SELECT record_id, fields FROM hubspot_change
WHERE record = :record AND record_id = ANY(CAST(:ids AS bigint[]))
""")
_TAKE = text("""
INSERT INTO hubspot_change AS c (record, record_id, fields)
SELECT :record, id, fields FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, fields jsonb)
ON CONFLICT (record, record_id) DO UPDATE SET fields = c.fields || EXCLUDED.fields
""")
# The audit log knows what people entered before HubSpot was mapped, and claims what enrichment
# filled in. What is marked already is later than both. To leave a field of a new record empty is no
# act.
_REMEMBER_PEOPLE = """
INSERT INTO hubspot_change AS c (record, record_id, fields)
SELECT :record, record_id, jsonb_object_agg(field, jsonb_build_array(at, 'person')) FROM (
    SELECT a.record_id, f.field, max(a.at) AS at FROM audit_log a CROSS JOIN LATERAL (
        SELECT jsonb_array_elements_text(a.after -> 'fields') AS field
        WHERE jsonb_typeof(a.after -> 'fields') = 'array'
        UNION ALL SELECT key FROM jsonb_each_text(a.after)
        WHERE a.action <> :created OR value <> '') AS f
    WHERE a.record = :record AND a.action IN (:created, :updated, :assigned)
        AND f.field = ANY(CAST(:fields AS text[]))
    GROUP BY a.record_id, f.field) entered
GROUP BY record_id
ON CONFLICT (record, record_id) DO UPDATE SET fields = EXCLUDED.fields || c.fields
"""
_REMEMBER_CLAIMS = """
INSERT INTO hubspot_change AS c (record, record_id, fields)
SELECT :record, {0}_id, jsonb_object_agg(field, jsonb_build_array(applied_at,
    CASE WHEN settled_by IS NULL THEN 'enrichment' ELSE 'person' END))
FROM claim WHERE {0}_id IS NOT NULL AND status = 'applied' GROUP BY {0}_id
ON CONFLICT (record, record_id) DO UPDATE SET fields = EXCLUDED.fields || c.fields
"""


def read(
    session: Session, record: SyncedRecord, record_ids: Sequence[int]
) -> dict[int, dict[str, Mark]]:
    """By record and field, and under `CAME_WITH` when a new record was added; of what isn't there
    no one knows.
    """
    rows = session.execute(_READ, {"record": record, "ids": db.ids_of(record_ids)})
    return {
        record_id: {
            name: (datetime.fromisoformat(at), ChangedBy(by)) for name, (at, by) in fields.items()
        }
        for record_id, fields in rows
    }


def take(
    session: Session, record: SyncedRecord, taken: Mapping[int, Mapping[str, datetime]]
) -> None:
    """After HubSpot's values were written here: each field was changed when HubSpot's was."""
    rows = [
        {
            "id": record_id,
            "fields": {name: [at.isoformat(), ChangedBy.HUBSPOT] for name, at in fields.items()},
        }
        for record_id, fields in taken.items()
    ]
    session.execute(_TAKE, {"record": record, "rows": json.dumps(rows)})


def remember(session: Session) -> None:
    """Marks what is known of changes from before HubSpot was mapped."""
    for record in (SyncedRecord.ACCOUNT, SyncedRecord.CONTACT):
        session.execute(text(_REMEMBER_CLAIMS.format(record)), {"record": record})
        values = {
            "record": record,
            "fields": [name for of, name in FIELDS if of == record],
            **{act: f"{record}.{act}" for act in ("created", "updated", "assigned")},
        }
        session.execute(text(_REMEMBER_PEOPLE), values)
