"""Claims on fields that an import changes: they no longer count, and do again once it is undone.

Which one a field had is kept beside the value before, as ``claim:title`` beside ``title``.
"""

from datetime import datetime
from typing import Any

_REPLACE = """
    WITH replaced AS (
        UPDATE claim k SET status = CASE k.status WHEN 'applied' THEN 'replaced' ELSE 'unused' END,
            settled_at = %(now)s
        FROM {record}_filled f
        WHERE k.{record}_id = f.id AND f.fields ? k.field AND k.status IN ('applied', 'review')
        RETURNING k.id, k.{record}_id AS record_id, k.field, k.status
    )
    UPDATE {record}_filled f SET fields = f.fields || r.claims FROM (
        SELECT record_id, jsonb_object_agg('claim:' || field, id) AS claims FROM replaced
        WHERE status = 'replaced' GROUP BY record_id
    ) r WHERE r.record_id = f.id
"""
# Others whose value the record has no longer.
_END = """
    UPDATE claim k SET status = 'replaced', settled_at = %(now)s FROM (
        SELECT b.id, e.key, e.value FROM reverted_{record} b, jsonb_each_text(b.fields) e
        WHERE NOT b.added AND b.untouched
    ) f WHERE k.{record}_id = f.id AND k.field = f.key AND k.status = 'applied'
        AND k.value IS DISTINCT FROM f.value
"""
_APPLY_AGAIN = """
    UPDATE claim k SET status = 'applied' FROM (
        SELECT e.value::bigint AS id FROM reverted_{record} b, jsonb_each_text(b.fields) e
        WHERE NOT b.added AND b.untouched AND starts_with(e.key, 'claim:')
    ) f
    WHERE k.id = f.id AND k.status = 'replaced' AND NOT EXISTS (
        SELECT FROM claim o WHERE o.{record}_id = k.{record}_id AND o.field = k.field
            AND o.status = 'applied'
    )
"""
# A value before that is handed on to a later import takes its claim along.
_HAND_ON = """
    INSERT INTO {record}_later
    SELECT l.id, 'claim:' || l.name, b.fields -> ('claim:' || l.name), l.import_id, l.number
    FROM {record}_later l JOIN reverted_{record} b ON b.id = l.id
    LEFT JOIN {record}_later k ON k.id = l.id AND k.name = 'claim:' || l.name
    WHERE k.id IS NULL AND b.fields ? ('claim:' || l.name)
"""


def replace(cursor: Any, record: str, moment: datetime) -> None:
    """Ends the claims on fields in ``contact_filled`` or ``account_filled``, and keeps there which
    of them had been applied.
    """
    cursor.execute(_REPLACE.format(record=record), {"now": moment})


def hand_on(cursor: Any, record: str) -> None:
    """Adds the claims of the fields in ``contact_later`` or ``account_later``."""
    cursor.execute(_HAND_ON.format(record=record))


def restore(cursor: Any, record: str, values: dict[str, Any]) -> None:
    """Applies again what the import that is undone had replaced, and ends what was applied over
    its values since.
    """
    cursor.execute(_END.format(record=record), values)
    cursor.execute(_APPLY_AGAIN.format(record=record))
