"""What is set for whole lists stays with them: no one else works by plans made for these."""

import psycopg
import pytest
from sqlalchemy import event, text

from yardflow import db
from yardflow.config import settings
from yardflow.services.imports.execution import set_statements

pytestmark = pytest.mark.usefixtures("database")
# How often this connection has read a table from end to end, as far as it has not told anyone yet.
READ_WHOLE = text(
    "SELECT relname, seq_scan FROM pg_stat_xact_user_tables"
    " WHERE relname IN ('attendee', 'claim') ORDER BY 1"
)


def test_a_connection_that_dies_as_it_is_given_back_keeps_no_place_in_the_pool():
    address = str(settings().database_url).replace("+psycopg", "")

    def die(given_back, record, state) -> None:
        with psycopg.connect(address) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [given_back.info.backend_pid])

    event.listen(db.engine(), "reset", die, once=True)
    with db.session() as session, set_statements.by_hashing(session):
        pass
    assert db.engine().pool.checkedout() == 0
    with db.session() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1


def test_what_triggers_do_for_whole_lists_is_not_done_for_each_change_after_that(works_at, acme):
    works_at(acme, "Ann Lee")
    db.dispose()  # one connection, which has no plans yet
    with db.session() as session, set_statements.by_hashing(session) as cursor:
        cursor.execute("UPDATE contact SET title = 'COO'")
    with db.session() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        before = session.execute(READ_WHOLE).all()
        session.execute(text("UPDATE contact SET title = 'CFO'"))
        assert session.execute(READ_WHOLE).all() == before
