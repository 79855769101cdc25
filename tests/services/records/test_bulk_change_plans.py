"""A batch costs what its records cost, whatever the database knows of the tables.

It may plan for any number of ids, and it has not yet looked at rows that were written a moment ago.
"""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from tests.services.records.test_bulk_changes import made, undone
from yardflow import db
from yardflow.models import RecordKind
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.bulk_changes import (
    AddToEvent,
    ChangePersonas,
    RemoveFromEvent,
    SetOwner,
    SetStage,
    SetStatus,
    batches,
)
from yardflow.services.records.contacts import ContactQuery

pytestmark = pytest.mark.usefixtures("database")
ACCOUNT, CONTACT = RecordKind.ACCOUNT, RecordKind.CONTACT
COUNT = batches.SIZE // 2  # those who bring their accounts along are undone in one batch, too
ALL = {ACCOUNT: AccountQuery(), CONTACT: ContactQuery()}
# Each record compared with each other one would be 62,500.
FEW = 10 * COUNT
LOOKED_AT = (
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SET auto_explain.log_analyze = on",
    "SET auto_explain.log_timing = off",
    "SET client_min_messages = log",
    "SET plan_cache_mode = force_generic_plan",
)
COMPARED = re.compile(r"Rows Removed by Join Filter: (\d+)")
PEOPLE = text("""
WITH company AS (
    INSERT INTO account (name, name_key, created_at, updated_at, website, industry, size,
        headquarters)
    SELECT 'Company ' || n, 'company ' || n, now(), now(), '', '', '', ''
    FROM generate_series(1, :count) n RETURNING id
)
INSERT INTO contact (account_id, first_name, last_name, name_key, title, linkedin_url, phone,
    country, created_at, updated_at)
SELECT id, 'Ann', 'Lee', 'ann lee', '', '', '', '', now(), now() FROM company
""")


@pytest.fixture
def plans(session: Session) -> Iterator[list[str]]:
    """How each statement was carried out, on connections whose plans are for any number of ids."""
    session.execute(PEOPLE, {"count": COUNT})
    session.commit()
    session.execute(text("ANALYZE account, contact"))
    # It never looked at those that the change writes, whatever a test before had it do.
    for table in ("target", "attendee", "bulk_change_record"):
        session.execute(text("SELECT pg_clear_relation_stats('public', :table)"), {"table": table})
    session.commit()
    session.close()
    db.dispose()
    plans: list[str] = []

    def look(connection, *_) -> None:
        connection.add_notice_handler(lambda notice: plans.append(notice.message_primary or ""))
        with connection.cursor() as cursor:
            for statement in LOOKED_AT:
                cursor.execute(statement)
        connection.commit()

    event.listen(db.engine(), "connect", look)
    yield plans
    db.dispose()


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (CONTACT, lambda bob, show: SetOwner(bob.user_id)),
        (ACCOUNT, lambda bob, show: SetOwner(bob.user_id)),
        (CONTACT, lambda bob, show: ChangePersonas(add=("Ops",))),
        (ACCOUNT, lambda bob, show: AddToEvent(show)),
        (CONTACT, lambda bob, show: AddToEvent(show)),
    ],
    ids=["owner", "owner of accounts", "personas", "targets", "attendees"],
)
def test_no_record_is_compared_with_all_others(plans, bob, techexpo, kind, change):
    view = made(bob, kind, ALL[kind], change(bob, techexpo.id))
    assert view.changed == COUNT
    assert undone(bob, view).undone == COUNT
    assert compared(plans) < FEW


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (ACCOUNT, lambda show: SetStage(show, "Won")),
        (CONTACT, lambda show: SetStatus(show, "Met")),
        (CONTACT, lambda show: SetStage(show, "Won")),
        (ACCOUNT, lambda show: RemoveFromEvent(show)),
        (CONTACT, lambda show: RemoveFromEvent(show)),
    ],
    ids=["stage", "status", "stage of contacts", "targets removed", "attendees removed"],
)
def test_no_row_of_an_event_is_compared_with_all_others(plans, bob, techexpo, kind, change):
    made(bob, kind, ALL[kind], AddToEvent(techexpo.id))
    view = made(bob, kind, ALL[kind], change(techexpo.id))
    assert view.changed == COUNT
    assert undone(bob, view).undone == COUNT
    assert compared(plans) < FEW


def compared(plans: list[str]) -> int:
    """How many pairs of rows were looked at in vain."""
    assert any("bulk_change_record" in plan for plan in plans)
    return sum(int(count) for plan in plans for count in COMPARED.findall(plan))
