"""The pool of connections."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from yardflow import db
from yardflow.config import settings
from yardflow.errors import NoDatabase

pytestmark = pytest.mark.usefixtures("database")


def backends(count: int) -> set[int]:
    """The processes behind so many connections that are used at once."""
    if not count:
        return set()
    with db.session() as current:
        process = current.execute(text("SELECT pg_backend_pid()")).scalar_one()
        return {process, *backends(count - 1)}


def test_connections_that_the_database_has_closed_are_replaced() -> None:
    db.dispose()
    resting = backends(3)
    assert backends(3) == resting
    address = (settings().database_url or "").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as another:
        for process in resting:
            another.execute("SELECT pg_terminate_backend(%s, 20000)", [process])
    assert not backends(3) & resting


async def test_a_session_that_the_database_ends_says_that_it_does_not_answer() -> None:
    def ends_itself(session: Session) -> None:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(NoDatabase):
        await db.run(ends_itself)


async def test_what_the_database_will_not_do_is_a_defect_and_no_outage() -> None:
    def takes_too_long(session: Session) -> None:
        session.execute(text("SET LOCAL statement_timeout = 1"))
        session.execute(text("SELECT count(*) FROM generate_series(1, 10000000)"))

    with pytest.raises(OperationalError) as canceled:
        await db.run(takes_too_long)
    assert isinstance(canceled.value.orig, psycopg.errors.QueryCanceled)


async def test_a_deadlock_of_a_bare_cursor_is_one_too() -> None:
    def meets(session: Session) -> None:
        raise psycopg.errors.DeadlockDetected

    with pytest.raises(db.Deadlock):
        await db.run(meets)


async def test_what_is_only_read_needs_no_transaction() -> None:
    def begins(session: Session) -> list[object]:
        """When each of two statements' transactions began."""
        return [session.execute(text("SELECT now()")).scalar_one() for _ in range(2)]

    first, second = await db.run(begins)
    assert first == second
    first, second = await db.read(begins)
    assert first < second
