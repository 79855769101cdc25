"""A database of the version in which each event had accounts and contacts of its own: who is the
same becomes one, nothing that was known or spent is lost, and the way back leads to what there was.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, text

from tests.fixtures import older_database
from tests.migrations.test_upgrade import _put, change, rows
from yardflow import db, jobs, migrations
from yardflow.models import Role
from yardflow.services import imports
from yardflow.services.access import Principal

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MONEY = (
    "SELECT day, provider, status, event_id, sum(reserved_usd), sum(spent_usd) FROM charge"
    " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)


class Shows:
    """Three events with the records they had; ``at`` is how late something was changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        times = {"created_at": AT, "updated_at": AT}
        self.user = self.put(
            "app_user", name="Bob", email="bob@x.example", password_hash="!", role="MEMBER", **times
        )
        self.events = [
            self.put("event", name=name, timezone="UTC", **times) for name in ("A", "B", "C")
        ]

    def put(self, table: str, **values) -> int:
        return _put(self._connection, table, **values)

    def account(self, event: int, name: str, at: int = 0, **values) -> int:
        times = {"created_at": AT, "updated_at": AT + timedelta(days=at)}
        values = {"name_key": name.lower(), **values}
        return self.put("account", event_id=self.events[event], name=name, **values, **times)

    def contact(self, event: int, account: int, name: str, at: int = 0, **values) -> int:
        first, _, last = name.partition(" ")
        times = {"created_at": AT, "updated_at": AT + timedelta(days=at)}
        if "email" in values:
            values.setdefault("email_status", "given")
        names = {"first_name": first, "last_name": last, "name_key": name.lower()}
        given = {"event_id": self.events[event], "account_id": account}
        return self.put("contact", **{**given, **names, **times, **values})

    def run(self, event: int, contact: int, status: str = "succeeded", **values) -> int:
        moments = {"asked_at": AT, "due_at": AT, "input_tokens": 0, "output_tokens": 0}
        given = {"contact_id": contact, "event_id": self.events[event], "status": status}
        return self.put("enrichment_run", trigger="manual", **given, **moments, **values)

    def claim(self, run: int, field: str, value: str, status: str = "applied", **about) -> int:
        said = {"field": field, "value": value, "confidence": 0.8, "source": "openai", "how": "x"}
        applied = {"applied_at": AT} if status == "applied" else {}
        return self.put(
            "claim", run_id=run, status=status, created_at=AT, **said, **applied, **about
        )

    def charge(self, event: int, run: int, contact: int, usd: float) -> int:
        money = {"reserved_usd": 0.01, "spent_usd": usd, "model": "m", "provider": "openai"}
        money |= {"input_tokens": 1, "cached_tokens": 0, "output_tokens": 1, "status": "settled"}
        times = {"day": AT.date(), "reserved_at": AT, "expires_at": AT, "settled_at": AT}
        ids = {"run_id": run, "contact_id": contact, "event_id": self.events[event]}
        return self.put("charge", **money, **times, **ids)


@pytest.fixture
def shows() -> Iterator[Shows]:
    """The version before, with what a test puts in."""
    with older_database.at("0007"), db.engine().begin() as connection:
        yield Shows(connection)


def bob(shows: Shows) -> Principal:
    return Principal(shows.user, Role.MEMBER, "Bob", "bob@x.example")


def committed(shows: Shows) -> None:
    shows._connection.commit()


def names(table: str) -> list[str]:
    name = "name" if table == "account" else "btrim(first_name || ' ' || last_name)"
    return [row[0] for row in rows(f"SELECT {name} FROM {table} ORDER BY id")]


def test_a_company_is_known_by_its_domain_and_else_by_its_name(shows):
    for event, name, domain in (
        (0, "Acme", "acme.com"),
        (1, "Acme Corp", "acme.com"),
        (2, "Acme", None),
        (0, "Bosch", "bosch.de"),
        (1, "Bosch", "bosch.com"),
        (2, "Bosch", None),
        (0, "Initech", None),
        (1, "Initech", None),
    ):
        shows.account(event, name, domain=domain)
    committed(shows)
    migrations.upgrade()
    domains = rows("SELECT name_key, domain FROM account ORDER BY id")
    # Which Bosch the third event meant can't be told.
    assert [domain for _, domain in domains] == ["acme.com", "bosch.de", "bosch.com", None, None]
    assert rows("SELECT count(*) FROM target") == [(8,)]
    assert len(set(rows("SELECT event_id, account_id FROM target"))) == 8


