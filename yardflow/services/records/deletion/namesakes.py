"""Records that no unique index tells apart and that can't both be added, as where a record is added
(accounts, and contact_duplicates.py): a name with and without a domain is one company, and an
address is one contact's or several share it.

An import or an edit may have led to both, so a deleted row says which ones were there ``beside`` it
at the time: these don't stand in its way when it is put back.
"""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

# Of a row r, the others. Each condition has an index.
_ALIKE = {
    "account": ("o.name_key = r.name_key AND (o.domain IS NULL OR r.domain IS NULL)",),
    "contact": (
        "o.email = r.email AND o.email_shared AND NOT r.email_shared",
        "o.email = r.email AND NOT o.email_shared AND r.email_shared",
    ),
}
_OTHER = "SELECT o.id FROM {table} o WHERE o.id <> r.id AND {condition}"
_BESIDE = """ || (
    SELECT CASE WHEN count(*) > 0 THEN jsonb_build_object('beside', jsonb_agg(n.id)) ELSE '{{}}' END
    FROM ({alike}) n
)"""
_NOT_TAKEN = """ AND NOT EXISTS (
    SELECT FROM ({alike}) n WHERE NOT coalesce(d.row -> 'beside', '[]') @> to_jsonb(n.id)
)"""
_PAIRS = """
    SELECT CAST(d.row ->> 'id' AS bigint), CAST(jsonb_array_elements(d.row -> 'beside') AS bigint)
    FROM {rows} WHERE {which}
"""
_HAND_OVER = """
    UPDATE deleted_row k
    SET row = jsonb_set(k.row, '{beside}', coalesce(k.row -> 'beside', '[]') || p.ids)
    FROM (
        SELECT other, jsonb_agg(id) AS ids
        FROM unnest(CAST(:ids AS bigint[]), CAST(:others AS bigint[])) pair (id, other)
        GROUP BY other
    ) p
    WHERE k.table_name = :name AND k.column_name IS NULL AND k.row -> 'id' = to_jsonb(p.other)
"""


def beside(table: str) -> str:
    """SQL that adds to the JSON of a row ``r`` which others are there beside it."""
    return _BESIDE.format(alike=_alike(table)) if table in _ALIKE else ""


def not_taken(table: str) -> str:
    """SQL: no other has taken the place of a deleted row ``d``, as its table's row ``r``."""
    return _NOT_TAKEN.format(alike=_alike(table)) if table in _ALIKE else ""


def hand_over(session: Session, table: str, rows: str, which: str, values: dict[str, Any]) -> None:
    """Writes down that rows are there again, with those that were beside them and are deleted."""
    if table not in _ALIKE:
        return
    pairs = session.execute(text(_PAIRS.format(rows=rows, which=which)), values).all()
    if pairs:
        ids, others = zip(*pairs, strict=True)
        pair = {"ids": [*ids], "others": [*others], "name": table}
        session.execute(text(_HAND_OVER), pair)


def _alike(table: str) -> str:
    return " UNION ALL ".join(
        _OTHER.format(table=table, condition=condition) for condition in _ALIKE[table]
    )
