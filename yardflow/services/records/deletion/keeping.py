"""Deleting records with all that goes with them, and keeping it row by row.

Each statement deletes rows and keeps what it deleted, so that nothing that someone else just wrote
is lost between the two.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect, text
from sqlmodel import Session

from yardflow.services.records.deletion.namesakes import beside
from yardflow.services.records.deletion.tables import (
    Reference,
    emptied_with,
    key_of,
    owned,
    quoted,
    references,
    unwritten,
)
from yardflow.services.records.memberships import lock_contacts_of
from yardflow.services.records.values.fields import LARGEST_ID

_LOCK = "SELECT id FROM {table} WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR UPDATE"
_CHILDREN = "SELECT {key} FROM {table} WHERE {column} = ANY(CAST(:ids AS bigint[]))"
_DELETE = """
    WITH gone AS (
        DELETE FROM {table} r WHERE {column} = ANY(CAST(:ids AS bigint[]))
        RETURNING {key} AS id, (to_jsonb(r) - CAST(:unwritten AS text[])) {beside} AS row
    )
    INSERT INTO deleted_row (deletion_id, batch, table_name, row)
    SELECT :deletion, :batch, :name, row FROM gone ORDER BY id
"""
_EMPTY = """
    WITH referring AS (
        SELECT {key}, {column} FROM {table} WHERE {column} = ANY(CAST(:ids AS bigint[]))
        FOR NO KEY UPDATE
    ), emptied AS (
        UPDATE {table} t SET {column} = NULL FROM referring r WHERE {same}
        RETURNING jsonb_build_object({pairs}) AS row
    )
    INSERT INTO deleted_row (deletion_id, batch, table_name, column_name, row)
    SELECT :deletion, :batch, :name, :column, row FROM emptied
"""


def lock(session: Session, table: str, ids: Sequence[int]) -> list[int]:
    """Locks accounts with their contacts, or contacts, until the end of the transaction; those that
    are still there.
    """
    session.flush()
    known = [number for number in ids if 0 < number <= LARGEST_ID]
    if table == "account":
        lock_contacts_of(session, known)
    statement = text(_LOCK.format(table=table))
    return list(session.execute(statement, {"ids": known}).scalars())


def keep(
    session: Session, deletion_id: int, batch: int, root: str, ids: Sequence[int]
) -> dict[str, int]:
    """Deletes locked records with all that goes with them; how many of each table.

    Nobody can add to what is locked meanwhile: a row that refers to it would wait.
    """
    place = {"deletion": deletion_id, "batch": batch}
    keys = _keys(session, root, ids)
    counts = dict.fromkeys(owned(root), 0)
    for table in reversed(owned(root)):
        if table in keys:
            for reference in emptied_with(table):
                _empty(session, place, reference, keys[table])
        if table == root:
            counts[table] += _delete(session, place, table, key_of(table)[0], ids)
            continue
        for reference in _cascades(table, root):
            counts[table] += _delete(
                session, place, table, reference.column, keys[reference.parent]
            )
    _forget_loaded(session, keys)
    return counts


def _forget_loaded(session: Session, keys: dict[str, list[int]]) -> None:
    """A deleted record that the session has loaded can't be read again; the others are."""
    gone = {table: set(ids) for table, ids in keys.items()}
    loaded: Any
    for loaded in list(session.identity_map.values()):
        identity = inspect(loaded).identity
        if identity and identity[0] in gone.get(loaded.__tablename__, ()):
            session.expunge(loaded)
    session.expire_all()


def _keys(session: Session, root: str, ids: Sequence[int]) -> dict[str, list[int]]:
    """The ids of the rows that go, by table; only of tables that others refer to."""
    keys = {root: [*ids]}
    parents = {each.parent for table in owned(root) for each in _cascades(table, root)}
    for table in owned(root):
        if table == root or not (table in parents or emptied_with(table)):
            continue  # no row refers to it
        numbers: set[int] = set()
        for reference in _cascades(table, root):
            statement = _CHILDREN.format(
                key=quoted(key_of(table)[0]), table=quoted(table), column=quoted(reference.column)
            )
            numbers |= set(
                session.execute(text(statement), {"ids": keys[reference.parent]}).scalars()
            )
        keys[table] = sorted(numbers)
    return keys


def _cascades(table: str, root: str) -> list[Reference]:
    """The references by which a table's rows go with those of ``root``."""
    within = owned(root)
    return [each for each in references(table) if each.cascades and each.parent in within]


def _delete(
    session: Session, place: dict[str, Any], table: str, column: str, ids: Sequence[int]
) -> int:
    if not ids:
        return 0
    statement = _DELETE.format(
        table=quoted(table),
        column=f"r.{quoted(column)}",
        key=f"r.{quoted(key_of(table)[0])}",
        beside=beside(table),
    )
    values = {**place, "name": table, "ids": [*ids], "unwritten": [*unwritten(table)]}
    result: Any = session.execute(text(statement), values)
    return int(result.rowcount)


def _empty(
    session: Session, place: dict[str, Any], reference: Reference, ids: Sequence[int]
) -> None:
    if not ids:
        return
    key, column = key_of(reference.table), quoted(reference.column)
    statement = _EMPTY.format(
        table=quoted(reference.table),
        column=column,
        key=", ".join(quoted(name) for name in key),
        same=" AND ".join(f"t.{quoted(name)} = r.{quoted(name)}" for name in key),
        pairs=", ".join(f"'{name}', r.{quoted(name)}" for name in (*key, reference.column)),
    )
    values = {**place, "name": reference.table, "column": reference.column, "ids": [*ids]}
    session.execute(text(statement), values)
