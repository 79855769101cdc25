"""Loading a record to change it, as the person saw it, and saving it where no other is the same."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from psycopg import errors as postgres
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models.base import Versioned
from yardflow.services.records.values.fields import LARGEST_ID

Record = TypeVar("Record", bound=Versioned)
Row = TypeVar("Row", bound=SQLModel)


def row_of(
    session: Session,
    kind: type[Row],
    row_id: int,
    lock: bool | dict[str, bool] = False,
    *,
    anew: bool = False,
) -> Row | None:
    """The row with this id; None where there is none, as with a number that no id can be. ``lock``
    is how it is locked until the end of the transaction; ``anew`` reads again what was read before.
    """
    if not 0 < row_id <= LARGEST_ID:
        return None
    how: dict[str, Any] = {"with_for_update": lock or None, "populate_existing": anew}
    return session.get(kind, row_id, **how)


def load_record(
    session: Session,
    kind: type[Record],
    record_id: int,
    version: int | None = None,
    *,
    lock: bool = False,
) -> Record:
    """The record with this id. ``version`` is the one the person saw; None skips that check.
    ``lock`` it to change it: whoever is changing it is waited for, and what they saved is read.

    Raises:
        NotFound: there is none with this id.
        Conflict: someone changed it since.
    """
    noun = kind.__name__.lower()
    record = row_of(session, kind, record_id, {"key_share": True} if lock else False)
    if record is None:
        raise NotFound(f"{noun.capitalize()} not found. It may have been deleted.")
    if version is not None and record.version != version:
        raise Conflict(
            f"Someone else just changed this {noun}. Your change wasn't saved. Reload the page and "
            "try again."
        )
    return record


def save_record(session: Session, record: Versioned) -> None:
    """Writes a record that was compared with the others: one that is added at the same moment is
    known only to the database.

    Raises:
        Conflict: someone else just saved the same one.
    """
    noun = type(record).__name__.lower()
    session.add(record)
    try:
        session.flush()
    except IntegrityError as error:
        if not isinstance(error.orig, postgres.UniqueViolation):
            raise
        raise Conflict(
            f"Someone else just saved the same {noun}. Search for it and open that {noun} instead."
        ) from error


def save_many(session: Session, records: Sequence[Versioned]) -> None:
    """Writes what changed of records of one kind, which are locked, as one statement: triggers run
    once for all of them.
    """
    states: dict[int, Any] = {each.id: inspect(each) for each in records}  # type: ignore[attr-defined]
    changed = {
        key: {name for name, before in state.committed_state.items() if state.dict[name] != before}
        for key, state in states.items()
    }
    names = sorted(set().union(*changed.values()))
    rows = [
        {"id": key, **{name: getattr(state.object, name) for name in names}}
        for key, state in states.items()
        if changed[key]
    ]
    if not rows:
        return
    now = clock.now()
    statement = _SAVE_MANY.format(
        table=type(records[0]).__tablename__, set=", ".join(f"{name} = n.{name}" for name in names)
    )
    session.execute(text(statement), {"rows": json.dumps(rows, default=str), "now": now})
    for row in rows:
        record = states[row["id"]].object
        saved = {**{name: row[name] for name in names}, "version": record.version + 1}
        for name, value in {**saved, "updated_at": now}.items():
            set_committed_value(record, name, value)


_SAVE_MANY = """
UPDATE {table} t SET {set}, version = t.version + 1, updated_at = :now
FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb)) n WHERE t.id = n.id"""
