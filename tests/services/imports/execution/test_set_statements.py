"""What is set for whole lists stays with them: no one else works by plans made for these."""

import pytest
from sqlalchemy import text

from yardflow import db
from yardflow.services.imports.execution import set_statements

pytestmark = pytest.mark.usefixtures("database")
# How often this connection has read a table from end to end, as far as it has not told anyone yet.
READ_WHOLE = text(
    "SELECT relname, seq_scan FROM pg_stat_xact_user_tables"
    " WHERE relname IN ('attendee', 'claim') ORDER BY 1"
)


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
