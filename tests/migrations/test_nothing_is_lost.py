"""A workplace in which each event had its own records, with something in every table: brought over,
each row and each value is still there, and so is on the way back what the older shape can hold."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from tests.fixtures.product import ROOT
from tests.migrations.test_merging import AT, DAY, Writer, before, filled, rows
from yardflow import db, migrations

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

__all__ = ["before", "filled"]

# What becomes another's when records become one; nothing else of a row may change.
MOVES = {
    "charge": {"contact_id"},
    "claim": {"contact_id", "account_id", "status", "settled_at"},
    "enrichment_run": {"contact_id", "status", "note", "finished_at", "job_id"},
    "import_row": {"contact_id", "account_id"},
    "job": {"subject", "unique_key", "payload", "status", "note", "error", "finished_at"},
    "score_change": {"account_id"},
}
MERGED = {"account", "contact", "email_pattern"}
VALUES = {
    "account": ("name", "website", "industry", "size", "headquarters", "notes", "stage"),
    "contact": ("title", "phone", "email", "linkedin_url", "country", "seniority", "notes"),
}
NAMES = "SELECT e.name, r.name_key FROM {} r JOIN event e ON e.id = r.event_id"


@pytest.fixture
def whole(filled: dict[str, int]) -> Iterator[dict[str, int]]:
    """``filled`` with rows in all other tables, and people of whom each event says otherwise."""
    with db.engine().begin() as connection:
        put = Writer(connection)
        user = connection.execute(text("SELECT min(id) FROM app_user")).scalar_one()
        for place, name in enumerate(("One", "Two", "Three")):
            event = filled[name]
            company = put.account(
                event, "Beta", place, website=f"https://{place}.beta.com", industry=f"I{place}",
                size=f"{place}", headquarters=f"H{place}", notes=f"Beta, {place}", stage="Won",
                owner_id=user if place else None,
            )  # fmt: skip
            put.contact(
                event, company, "Cleo Dee", place, title=f"T{place}", phone=f"+1415555016{place}",
                linkedin_url=f"https://www.linkedin.com/in/c{place}", country=f"C{place}",
                seniority=("VP", "C-Level", "Manager")[place], seniority_origin="imported",
                personas=["Ops"] if place else ["Sales"], personas_origin="imported",
                notes=f"Cleo, {place}",
            )  # fmt: skip
        at = {"created_at": AT, "expires_at": AT + DAY}
        bulk = {"event_id": filled["One"], "requested_by": user, "created_at": AT}
        put.row("enrichment_bulk", **nullable(connection, "enrichment_bulk", bulk))
        put.row("audit_tally", key="k", since=AT, times=2, action="a", record="r", ip="")
        put.row("import_mapping", headers_key="h", kind="contacts", mapping={"0": "name"}, at=AT)
        put.row("invitation", email="new@x.test", token_hash="h", **at)
        put.row("login_attempt", subject="s", at=AT)
        put.row("login_session", user_id=user, token_hash="h", last_seen_at=AT, **at)
        put.row("provider_batch", key="b", model="m", created_at=AT)
        put.row("provider_state", provider="openai", failures=1)
        put.row("website", domain="acme.com", status="read", read_at=AT, expires_at=AT + DAY)
        put.row("worker_heartbeat", name="w", seen_at=AT)
    yield filled


def nullable(connection: Any, table: str, values: dict[str, Any]) -> dict[str, Any]:
    """Those of the values that the table has a column for."""
    statement = text("SELECT column_name FROM information_schema.columns WHERE table_name = :table")
    known = set(connection.execute(statement, {"table": table}).scalars())
    return {name: value for name, value in values.items() if name in known}


def contents() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by the names of its columns."""
    tables = rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    every = (name for (name,) in tables if name != "alembic_version")
    return {name: [row for (row,) in rows(f'SELECT to_jsonb(t) FROM "{name}" t')] for name in every}


def lost(was: dict[str, list[dict[str, Any]]], now: dict[str, list[dict[str, Any]]]) -> Counter:
    """The rows that are not there anymore, but for what may move to another record."""
    gone: Counter = Counter()
    for table in was.keys() - MERGED:
        shared = was[table][0].keys() & now[table][0].keys() - MOVES.get(table, set())
        then, today = (
            Counter(tuple((name, str(row[name])) for name in sorted(shared)) for row in each)
            for each in (was[table], now[table])
        )
        gone += Counter({(table, row): count for row, count in (then - today).items()})
    return gone


def test_every_row_is_there_afterwards_and_on_the_way_back(whole):
    was, lists = contents(), [rows(NAMES.format(record)) for record in ("account", "contact")]
    assert [table for table, found in was.items() if not found] == []
    migrations.upgrade()
    assert lost(was, contents()) == {}
    command.downgrade(migrations.alembic_config(), "0007")
    back = contents()
    assert lost(was, back) == {}
    assert [table for table, found in back.items() if not found] == []
    for record, listed in zip(("account", "contact"), lists, strict=True):
        assert sorted(rows(NAMES.format(record))) == sorted(listed)


def test_every_value_is_the_record_s_or_an_entry_or_a_claim_and_whoever_deploys_is_told(whole):
    was = contents()
    done = subprocess.run(
        [sys.executable, "-m", "yardflow.migrations"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "Merged 4 accounts into others (2 now), 4 contacts (3 now)" in done.stdout
    now = contents()
    for record, names in VALUES.items():
        one = {row["id"]: row["id"] for row in was[record]}
        for entry in now["audit_log"]:
            if entry["action"] == f"{record}.merged":
                one |= dict.fromkeys(entry["before"]["ids"], entry["record_id"])
        kept = {row["id"]: row for row in now[record]}
        for row in was[record]:
            record_id = one[row["id"]]
            said = [str(kept[record_id].get(name)) for name in names]
            said += [note["text"] for note in now["note"] if note[f"{record}_id"] == record_id]
            said += [claim["value"] for claim in now["claim"] if claim[f"{record}_id"] == record_id]
            said += [each["stage"] for each in now["target"] if each["event_id"] == row["event_id"]]
            values = [row[name] for name in names if row[name]] + row.get("personas", [])
            said += kept[record_id].get("personas", [])
            missing = [value for value in values if not any(value in text for text in said)]
            assert missing == [], f"{record} {row['id']}"
