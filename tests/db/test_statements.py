"""What goes to psycopg itself is in the session's transaction, and fails as all else does."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from yardflow import clock, db
from yardflow.errors import Conflict, Invalid
from yardflow.models import Setting

pytestmark = pytest.mark.usefixtures("database")
_ONE = text("SELECT CAST(:n AS int) AS n, '100%' AS share")
_OF_KEY = text("SELECT key FROM setting WHERE key LIKE :start || '%'")
_KEPT = text("""
INSERT INTO setting (key, value, updated_at)
SELECT key, to_jsonb(at), at
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (key text, at timestamptz)
RETURNING updated_at""")
_END = text("SELECT pg_terminate_backend(pg_backend_pid()), :n")


def test_rows_have_names_and_a_column_is_its_values(session):
    (row,) = db.rows(session, _ONE, {"n": 5})
    assert (row.n, row.share) == (5, "100%")
    assert db.column(session, text("SELECT unnest(CAST(:ids AS int[]))"), {"ids": "{1,2}"}) == [
        1,
        2,
    ]


def test_a_statement_that_gives_nothing_gives_no_rows(session):
    assert db.rows(session, text("UPDATE setting SET version = :n WHERE false"), {"n": 2}) == []


def test_what_the_session_added_is_seen_and_goes_with_its_transaction():
    with pytest.raises(ZeroDivisionError), db.session() as session:
        session.add(Setting(key="added here", value={}))
        assert db.column(session, _OF_KEY, {"start": "added"}) == ["added here"]
        raise ZeroDivisionError
    with db.session() as session:
        assert db.column(session, _OF_KEY, {"start": "added"}) == []


def test_moments_arrive_as_they_are(session):
    now = clock.now()
    rows = [{"key": "a", "at": now}, {"key": 'b "ü"', "at": now}]
    assert db.column(session, _KEPT, {"rows": db.json_of(rows)}) == [now, now]


@pytest.mark.parametrize(("written", "error"), [("x", Invalid), ("twice", Conflict)])
def test_errors_are_told_as_those_of_any_statement(written, error):
    twice = [{"key": "same", "at": clock.now()}] * 2
    with pytest.raises(error), db.session() as session:
        if written == "twice":
            db.column(session, _KEPT, {"rows": db.json_of(twice)})
        db.rows(session, _ONE, {"n": written})


def test_a_connection_that_is_lost_is_replaced():
    with pytest.raises(OperationalError) as lost, db.session() as session:
        db.rows(session, _END, {"n": 1})
    assert lost.value.connection_invalidated
    with db.session() as session:
        assert db.rows(session, _ONE, {"n": 1})