def test_a_person_is_known_by_the_address_and_else_by_the_name_at_the_account(shows):
    a, b, c = (shows.account(event, "Acme", domain="acme.com") for event in range(3))
    shows.contact(0, a, "Ann Lee", email="ann@acme.com")
    shows.contact(1, b, "A. Lee", email="ann@acme.com", name_key="a lee")
    shows.contact(2, c, "Ann Lee")
    shows.contact(0, a, "Joe Smith")
    shows.contact(1, b, "Joe Smith")
    shows.contact(0, a, "Sam Hill", email="sam@acme.com")
    shows.contact(1, b, "Sam Hill", email="sam.hill@acme.com")
    shows.contact(2, c, "Sam Hill")
    for event, account, name in ((0, a, "Eva One"), (1, b, "Max Two")):
        shows.contact(event, account, name, email="sales@acme.com")
    for event, account, name in ((0, a, "Ida Fox"), (1, b, "Leo Fox")):
        shows.contact(event, account, name, email="fox@acme.com")
    committed(shows)
    migrations.upgrade()
    assert names("contact") == [
        *("Ann Lee", "Joe Smith", "Sam Hill", "Sam Hill", "Sam Hill"),
        *("Eva One", "Max Two", "Ida Fox", "Leo Fox"),
    ]
    shared = "SELECT DISTINCT email FROM contact WHERE email_shared ORDER BY email"
    assert rows(shared) == [("fox@acme.com",), ("sales@acme.com",)]
    ann = "SELECT event_id FROM attendee WHERE contact_id = (SELECT min(id) FROM contact)"
    assert len(rows(ann)) == 3


def test_the_fullest_value_stays_a_person_s_before_a_list_s_before_enrichment_s(shows):
    a, b, c = (shows.account(event, "Acme", domain="acme.com") for event in range(3))
    first = shows.contact(0, a, "Ann Lee", 3, title="COO", country="France", email="ann@acme.com")
    second = shows.contact(1, b, "Ann Lee", 2, title="VP of Operations", email="ann@acme.com")
    third = shows.contact(2, c, "Ann Lee", 1, title="Head of Yard", phone="+14155550165")
    shows.claim(shows.run(0, first), "title", "COO", contact_id=first)
    edited = {"action": "contact.updated", "record": "contact", "record_id": third, "ip": ""}
    shows.put("audit_log", at=AT, **edited, after=json.dumps({"fields": ["title"]}))
    committed(shows)
    migrations.upgrade()
    kept = "SELECT id, title, country, phone, email FROM contact"
    assert rows(kept) == [(first, "Head of Yard", "France", "+14155550165", "ann@acme.com")]
    assert rows("SELECT status FROM claim") == [("replaced",)]
    # What enrichment had filled in is a claim still.
    lost = [text for (text,) in rows("SELECT text FROM note")]
    assert lost == ["Before merging: title was VP of Operations"]
    merged = rows("SELECT record_id, before FROM audit_log WHERE action = 'contact.merged'")
    assert [(kept, before["ids"]) for kept, before in merged] == [(first, [second, third])]


def test_stages_owners_notes_and_overrides_of_every_event_are_there_afterwards(shows):
    shows.account(0, "Acme", 1, stage="Won", notes="Big yard", owner_id=shows.user)
    shows.account(1, "Acme", 2, stage="Lost", notes="Big yard", industry="Toys")
    override = {"icp_override": 90, "icp_override_reason": "Knows us", "icp_score": 90}
    shows.account(2, "Acme", 0, notes="Small yard", **override)
    committed(shows)
    migrations.upgrade()
    stages = rows("SELECT stage, icp_score, owner_id FROM target ORDER BY event_id")
    assert stages == [(stage, 90, shows.user) for stage in ("Won", "Lost", "Lead")]
    notes = rows("SELECT text, event_id FROM note ORDER BY id")
    assert notes == [("Big yard", shows.events[0]), ("Small yard", shows.events[2])]
    score = "SELECT industry, icp_override, icp_parts ->> 'completeness' FROM account"
    assert rows(score) == [("Toys", 90, "12")]


