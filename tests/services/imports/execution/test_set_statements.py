"""What is set for whole lists stays with them: no one else works by plans made for these."""

import pytest
from sqlalchemy import text

from yardflow import db
from yardflow.services.imports.execution import set_statements

pytestmark = pytest.mark.usefixtures("database")


def connection_of(session) -> int:
    return session.execute(text("SELECT pg_backend_pid()")).scalar_one()


def test_no_one_has_the_connection_next():
    with db.session() as session:
        before = connection_of(session)
    with db.session() as session, set_statements.by_hashing(session) as cursor:
        during = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
    with db.session() as session:
        after = connection_of(session)
    assert before == during != after
