"""Imports that were made in the version in which each event had its own records, undone after."""

import json

import pytest
from sqlalchemy import text

from tests.migrations.test_records_become_one import AT, bob, committed, names, rows, shows
from yardflow import db, jobs, migrations
from yardflow.services import imports

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

__all__ = ["shows"]


def finished(shows, event: int, rows: list[dict], kind: str = "contacts") -> int:
    """An import that is done, with its rows."""
    brought = shows.put(
        "import",
        event_id=shows.events[event],
        kind=kind,
        filename="list.csv",
        size=9,
        headers_key="",
        status="done",
        made_by=shows.user,
        counts=json.dumps({"rows": len(rows)}),
        created_at=AT,
        finished_at=AT,
    )
    for number, row in enumerate(rows, start=1):
        before = json.dumps(row["before"]) if "before" in row else None
        values = {"cells": ["x"], "outcome": "created", **row, "before": before}
        values |= {"import_id": brought, "number": number}
        columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        statement = f"INSERT INTO import_row ({columns}) VALUES ({marks})"
        shows._connection.execute(text(statement), values)
    return brought


def filled(record: str, version: int, **fields) -> dict:
    return {record: {"from": version - 1, "version": version, "fields": fields}}


def undo(shows, import_id: int) -> dict:
    with db.session() as session:
        job = imports.remove(session, bob(shows), import_id)
    jobs.perform(job.id, imports.undo)
    with db.session() as session:
        return imports.get(session, bob(shows), import_id).counts["undo"]


def test_notes_that_an_import_had_filled_in_are_removed_and_its_fields_emptied(shows):
    acme = shows.account(0, "Acme", notes="Big yard", industry="Toys", version=2)
    ann = shows.contact(0, acme, "Ann Lee", notes="Wants a demo", title="COO", version=2)
    joe = shows.contact(0, acme, "Joe Smith", notes="Mine", country="France", version=2)
    before = filled("contact", 2, notes="", title="") | filled("account", 2, notes="", industry="")
    updated = {"outcome": "updated", "account_id": acme}
    brought = finished(
        shows,
        0,
        [
            {"contact_id": ann, "before": before, **updated},
            {"contact_id": joe, "before": filled("contact", 2, country=""), **updated},
        ],
    )
    committed(shows)
    migrations.upgrade()
    counts = undo(shows, brought)
    assert (counts["contacts_restored"], counts["accounts_restored"], counts["kept"]) == (2, 1, 0)
    assert rows("SELECT first_name, title, country FROM contact ORDER BY id") == [
        ("Ann", "", ""),
        ("Joe", "", ""),
    ]
    assert rows("SELECT industry FROM account") == [("",)]
    assert rows("SELECT text FROM note") == [("Mine",)]


def test_notes_that_a_person_changed_since_are_kept_with_the_record(shows):
    acme = shows.account(0, "Acme")
    ann = shows.contact(0, acme, "Ann Lee", notes="She has moved", version=3)
    edited = {"action": "contact.updated", "record": "contact", "record_id": ann, "ip": ""}
    shows.put("audit_log", at=AT, **edited, after=json.dumps({"fields": ["notes"]}))
    row = {"contact_id": ann, "account_id": acme, "outcome": "updated"}
    brought = finished(shows, 0, [{**row, "before": filled("contact", 2, notes="")}])
    committed(shows)
    migrations.upgrade()
    assert undo(shows, brought)["kept"] == 1
    assert rows("SELECT text, import_id FROM note") == [("She has moved", None)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_imports_of_several_events_with_the_same_person_are_undone_in_any_order(shows, order):
    brought = []
    for event in (0, 1):
        acme = shows.account(event, "Acme", notes=f"Yard {event}")
        ann = shows.contact(event, acme, "Ann Lee", notes=f"At {event}")
        row = {"contact_id": ann, "account_id": acme, "account_created": True}
        brought.append(finished(shows, event, [row]))
    committed(shows)
    migrations.upgrade()
    assert names("contact") == ["Ann Lee"]
    undo(shows, brought[order[0]])
    left = shows.events[order[1]]
    assert rows("SELECT event_id FROM attendee UNION ALL SELECT event_id FROM target") == [
        (left,),
        (left,),
    ]
    assert rows("SELECT DISTINCT event_id FROM note WHERE contact_id IS NOT NULL") == [(left,)]
    undo(shows, brought[order[1]])
    # Who was merged has a version that no import left, so the record itself is kept.
    assert names("contact") == ["Ann Lee"] and names("account") == ["Acme"]
    assert rows("SELECT 1 FROM attendee") == rows("SELECT 1 FROM target") == []
    assert rows("SELECT text FROM note") == []
