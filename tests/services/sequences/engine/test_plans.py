"""What a worker plans while there are hardly any messages serves it when there are many."""

import pytest
from sqlalchemy import text

from yardflow import clock
from yardflow.services.sequences.engine import reading, statements
from yardflow.services.sequences.engine.people import MAYBE_SENT_ONES

pytestmark = pytest.mark.usefixtures("database")
OF_MESSAGES = {
    "CLAIMED": {"ids": "{1}", "now": clock.now()},
    "EMAILS": {"ids": "{1}"},
    "PERSON_SENT": {"contacts": "{1}", "since": clock.now(), "now": clock.now(), "ids": "{1}"},
    "TOUCHED": {"accounts": "{1}", "since": clock.now(), "now": clock.now(), "ids": "{1}"},
    "WORDINGS": {"accounts": "{1}", "sequences": "{1}"},
}


@pytest.mark.parametrize("name", OF_MESSAGES)
def test_messages_are_looked_up_by_indexes_also_while_there_are_none(session, name: str):
    session.execute(text("ANALYZE message"))
    reading.of_claimed(session, [], clock.now())
    statement = text(f"EXPLAIN {getattr(statements, name).text}")
    about = {**OF_MESSAGES[name], "maybe_sent": MAYBE_SENT_ONES}
    plan = "\n".join(session.scalars(statement, about))
    assert "Index Scan" in plan
    assert "Seq Scan on message" not in plan
