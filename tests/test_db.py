"""The pool of connections."""

import psycopg
import pytest
from sqlalchemy import text

from yardflow import db
from yardflow.config import settings

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
