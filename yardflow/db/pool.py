"""The connections of this process."""

import select
from functools import cache
from typing import Any

from psycopg import errors as postgres
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlmodel import create_engine

from yardflow.config import SettingsError, settings

# In `info` of a connection that has plans by settings of its own.
OWN_PLANS = "own plans"
_POOL = 10
# Where rows of a million are takes PostgreSQL 6 MB to put together; in its usual 4 MB it keeps
# their pages alone, and compares all rows on these. Nor is any page four times as far as the next
# one, as on a turning disk.
#
# The share of a word's trigrams (pg_trgm) that a similar one has to have: of 1,041 names, each with
# one letter wrong, missing or too many, this finds all from 4 letters on, and 0.5 a quarter of the
# short ones less.
OPTIONS = (
    "-c timezone=UTC -c work_mem=16MB -c random_page_cost=1.1"
    " -c pg_trgm.word_similarity_threshold=0.4"
)


@cache
def engine() -> Engine:
    """The pool of this process.

    Raises:
        SettingsError: `DATABASE_URL` is unset.
    """
    url = settings().database_url
    if not url:
        raise SettingsError(
            "DATABASE_URL is not set: expected postgresql://user:password@host/name"
        )
    made = create_engine(
        url,
        pool_size=_POOL,
        max_overflow=_POOL,
        pool_timeout=5,
        hide_parameters=True,  # an error would quote the row, and with it a person
        connect_args={"connect_timeout": 3, "options": OPTIONS},
    )
    event.listen(made, "checkout", _leave_if_closed)
    event.listen(made, "checkin", _forget_plans)
    return made


def _leave_if_closed(connection: Any, record: Any, proxy: Any) -> None:
    """A database that went away left something to be read in each connection that rests. To ask it
    takes a whole answer for each piece of work; to look takes none.
    """
    if connection.closed:
        raise InvalidatePoolError
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        raise InvalidatePoolError


def _forget_plans(connection: Any, record: Any) -> None:
    """A connection that fails at it is closed, and found so by who takes it next: an error here
    would keep its place in the pool for ever.
    """
    if connection is None or not record.info.pop(OWN_PLANS, False):
        return
    try:
        connection.execute("DISCARD PLANS")
        connection.commit()
    except postgres.Error:
        connection.close()


def dispose() -> None:
    """Closes the pool, for a process that ends or a test that changes the address."""
    if engine.cache_info().currsize:
        engine().dispose()
        engine.cache_clear()
