"""Records of several events become one each, with all that hangs on them, and go back again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from tests.fixtures import older_database
from yardflow import db, migrations

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)


class Writer:
    """Puts rows into the tables of version 0007; texts and lists that nobody gives are empty."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def event(self, name: str, days: int) -> int:
        at = AT + days * DAY
        values = {"name": name, "timezone": "UTC", "starts_on": at.date()}
        return self.add("event", **values, created_at=at, updated_at=at)

    def account(self, event: int, name: str, days: int = 0, **values: Any) -> int:
        at = AT + days * DAY
        key = values.pop("name_key", name.lower())
        names = {"event_id": event, "name": name, "name_key": key}
        return self.add("account", **names, created_at=at, updated_at=at, **values)

    def contact(self, event: int, account: int, name: str, days: int = 0, **values: Any) -> int:
        at = AT + days * DAY
        first, _, last = name.partition(" ")
        names = {"first_name": first, "last_name": last, "name_key": name.lower()}
        if "email" in values:
            values.setdefault("email_status", "given")
        owner = {"event_id": event, "account_id": account}
        return self.add("contact", **owner, **names, created_at=at, updated_at=at, **values)

    def run(self, contact: int, event: int, status: str = "succeeded", **values: Any) -> int:
        asked = {"trigger": "manual", "asked_at": AT, "due_at": AT}
        return self.add(
            "enrichment_run", contact_id=contact, event_id=event, status=status, **asked, **values
        )

    def claim(self, run: int, status: str, field: str, value: str, **values: Any) -> int:
        said = {"field": field, "value": value, "confidence": 0.8, "source": "openai", "how": "x"}
        at = {"created_at": AT, "applied_at": AT if status == "applied" else None}
        return self.add("claim", run_id=run, status=status, **said, **at, **values)

    def charge(self, run: int, contact: int, event: int, status: str, usd: str) -> int:
        money = {"provider": "openai", "model": "m", "reserved_usd": usd}
        money["spent_usd"] = usd if status == "settled" else "0"
        times = {"day": AT.date(), "reserved_at": AT, "expires_at": AT}
        return self.add(
            "charge", run_id=run, contact_id=contact, event_id=event, status=status,
            likely_usd=usd if status == "unconfirmed" else None, **money, **times
        )  # fmt: skip

    def job(self, contact: int, status: str) -> int:
        return self.add(
            "job", kind="enrich_contact", subject=f"contact:{contact}", status=status,
            unique_key=f"enrich:{contact}", payload={"contact_id": contact}, created_at=AT,
            due_at=AT,
        )  # fmt: skip

    def imported(self, event: int, *rows: dict[str, Any]) -> int:
        values = {"kind": "contacts", "filename": "list.csv", "status": "done", "counts": {}}
        import_id = self.add("import", event_id=event, created_at=AT, **values)
        for number, row in enumerate(rows, 1):
            self.row("import_row", import_id=import_id, number=number, cells=[], **row)
        return import_id

    def add(self, table: str, **values: Any) -> int:
        self.row(table, **values)
        newest = f"SELECT max(id) FROM {table}"
        return int(self.connection.execute(text(newest)).scalar_one())

    def row(self, table: str, **values: Any) -> None:
        empty = text(
            "SELECT column_name, CASE WHEN data_type LIKE '%char%' THEN ''"
            " WHEN data_type = 'jsonb' THEN '[]' ELSE '0' END FROM information_schema.columns"
            " WHERE table_name = :table AND is_nullable = 'NO' AND column_default IS NULL"
            " AND is_identity = 'NO'"
            " AND (data_type LIKE '%char%' OR data_type IN ('jsonb', 'integer'))"
        )
        needed = self.connection.execute(empty, {"table": table})
        given: dict[str, Any] = {row[0]: row[1] for row in needed}
        given |= {name: json.dumps(v) if isinstance(v, dict) else v for name, v in values.items()}
        marks = ", ".join(f":{name}" for name in given)
        names = ", ".join(given)
        self.connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), given)


def rows(statement: str) -> list[tuple]:
    with db.engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


@pytest.fixture
def before() -> Iterator[None]:
    with older_database.at("0007"):
        yield


@pytest.fixture
def filled(before: None) -> dict[str, int]:
    """Three events: Acme with its domain at two and without at the third, and Ann at all three."""
    return fill()


