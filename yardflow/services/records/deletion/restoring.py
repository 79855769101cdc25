"""Putting back what was deleted, row by row, as if it had been there all the time.

What was deleted since is treated as its foreign key says: a reference is emptied, a row that went
with it stays away. A record whose address, domain or name another one has by now stays deleted,
with all that is its own; so does a contact whose account is not there, and what an import had
added that was undone since.
"""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.models import Deletion, RecordKind
from yardflow.services.records.deletion.namesakes import hand_over, not_taken
from yardflow.services.records.deletion.tables import (
    Reference,
    emptied_with,
    key_of,
    owned,
    quoted,
    references,
    written,
)
from yardflow.services.records.deletion.undone_imports import added_by_them, goes
from yardflow.services.records.former_state import as_before

RECORDS = tuple(kind.value for kind in RecordKind)
_ROWS = "d.deletion_id = :deletion AND d.batch = :batch AND d.table_name = :name"
_WHOLE = f"{_ROWS} AND d.column_name IS NULL"
_EMPTIED = f"{_ROWS} AND d.column_name = :column"
_AS_IT_WAS = (
    "deleted_row d CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS {table}), d.row) r"
)
_THERE = "EXISTS (SELECT FROM {parent} p WHERE p.{key} = r.{column})"
_KEPT = """
    EXISTS (SELECT FROM deleted_row k WHERE k.deletion_id = :deletion AND k.batch = :batch
        AND k.table_name = '{parent}' AND k.column_name IS NULL
        AND k.row -> '{key}' = to_jsonb(r.{column}))
"""
# A row that is about to refer to one that is being deleted waits for that.
_LOCK_PARENTS = (
    "SELECT p.{key} FROM {parent} p WHERE p.{key} IN (SELECT r.{column} FROM {rows} WHERE {which}) "
    "ORDER BY p.{key} FOR KEY SHARE"
)
_COLUMNS = "SELECT jsonb_object_keys(d.row) FROM (SELECT d.row FROM {rows} WHERE {which} LIMIT 1) d"
_INSERT = """
    INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE
    SELECT {values} FROM {rows} WHERE {which} {allowed} ORDER BY d.id
    ON CONFLICT DO NOTHING
"""
_DROP = """
    DELETE FROM deleted_row WHERE id IN (SELECT d.id FROM {rows} WHERE {which})
"""
_REFER = """
    UPDATE {table} t SET {column} = r.{column} FROM {rows}
    WHERE {which} AND {same} AND t.{column} IS NULL AND {there}
"""
_ACCOUNTS = """
    SELECT CAST(d.row ->> 'account_id' AS bigint) FROM deleted_row d
    WHERE d.deletion_id = :deletion AND d.batch = :batch AND d.table_name = 'contact'
    UNION SELECT CAST(d.row ->> 'id' AS bigint) FROM deleted_row d
    WHERE d.deletion_id = :deletion AND d.batch = :batch AND d.table_name = 'account'
"""


def restore(session: Session, deletion: Deletion, batch: int) -> list[int]:
    """Puts a batch back, as far as it can be; the accounts that are to be scored again.

    What could not be put back stays with the deletion.
    """
    as_before(session)
    root = deletion.record.value
    place = {"deletion": deletion.id, "batch": batch}
    accounts = list(session.execute(text(_ACCOUNTS), place).scalars())
    undone = added_by_them(session, deletion, batch)
    for table in owned(root):
        values = {**place, "name": table, "undone": undone.get(table, [])}
        for reference in references(table):
            _run(session, _LOCK_PARENTS, reference, _WHOLE, values)
        _insert(session, table, values)
        _drop(session, table, root, values)
    for table in owned(root):
        for reference in emptied_with(table):
            values = {**place, "name": reference.table, "column": reference.column}
            _run(session, _REFER, reference, _EMPTIED, values)
            there = _there(reference)
            _drop_where(session, reference.table, f"{_EMPTIED} AND {there}", values)
    session.expire_all()
    return accounts


def _insert(session: Session, table: str, values: dict[str, Any]) -> None:
    rows = _rows(table)
    # A column that is younger than the row has its default.
    statement = _COLUMNS.format(rows=rows, which=_WHOLE)
    known = set(session.execute(text(statement), values).scalars())
    names = [name for name in written(table) if name in known]
    if not names:
        return
    keys = {each.column: each for each in references(table)}
    allowed = " ".join(
        f"AND (r.{quoted(each.column)} IS NULL OR {_there(each)})"
        for each in keys.values()
        if each.cascades
    )
    if table in RECORDS:
        allowed += " AND r.id <> ALL(CAST(:undone AS bigint[]))" + not_taken(table)
    elif gone := goes(table):
        allowed += f" AND NOT ({gone})"
    statement = _INSERT.format(
        table=quoted(table),
        columns=", ".join(quoted(name) for name in names),
        values=", ".join(_value(name, keys.get(name)) for name in names),
        rows=rows,
        which=_WHOLE,
        allowed=allowed,
    )
    session.execute(text(statement), values)


def _value(name: str, reference: Reference | None) -> str:
    if reference is None or reference.cascades:
        return f"r.{quoted(name)}"
    return f"CASE WHEN {_there(reference)} THEN r.{quoted(name)} END"


def _drop(session: Session, table: str, root: str, values: dict[str, Any]) -> None:
    """Forgets what is back. Of what is no record: all whose own record is there, because what it
    lacks otherwise is gone for good; and so is what belonged to that.
    """
    if table in RECORDS:
        key = quoted(key_of(table)[0])
        back = f"EXISTS (SELECT FROM {quoted(table)} p WHERE p.{key} = r.{key})"
    else:
        owners = [
            each for each in references(table) if each.cascades and each.parent in owned(root)
        ]
        back = " AND ".join(
            f"(r.{quoted(each.column)} IS NULL OR {_there(each)}{_or_gone(each)})"
            for each in owners
        )
    hand_over(session, table, _rows(table), f"{_WHOLE} AND {back}", values)
    _drop_where(session, table, f"{_WHOLE} AND {back}", values)


def _or_gone(owner: Reference) -> str:
    """Records that are not back are kept, in case their place becomes free."""
    if owner.parent in RECORDS:
        return ""
    key, column = key_of(owner.parent)[0], quoted(owner.column)
    return f" OR NOT {_KEPT.format(parent=owner.parent, key=key, column=column)}"


def _drop_where(session: Session, table: str, which: str, values: dict[str, Any]) -> None:
    session.execute(text(_DROP.format(rows=_rows(table), which=which)), values)


def _run(
    session: Session, statement: str, reference: Reference, which: str, values: dict[str, Any]
) -> None:
    key = key_of(reference.table)
    session.execute(
        text(
            statement.format(
                table=quoted(reference.table),
                column=quoted(reference.column),
                parent=quoted(reference.parent),
                key=quoted(key_of(reference.parent)[0]),
                rows=_rows(reference.table),
                which=which,
                there=_there(reference),
                same=" AND ".join(f"t.{quoted(name)} = r.{quoted(name)}" for name in key),
            )
        ),
        values,
    )


def _there(reference: Reference) -> str:
    return _THERE.format(
        parent=quoted(reference.parent),
        key=quoted(key_of(reference.parent)[0]),
        column=quoted(reference.column),
    )


def _rows(table: str) -> str:
    return _AS_IT_WAS.format(table=quoted(table))
