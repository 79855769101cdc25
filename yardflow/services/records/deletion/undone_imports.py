"""What goes with an import that was undone while its rows were deleted: it is as if they had been
there (services/imports/undo.py).

A record that the import added stays deleted, unless someone changed it, it is on another list or
has another note, or another import has it too. What the import added to a record that returns is
gone, unless someone changed it.
"""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.models import Deletion

_UNDONE = "EXISTS (SELECT FROM import i WHERE i.id = r.import_id AND i.status = 'undone')"
_UNCHANGED = {
    "target": "r.version = 1",
    "attendee": "r.version = 1",
    "note": "r.edited_at IS NULL",
}
_IMPORTS = "SELECT id FROM import WHERE status = 'undone' AND undone_at >= :made_at"
_ADDED = """
    SELECT r.id FROM deleted_row d
    CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS {record}), d.row) r
    JOIN import_row w ON w.{record}_id = r.id AND w.import_id = ANY(CAST(:imports AS bigint[]))
    WHERE d.deletion_id = :deletion AND d.batch = :batch AND d.table_name = '{record}'
    AND d.column_name IS NULL AND ({created} OR w.before -> '{record}' ? 'added')
    AND r.version = coalesce(CAST(w.before -> '{record}' ->> 'version' AS integer), 1)
    AND NOT EXISTS (
        SELECT FROM import_row o JOIN import i ON i.id = o.import_id
        WHERE o.{record}_id = r.id AND o.outcome <> 'skipped' AND i.status IN ('done', 'undoing')
    )
"""
_FOLLOWED = """
    AND NOT EXISTS (
        SELECT FROM deleted_row k
        CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS {table}), k.row) r
        WHERE k.deletion_id = :deletion AND k.batch = :batch AND k.table_name = '{table}'
        AND k.column_name IS NULL AND k.row -> '{record}_id' = d.row -> 'id' AND NOT ({goes})
    )
"""
_EMPLOYS = """
    AND NOT EXISTS (
        SELECT FROM deleted_row k
        WHERE k.deletion_id = :deletion AND k.batch = :batch AND k.table_name = 'contact'
        AND k.column_name IS NULL AND k.row -> 'account_id' = d.row -> 'id'
        AND CAST(k.row ->> 'id' AS bigint) <> ALL(CAST(:contacts AS bigint[]))
    )
"""


def goes(table: str) -> str:
    """SQL: a row ``r`` goes with its import; empty for tables to whose rows that can't happen."""
    return f"{_UNDONE} AND {_UNCHANGED[table]}" if table in _UNCHANGED else ""


def added_by_them(session: Session, deletion: Deletion, batch: int) -> dict[str, list[int]]:
    """The records of a batch that go with their import, by table."""
    values: dict[str, Any] = {"made_at": deletion.made_at}
    imports = list(session.execute(text(_IMPORTS), values).scalars())
    if not imports:
        return {"contact": [], "account": []}
    values = {"deletion": deletion.id, "batch": batch, "imports": imports}
    contacts = _ids(session, _added("contact", "attendee", "w.outcome = 'created'"), values)
    accounts = _added("account", "target", "w.account_created") + _EMPLOYS
    return {
        "contact": contacts,
        "account": _ids(session, accounts, {**values, "contacts": contacts}),
    }


def _added(record: str, membership: str, created: str) -> str:
    followed = (
        _FOLLOWED.format(table=table, record=record, goes=goes(table))
        for table in (membership, "note")
    )
    return _ADDED.format(record=record, created=created) + "".join(followed)


def _ids(session: Session, statement: str, values: dict[str, Any]) -> list[int]:
    return sorted(set(session.execute(text(statement), values).scalars()))
