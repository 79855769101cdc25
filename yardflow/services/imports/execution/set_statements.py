"""Statements over whole sets whose time grows with their rows, whatever the planner believes.

What PostgreSQL knows of a table is as old as its last ANALYZE: of rows that came since, such as a
file's, it expects one. Then it walks through a whole table for each of them, and an import of a
hundred thousand takes hours. An ANALYZE of ours would hold up every other import until our end,
and could not tell of what this transaction adds. So these statements join by hashing alone, which
reads each side once; that takes no estimate to be right.

For that to hold, a statement joins on equal values and asks for nothing row by row (no subquery
that depends on the row outside); and it names the event, so that others' records aren't read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from yardflow import db

# Foreign keys are looked up by plans that the connection keeps; one made when a table was empty
# reads all of it.
_BY_HASHING = """
    SET LOCAL enable_nestloop = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL work_mem = '64MB';
    DISCARD PLANS
"""


@contextmanager
def by_hashing(session: Session) -> Iterator[Any]:
    """psycopg's own cursor on the session's connection, within its transaction.

    The settings hold until the transaction ends. Inside the block no statement is prepared: its
    plan would be kept for other values and other sizes, here and by whoever has the connection
    next. Those of triggers, by which each change of a contact would read whole tables, end with it.
    """
    db.keep_plans_apart(session)
    with db.unprepared(session) as connection, connection.cursor() as cursor:
        cursor.execute(_BY_HASHING)
        yield cursor