@pytest.fixture
def merged() -> Iterator[dict[str, int]]:
    """``filled``, upgraded."""

    def prepare() -> dict[str, int]:
        migrations.upgrade("0007")
        ids = fill()
        migrations.upgrade()
        return ids

    with older_database.copy_of("merged", prepare) as ids:
        yield ids


def fill() -> dict[str, int]:
    """Puts it in; the ids by their names."""
    with db.engine().begin() as connection:
        put = Writer(connection)
        ids = {name: put.event(name, n * 100) for n, name in enumerate(("One", "Two", "Three"))}
        user = put.add("app_user", name="Al", email="al@x.test", role="ADMIN", password_hash="!",
            created_at=AT, updated_at=AT)  # fmt: skip
        put.add("api_token", user_id=user, name="t", token_hash="h", hint="h", created_at=AT)
        put.row("setting", key="k", value=json.dumps(1), updated_at=AT)
        acme = {"domain": "acme.com", "stage": "Booked", "notes": "Met at booth", "industry": "Old"}
        a1 = put.account(ids["One"], "Acme", 0, **acme)
        a2 = put.account(ids["Two"], "Acme Inc", 1, name_key="acme", domain="acme.com",
            industry="Robotics", icp_override=70, icp_override_reason="big",
            icp_score=70)  # fmt: skip
        a3 = put.account(ids["Three"], "Acme", 2, size="11-50")
        ann = {"email": "ann@acme.com"}
        c1 = put.contact(ids["One"], a1, "Ann Lee", 0, title="COO", phone="1", **ann)
        c2 = put.contact(ids["Two"], a2, "Ann Lee", 1, title="CEO", notes="Likes tea", **ann)
        c3 = put.contact(ids["Three"], a3, "Ann Lee", 2, personas=["Ops"])
        lonely = put.contact(ids["Two"], a2, "Bob Ray", 1)
        for name, contact, event, status in (
            ("r1", c1, "One", "succeeded"), ("r2", c2, "Two", "running"),
            ("r3", c3, "Three", "queued"),
        ):  # fmt: skip
            job = put.job(contact, "running") if status != "succeeded" else None
            ids[name] = put.run(contact, ids[event], status, job_id=job, cost_usd="0.5")
        put.claim(ids["r1"], "applied", "phone", "1", contact_id=c1)
        for status in ("review", "rejected", "corrected", "replaced", "unused"):
            put.claim(ids["r1"], status, "title", "COO", contact_id=c1)
        put.claim(ids["r1"], "applied", "industry", "Old", account_id=a1)
        put.claim(ids["r2"], "applied", "industry", "Robotics", account_id=a2)
        put.charge(ids["r1"], c1, ids["One"], "settled", "0.5")
        put.charge(ids["r2"], c2, ids["Two"], "reserved", "0.25")
        put.charge(ids["r3"], c3, ids["Three"], "unconfirmed", "0.125")
        put.row("spending_day", day=AT.date(), committed_usd=Decimal("0.875"))
        for account, samples in ((a1, 2), (a2, 3)):
            put.add("email_pattern", account_id=account, domain="acme.com", pattern="f.l",
                samples=samples, agreeing=1, confidence=0.5, learned_at=AT)  # fmt: skip
            put.add("score_change", account_id=account, old=0, new=9, why="x", at=AT)
        put.add("audit_log", at=AT, action="contact.updated", record="contact", record_id=c1,
            after={"fields": ["title"]})  # fmt: skip
        ids["import"] = put.imported(
            ids["Two"],
            {"outcome": "created", "contact_id": c2, "account_id": a2, "account_created": True},
            {"outcome": "created", "contact_id": lonely, "account_id": a2},
        )
        ids |= {"a1": a1, "a2": a2, "a3": a3, "c1": c1, "c2": c2, "c3": c3, "lonely": lonely}
    return ids


MONEY = """
SELECT day, provider, event_id, status, sum(reserved_usd), sum(spent_usd), sum(likely_usd), count(*)
FROM charge GROUP BY 1, 2, 3, 4 ORDER BY 3, 4
"""


def test_repeated_companies_and_people_become_one(merged):
    assert rows("SELECT id, name, domain, industry, size, icp_override FROM account") == [
        (merged["a1"], "Acme", "acme.com", "Robotics", "11-50", 70)
    ]
    assert rows(
        "SELECT id, first_name, email, title, phone, personas FROM contact ORDER BY id"
    ) == [
        (merged["c1"], "Ann", "ann@acme.com", "COO", "1", ["Ops"]),
        (merged["lonely"], "Bob", None, "", "", []),
    ]


