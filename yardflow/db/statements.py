"""What SQLAlchemy is too slow or too general for."""

from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from pydantic_core import to_json
from sqlalchemy import Result as Rows
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from yardflow.db.pool import OWN_PLANS

_DIALECT = dialect()


def ids_of(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array of them, for ``ANY(CAST(:ids AS bigint[]))``: psycopg
    looks at each element of a list to see what it is, which takes longer than many a statement.
    """
    return f"{{{','.join(map(str, numbers))}}}"


def json_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows for ``jsonb_to_recordset(CAST(:rows AS jsonb))``, with moments as they are: for many
    rows Python's own JSON takes four times as long.
    """
    return to_json([*rows]).decode()


def rows(session: Session, statement: TextClause, values: Mapping[str, Any]) -> list[Any]:
    """What a statement gives, as named tuples, from psycopg itself in the session's transaction;
    nothing of one that gives no rows. SQLAlchemy takes some 0.1 ms more for each, which counts
    where a batch asks forty, and thirty times as long to look up a column by its name.

    Raises:
        DBAPIError: as SQLAlchemy raises it.
    """
    with _cursor(session, row_factory=namedtuple_row) as cursor:
        cursor.execute(_written(statement), values)
        return [] if cursor.description is None else cursor.fetchall()


def column(session: Session, statement: TextClause, values: Mapping[str, Any]) -> list[Any]:
    """The same of a statement that gives one value a row, which takes less."""
    with _cursor(session) as cursor:
        cursor.execute(_written(statement), values)
        return [value for (value,) in cursor.fetchall()]


@contextmanager
def _cursor(session: Session, **how: Any) -> Iterator[Any]:
    """One of psycopg's own, in the session's transaction."""
    session.flush()
    connection: Any = session.connection().connection.driver_connection
    try:
        with connection.cursor(**how) as cursor:
            yield cursor
    except psycopg.Error as error:
        raise DBAPIError.instance(
            None,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=connection.closed,
            dialect=_DIALECT,
        ) from error


@cache
def _written(statement: TextClause) -> str:
    """As psycopg takes it."""
    return str(statement.compile(dialect=_DIALECT))


def named(rows: Rows[Any]) -> list[Any]:
    """The rows as named tuples. To ask one of SQLAlchemy's for a column by its name takes thirty
    times as long, which counts where a thousand are asked for dozens each.
    """
    return [*map(_named(*rows.keys())._make, rows.all())]


@cache
def _named(*columns: str) -> Any:
    return namedtuple("Row", columns)


def plain(session: Session, statement: Any, values: Mapping[str, Any] | None = None) -> Any:
    """What a statement of columns alone gives, as the database has it: the ORM, which would look
    through its rows for records, takes a third of the time of one that gives fifty.
    """
    session.flush()
    return session.connection().execute(statement, values)


def keep_plans_apart(session: Session) -> None:
    """What a session's connection plans from now on by settings of its own, no one else works by:
    triggers and foreign keys keep their plans for as long as the connection is open.
    """
    session.connection().info[OWN_PLANS] = True


@contextmanager
def unprepared(session: Session) -> Iterator[Any]:
    """psycopg's own connection of a session, which keeps no plan of what is sent in the block.

    It would prepare a statement that it has sent five times, and PostgreSQL then often takes one
    plan for all values: a stage that hardly anyone has was looked for like one that most have.
    """
    connection: Any = session.connection().connection.driver_connection
    threshold, connection.prepare_threshold = connection.prepare_threshold, None
    try:
        yield connection
    finally:
        connection.prepare_threshold = threshold