def test_runs_claims_and_every_cent_stay_with_the_one_record(shows):
    accounts = [shows.account(event, "Acme") for event in range(3)]
    people = [shows.contact(event, accounts[event], "Ann Lee", event) for event in range(3)]
    for event, contact in enumerate(people):
        run = shows.run(event, contact)
        shows.charge(event, run, contact, 0.001 * (event + 1))
        shows.claim(run, "industry", "Toys", account_id=accounts[event])
        shows.claim(run, "title", f"Title {event}", "review", contact_id=contact)
        at = {"at": AT, "old": 0, "new": 4, "why": "Test"}
        shows.put("score_change", account_id=accounts[event], **at)
        pattern = {"domain": "acme.com", "pattern": "first", "samples": event + 1, "agreeing": 1}
        shows.put(
            "email_pattern", account_id=accounts[event], confidence=0.5, learned_at=AT, **pattern
        )
    jobs_of = [
        shows.put(
            "job",
            kind="enrich_contact",
            subject=f"contact:{contact}",
            unique_key=f"enrich:{contact}",
            payload=json.dumps({"contact_id": contact}),
            status="queued",
            progress_done=0,
            attempts=0,
            created_at=AT,
            due_at=AT,
        )
        for contact in people[:2]
    ]
    for event, job in enumerate(jobs_of):
        shows.run(event, people[event], "queued", job_id=job)
    for account in accounts:
        filled = text("UPDATE account SET industry = 'Toys' WHERE id = :id")
        shows._connection.execute(filled, {"id": account})
    committed(shows)
    before = rows(MONEY)
    migrations.upgrade()
    assert rows(MONEY) == before and len(before) == 3
    assert rows("SELECT DISTINCT contact_id FROM charge") == [(people[0],)]
    assert rows("SELECT DISTINCT contact_id FROM enrichment_run") == [(people[0],)]
    applied = "SELECT count(*) FROM claim WHERE field = 'industry' AND status = 'applied'"
    assert rows(applied) == [(1,)]
    assert rows("SELECT count(*) FROM claim WHERE status = 'review'") == [(3,)]
    assert rows("SELECT count(*) FROM score_change WHERE why = 'Test'") == [(3,)]
    assert rows("SELECT samples FROM email_pattern") == [(6,)]
    assert rows("SELECT status, subject FROM job ORDER BY id") == [
        ("queued", f"contact:{people[0]}"),
        ("cancelled", f"contact:{people[0]}"),
    ]
    assert rows("SELECT count(*) FROM enrichment_run WHERE status = 'queued'") == [(1,)]


def test_an_import_is_undone_afterwards_and_keeps_what_was_merged(shows):
    accounts = [shows.account(event, "Acme") for event in (0, 1)]
    alone = shows.contact(0, accounts[0], "Joe Smith", notes="Wants a demo")
    both = [shows.contact(event, accounts[event], "Ann Lee") for event in (0, 1)]
    brought = shows.put(
        "import",
        event_id=shows.events[0],
        kind="contacts",
        filename="list.csv",
        size=9,
        headers_key="",
        status="done",
        made_by=shows.user,
        counts=json.dumps({"rows": 2}),
        created_at=AT,
    )
    for number, contact in enumerate((alone, both[0]), start=1):
        row = {"cells": ["x"], "outcome": "created", "account_created": number == 1}
        ids = {"import_id": brought, "account_id": accounts[0], "contact_id": contact}
        columns = ", ".join([*row, *ids, "number"])
        marks = ", ".join(f":{name}" for name in [*row, *ids, "number"])
        statement = text(f"INSERT INTO import_row ({columns}) VALUES ({marks})")
        shows._connection.execute(statement, {**row, **ids, "number": number})
    committed(shows)
    migrations.upgrade()
    with db.session() as session:
        job = imports.remove(session, bob(shows), brought)
    jobs.perform(job.id, imports.undo)
    assert names("contact") == ["Ann Lee"] and names("account") == ["Acme"]
    assert rows("SELECT event_id FROM attendee") == [(shows.events[1],)]
    assert rows("SELECT count(*) FROM note WHERE text = 'Wants a demo'") == [(0,)]