def test_each_event_keeps_its_list(merged):
    events = [merged[name] for name in ("One", "Two", "Three")]
    assert rows("SELECT event_id, stage, import_id FROM target ORDER BY event_id") == [
        (events[0], "Booked", None), (events[1], "Lead", merged["import"]),
        (events[2], "Lead", None),
    ]  # fmt: skip
    attendees = "SELECT event_id, contact_id, source, stage FROM attendee ORDER BY event_id, id"
    assert rows(attendees) == [
        (events[0], merged["c1"], "manual", "Booked"),
        (events[1], merged["c1"], "import", "Lead"),
        (events[1], merged["lonely"], "import", "Lead"),
        (events[2], merged["c1"], "manual", "Lead"),
    ]


def test_notes_and_values_that_did_not_win_stay_as_entries(merged):
    notes = rows("SELECT text, event_id, import_id FROM note WHERE contact_id IS NOT NULL")
    assert ("Likes tea", merged["Two"], merged["import"]) in notes
    assert ("Before merging: title was CEO", merged["Two"], None) in notes
    assert rows("SELECT text FROM note WHERE account_id IS NOT NULL AND text LIKE 'Met%'")
    noted = rows("SELECT record_id, before FROM audit_log WHERE action = 'contact.merged'")
    assert noted == [(merged["c1"], {
        "ids": [merged["c2"], merged["c3"]], "events": ["One", "Three", "Two"],
        "fields": ["title"]})]  # fmt: skip


def test_money_stays_as_it_was_and_histories_are_of_the_record_that_stays(filled):
    money = rows(MONEY)
    counted = {
        table: rows(f"SELECT count(*) FROM {table}")
        for table in ("claim", "enrichment_run", "import_row", "job", "api_token", "setting")
    }
    migrations.upgrade()
    assert rows(MONEY) == money
    assert counted == {table: rows(f"SELECT count(*) FROM {table}") for table in counted}
    assert rows("SELECT DISTINCT contact_id FROM enrichment_run") == [(filled["c1"],)]
    assert rows("SELECT DISTINCT contact_id FROM charge") == [(filled["c1"],)]
    assert rows("SELECT id, status FROM enrichment_run ORDER BY id") == [
        (filled["r1"], "succeeded"), (filled["r2"], "running"), (filled["r3"], "cancelled"),
    ]  # fmt: skip
    assert rows("SELECT subject, unique_key, status FROM job ORDER BY id") == [
        (f"contact:{filled['c1']}", f"enrich:{filled['c1']}", "running"),
        (f"contact:{filled['c1']}", f"enrich:{filled['c1']}", "cancelled"),
    ]
    assert rows("SELECT samples, agreeing FROM email_pattern") == [(5, 2)]
    assert rows("SELECT DISTINCT account_id FROM score_change") == [(filled["a1"],)]
    industry = "SELECT value, status FROM claim WHERE field = 'industry' ORDER BY id"
    assert rows(industry) == [("Old", "replaced"), ("Robotics", "applied")]


def test_down_again_and_up_again_end_where_they_began(merged):
    shown = (
        "SELECT name, domain, industry, size, icp_override, icp_score FROM account ORDER BY id",
        "SELECT first_name, email, title, phone, personas FROM contact ORDER BY first_name",
        "SELECT event_id, stage FROM target ORDER BY event_id",
        "SELECT event_id, sort_name FROM attendee ORDER BY event_id, sort_name",
        "SELECT field, value, status, count(*) FROM claim GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        MONEY,
    )
    first = [rows(statement) for statement in shown]
    command.downgrade(migrations.alembic_config(), "0007")
    assert rows("SELECT event_id, count(*) FROM contact GROUP BY 1 ORDER BY 1") == [
        (merged["One"], 1), (merged["Two"], 2), (merged["Three"], 1),
    ]  # fmt: skip
    assert rows(MONEY) == first[-1]
    migrations.upgrade()
    assert [rows(statement) for statement in shown] == first


def upgraded(*statements: str) -> list[list[tuple]]:
    migrations.upgrade()
    return [rows(statement) for statement in statements]


