"""A batch costs what its records cost, whatever the database knows of the tables.

It may plan for any number of ids, it has not yet looked at rows that were written a moment ago, or
it still takes the tables for empty.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from tests.services.records.test_bulk_changes import made, undone
from yardflow import db
from yardflow.models import Account, Attendee, BulkChangeRecord, Contact, Import, RecordKind, Target
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
COUNT = batches.SIZE // 4  # of twice as many, with their accounts, all are undone in one batch
ALL = {ACCOUNT: AccountQuery(), CONTACT: ContactQuery()}
MOST_GROWTH = 2.5
TABLES = [table.__tablename__ for table in (Account, Contact, Target, Attendee, BulkChangeRecord)]
UNKNOWN = "SELECT pg_clear_relation_stats('public', :table)"
EMPTY = """SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', CAST(:table AS text),
    'relpages', 1, 'reltuples', CAST(0 AS real), 'relallvisible', 0)"""
LOOKED_AT = (
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SET auto_explain.log_analyze = on",
    "SET auto_explain.log_timing = off",
    "SET auto_explain.log_format = json",
    "SET client_min_messages = log",
)
# Each row is wide: on few pages, reading all of them is what a lookup costs, too.
PEOPLE = text("""
WITH company AS (
    INSERT INTO account (name, name_key, created_at, updated_at, website, industry, size,
        headquarters)
    SELECT 'Company ' || n, 'company ' || n, now(), now(), '', '', '', repeat('x', 1500)
    FROM generate_series(CAST(:first AS int), :last) n RETURNING id
)
INSERT INTO contact (account_id, first_name, last_name, name_key, title, linkedin_url, phone,
    country, created_at, updated_at)
SELECT id, 'Ann', 'Lee', 'ann lee', '', repeat('x', 1500), '', '', now(), now() FROM company
""")


@pytest.fixture(
    params=[("force_generic_plan", UNKNOWN), ("force_custom_plan", EMPTY)],
    ids=["any number, unknown", "these, empty"],
)
def planning(request) -> tuple[str, str]:
    """How plans are made, and what the database thinks of the tables."""
    return request.param


@pytest.fixture
def plans(planning) -> Iterator[list[dict[str, Any]]]:
    """How each statement was carried out."""
    plans: list[dict[str, Any]] = []

    def note(notice: Any) -> None:
        if "plan:" in (notice.message_primary or ""):
            plans.append(json.loads(notice.message_primary.split("plan:", 1)[1]))

    def look(connection, *_) -> None:
        connection.add_notice_handler(note)
        with connection.cursor() as cursor:
            for statement in (*LOOKED_AT, f"SET plan_cache_mode = {planning[0]}"):
                cursor.execute(statement)
        connection.commit()

    _autovacuum("SET (autovacuum_enabled = off)")  # it would look at the tables amid a test
    db.dispose()
    event.listen(db.engine(), "connect", look)
    yield plans
    db.dispose()
    _autovacuum("RESET (autovacuum_enabled)")


@pytest.mark.parametrize(
    ("kind", "change", "listed"),
    [
        (CONTACT, lambda bob, show: SetOwner(bob.user_id), False),
        (ACCOUNT, lambda bob, show: SetOwner(bob.user_id), True),
        (CONTACT, lambda bob, show: ChangePersonas(add=("Ops",)), True),
        (ACCOUNT, lambda bob, show: AddToEvent(show), False),
        (CONTACT, lambda bob, show: AddToEvent(show), False),
        (ACCOUNT, lambda bob, show: SetStage(show, "Won"), True),
        (CONTACT, lambda bob, show: SetStatus(show, "Met"), True),
        (CONTACT, lambda bob, show: SetStage(show, "Won"), True),
        (ACCOUNT, lambda bob, show: RemoveFromEvent(show), True),
        (CONTACT, lambda bob, show: RemoveFromEvent(show), True),
    ],
    ids=[
        "owner",
        "owner of accounts",
        "personas",
        "targets",
        "attendees",
        "stage",
        "status",
        "stage of contacts",
        "targets removed",
        "attendees removed",
    ],
)
def test_twice_as_many_records_cost_twice_as_much(
    session, planning, plans, bob, techexpo, kind, change, listed
):
    spent = []
    for count in (COUNT, 2 * COUNT):
        _fill(session, count)
        if listed:
            made(bob, CONTACT, ALL[CONTACT], AddToEvent(techexpo.id))
        del plans[:]
        _mislead(session, planning)
        view = made(bob, kind, ALL[kind], change(bob, techexpo.id))
        assert view.changed == count
        _mislead(session, planning)
        assert undone(bob, view).undone == count
        spent.append(_rows_looked_at(plans))
    assert spent[1] < MOST_GROWTH * spent[0]


def test_twice_as_many_of_an_import_cost_twice_as_much(session, planning, plans, bob, techexpo):
    brought = Import(filename="list.csv", kind="contacts", size=1, sha256="x", asked_by=bob.user_id)
    session.add(brought)
    session.commit()
    spent, values = [], {"import_id": brought.id}
    for count in (COUNT, 2 * COUNT):
        _fill(session, count)
        made(bob, CONTACT, ALL[CONTACT], AddToEvent(techexpo.id))
        session.execute(text("UPDATE attendee SET import_id = :import_id"), values)
        session.commit()
        del plans[:]
        _mislead(session, planning)
        view = made(bob, CONTACT, ALL[CONTACT], AddToEvent(techexpo.id))
        assert view.unchanged == count
        _mislead(session, planning)
        assert undone(bob, view).undone == count
        spent.append(_rows_looked_at(plans))
    assert spent[1] < MOST_GROWTH * spent[0]


def _autovacuum(setting: str) -> None:
    with db.session() as session:
        for table in TABLES:
            session.execute(text(f"ALTER TABLE {table} {setting}"))


def _fill(session: Session, count: int) -> None:
    """Makes so many people, each in a company, of those that are there."""
    session.execute(PEOPLE, {"first": count - COUNT + 1, "last": count})
    session.commit()


def _mislead(session: Session, planning: tuple[str, str]) -> None:
    for table in TABLES:
        session.execute(text(planning[1]), {"table": table})
    session.commit()
    session.close()


def _rows_looked_at(plans: list[dict[str, Any]]) -> int:
    assert any("bulk_change_record" in plan["Query Text"] for plan in plans)
    return sum(_rows_of(plan["Plan"]) for plan in plans)


def _rows_of(node: dict[str, Any]) -> int:
    """Also those that were looked at in vain."""
    removed = sum(node[name] for name in node if name.startswith("Rows Removed by"))
    below = sum(map(_rows_of, node.get("Plans", [])))
    return below + int((node["Actual Rows"] + removed) * node["Actual Loops"])