def test_a_draft_can_still_be_run(shows):
    record = {
        "kind": "contacts",
        "filename": "l.csv",
        "size": 9,
        "headers_key": "",
        "status": "draft",
    }
    fields = ("name", "company", "email", "phone", "title", "country", "notes")
    mapping = json.dumps(dict(enumerate(fields)))
    draft = shows.put(
        "import",
        event_id=shows.events[0],
        made_by=shows.user,
        mapping=mapping,
        headers=[*fields],
        counts=json.dumps({"rows": 1, "bad": 0}),
        created_at=AT,
        **record,
    )
    company = ["Acme", "acme", "", "", "", "", "", "Lead", "Hello"]
    person = ["Ann", "Lee", "ann lee", "COO", "info@acme.com", "+14155550165", "", "France"]
    judged = ["{}", "inferred", "", "inferred"]
    statement = text(
        "INSERT INTO import_row (import_id, number, cells, outcome, cleaned)"
        " VALUES (:id, 1, :cells, 'created', :cleaned)"
    )
    cells = ["Ann Lee", "Acme", "info@acme.com", "+14155550165", "COO", "France", "Hello"]
    values = {"id": draft, "cells": cells, "cleaned": company + person + judged}
    shows._connection.execute(statement, values)
    committed(shows)
    migrations.upgrade()
    with db.session() as session:
        job = imports.start(session, bob(shows), draft)
    jobs.perform(job.id, imports.run)
    ann = "SELECT first_name, title, email, email_shared, phone, mobile, country FROM contact"
    assert rows(ann) == [("Ann", "COO", "info@acme.com", True, "+14155550165", "", "France")]
    assert rows("SELECT text, import_id FROM note") == [("Hello", draft)]


def test_going_back_gives_each_event_its_own_records_and_up_again_one(shows):
    accounts = [shows.account(event, "Acme", domain="acme.com", stage="Won") for event in (0, 1)]
    people = [
        shows.contact(event, accounts[event], "Ann Lee", email="ann@acme.com", notes=f"At {event}")
        for event in (0, 1)
    ]
    for event in (0, 1):
        run = shows.run(event, people[event])
        shows.charge(event, run, people[event], 0.001)
    committed(shows)
    before = rows(MONEY)
    migrations.upgrade()
    alone = {"created_at": AT, "updated_at": AT}
    with db.engine().begin() as connection:
        namesake = {"name": "Acme", "name_key": "acme", "domain": "acme.de"}
        other = _put(connection, "account", **namesake, **alone)
        listed = {"event_id": shows.events[0], "account_id": other, "added_at": AT}
        _put(connection, "target", **listed, updated_at=AT)
        _put(connection, "contact", account_id=other, first_name="Eve", name_key="eve", **alone)
    command.downgrade(migrations.alembic_config(), "0007")
    assert rows("SELECT event_id, name, stage FROM account ORDER BY event_id, name") == [
        (shows.events[0], "Acme", "Won"),
        (shows.events[0], "Acme (acme.de)", "Lead"),
        (shows.events[1], "Acme", "Won"),
        (shows.events[2], "Acme", "Lead"),
    ]
    people_then = rows("SELECT event_id, first_name, notes FROM contact ORDER BY event_id, id")
    assert people_then == [
        (shows.events[0], "Ann", "At 0"),
        (shows.events[1], "Ann", "At 1"),
        (shows.events[2], "Eve", ""),
    ]
    assert rows(MONEY) == before
    assert len(rows("SELECT DISTINCT contact_id FROM charge")) == 2
    migrations.upgrade()
    assert sorted(names("contact")) == ["Ann Lee", "Eve"]
    assert rows(MONEY) == before
    assert rows("SELECT count(*) FROM attendee") == [(3,)]


def test_the_columns_that_memberships_repeat_are_the_records(shows):
    for event in range(3):
        account = shows.account(event, "Acme", event)
        shows.contact(event, account, "Ann Lee", event, title="COO", seniority="C-Level")
    committed(shows)
    migrations.upgrade()
    change("UPDATE contact SET owner_id = NULL")
    assert (
        rows("""
        SELECT t.seniority, t.sort_name, t.account_sort, t.stage FROM attendee t
        JOIN contact c ON c.id = t.contact_id
        WHERE (t.account_id, t.sort_name, t.account_sort, t.personas, t.seniority, t.email_status)
            = (c.account_id, c.sort_name, c.account_sort, c.personas, c.seniority, c.email_status)
    """)
        == [("C-Level", "lee ann", "acme", "Lead")] * 3
    )