def test_companies_of_one_name_with_two_domains_stay_two_and_without_a_domain_one(before):
    with db.engine().begin() as connection:
        put = Writer(connection)
        one, two, three = (put.event(name, n) for n, name in enumerate(("A", "B", "C")))
        put.account(one, "Delta", domain="delta.com")
        put.account(two, "Delta", domain="delta.io")
        put.account(three, "Delta")
        for event in (one, two, three):
            put.account(event, "Zeta")
        put.account(one, "Hq", domain="hq.eta.co.uk")
        put.account(two, "Eta", domain="eta.co.uk")
    names, targets = upgraded(
        "SELECT name, domain FROM account ORDER BY id", "SELECT count(*) FROM target"
    )
    assert names == [
        ("Delta", "delta.com"), ("Delta", "delta.io"), ("Delta", None), ("Zeta", None),
        ("Eta", "eta.co.uk"),
    ]  # fmt: skip
    assert targets == [(8,)]


def test_shared_addresses_join_nobody_and_two_people_of_a_name_stay_two(before):
    with db.engine().begin() as connection:
        put = Writer(connection)
        one, two = put.event("A", 0), put.event("B", 1)
        accounts = [put.account(event, "Acme", domain="acme.com") for event in (one, two)]
        put.contact(one, accounts[0], "Ann Lee", email="sales2@acme.com")
        put.contact(two, accounts[1], "Bob Ray", email="sales2@acme.com")
        put.contact(one, accounts[0], "Cem Oz", email="box@acme.com")
        put.contact(two, accounts[1], "Dan Po", email="box@acme.com")
        put.contact(one, accounts[0], "Eva Li", email="eva@acme.com")
        put.contact(two, accounts[1], "Eva Li", email="eva.li@acme.com")
        put.contact(one, accounts[0], "Fay Wu", email="info@acme.com")
        put.contact(two, accounts[1], "Fay Wu", email="fay@acme.com")
    (people,) = upgraded(
        "SELECT first_name, email, email_shared FROM contact ORDER BY first_name, email"
    )
    assert people == [
        ("Ann", "sales2@acme.com", True), ("Bob", "sales2@acme.com", True),
        ("Cem", "box@acme.com", True), ("Dan", "box@acme.com", True),
        ("Eva", "eva.li@acme.com", False), ("Eva", "eva@acme.com", False),
        ("Fay", "fay@acme.com", False),
    ]  # fmt: skip
    assert rows("SELECT text FROM note") == [("Before merging: email was info@acme.com",)]


def test_undo_finds_what_was_not_merged_as_it_left_it_and_keeps_what_was(merged):
    assert rows("SELECT version = 1 FROM contact ORDER BY id") == [(False,), (True,)]


def test_the_score_of_a_merged_company_counts_its_people_once(before):
    with db.engine().begin() as connection:
        put = Writer(connection)
        for n, name in enumerate("AB"):
            event = put.event(name, n)
            acme = put.account(event, "Acme", website="https://acme.com", icp_score=99)
            put.contact(event, acme, "Ann Lee", personas=["ExecOps"], seniority="VP")
    (scores,) = upgraded("SELECT icp_score, icp_parts -> 'counts' -> 'contacts' FROM account")
    assert scores == [(10 + 5 + 8, 1)]
    assert rows("SELECT icp_score FROM target") == [(23,), (23,)]


def test_going_back_names_two_companies_of_one_name_by_domain_and_keeps_shared_addresses(before):
    migrations.upgrade()
    with db.engine().begin() as connection:
        put = Writer(connection)
        event = put.event("A", 0)
        at = {"created_at": AT, "updated_at": AT}
        for domain in ("delta.com", "delta.io"):
            account = put.add("account", name="Delta", name_key="delta", domain=domain, **at)
            put.row("target", event_id=event, account_id=account, added_at=AT, updated_at=AT)
        for name in ("ann", "bob"):
            contact = put.add("contact", account_id=account, first_name=name, last_name="",
                name_key=name, email="info@delta.io", email_status="given", email_shared=True,
                phone="1", mobile="2", **at)  # fmt: skip
            put.row("attendee", event_id=event, contact_id=contact, added_at=AT, updated_at=AT)
        put.add("account", name="Off the lists", name_key="off the lists", **at)
    command.downgrade(migrations.alembic_config(), "0007")
    assert rows("SELECT event_id, name FROM account ORDER BY id") == [
        (event, "Delta"), (event, "Delta (delta.io)"), (event, "Off the lists")
    ]  # fmt: skip
    assert rows("SELECT email, phone, notes FROM contact ORDER BY id") == [
        ("info@delta.io", "1", "Mobile: 2"), (None, "1", "Email: info@delta.io\nMobile: 2")
    ]  # fmt: skip
