"""A database that holds work of the first version: brought up to date, and back, with its data."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from tests.fixtures import older_database
from yardflow import db, migrations

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def old() -> Iterator[None]:
    """The schema of the first version, with two colleagues whose runs both found their company's
    industry, one run that was under way, and one job that had not begun.
    """
    with older_database.at("0001"):
        with db.engine().begin() as connection:
            _fill(connection)
        yield


def _put(connection: Connection, table: str, **values) -> int:
    """A row; texts and lists that nobody gives are empty."""
    empty = text(
        "SELECT column_name, CASE WHEN data_type LIKE '%char%' THEN '' ELSE '[]' END "
        "FROM information_schema.columns WHERE table_name = :table AND is_nullable = 'NO' "
        "AND column_default IS NULL AND (data_type LIKE '%char%' OR data_type = 'jsonb')"
    )
    values = {row[0]: row[1] for row in connection.execute(empty, {"table": table})} | values
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id"
    return connection.execute(text(statement), values).scalar_one()


def _fill(connection: Connection) -> None:
    times = {"created_at": AT, "updated_at": AT}
    event = _put(connection, "event", name="Expo", timezone="UTC", **times)
    account = _put(
        connection,
        "account",
        event_id=event,
        name="Acme",
        name_key="acme",
        industry="Robotics",
        **times,
    )
    people = [
        _put(
            connection,
            "contact",
            event_id=event,
            account_id=account,
            first_name=name,
            last_name="Lee",
            name_key=f"{name.lower()} lee",
            **times,
        )
        for name in ("Ann", "Ben", "Cem")
    ]
    for place, value in enumerate(("Logistics", "Robotics")):
        run = _run(connection, people[place], "succeeded", finished_at=AT)
        for field, said, status in (
            ("industry", value, "applied"),
            ("title", "COO", "applied"),
            ("size", "11-50", "review"),
        ):
            _put(
                connection,
                "claim",
                run_id=run,
                contact_id=people[place],
                field=field,
                value=said,
                confidence=0.8,
                source="openai",
                how="So it says",
                status=status,
                created_at=AT,
            )
    job = _put(
        connection,
        "job",
        kind="enrich_contact",
        subject=f"contact:{people[2]}",
        payload=json.dumps({"contact_id": people[2]}),
        status="running",
        progress_done=0,
        attempts=1,
        created_at=AT,
        due_at=AT,
    )
    _run(connection, people[2], "running", job_id=job)


def _run(connection: Connection, contact_id: int, status: str, **values) -> int:
    return _put(
        connection,
        "enrichment_run",
        contact_id=contact_id,
        status=status,
        trigger="manual",
        input_tokens=10,
        output_tokens=5,
        started_at=AT,
        **values,
    )


def rows(statement: str) -> list[tuple]:
    with db.engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def change(statement: str) -> None:
    with db.engine().begin() as connection:
        connection.execute(text(statement))


def test_a_token_older_than_its_owner_s_role_ends_and_others_stay(old):
    with db.engine().begin() as connection:
        people = {"password_hash": "!", "created_at": AT, "updated_at": AT}
        ids = [
            _put(connection, "app_user", name=name, email=f"{name}@x.test", role="ADMIN", **people)
            for name in ("promoted", "steady")
        ]
        day = timedelta(days=1)
        for user_id, at, name in (
            (ids[0], AT, "before"),
            (ids[0], AT + 2 * day, "after"),
            (ids[1], AT, "steady"),
        ):
            values = {"user_id": user_id, "name": name, "token_hash": name, "created_at": at}
            _put(connection, "api_token", **values)
        changed = {"action": "user.role_changed", "record": "user", "record_id": ids[0]}
        _put(connection, "audit_log", at=AT + day, user_id=ids[0], **changed)
    migrations.upgrade()
    left = "SELECT name FROM api_token WHERE revoked_at IS NULL ORDER BY id"
    assert rows(left) == [("after",), ("steady",)]


def test_of_two_claims_that_filled_an_account_the_later_stands(old):
    migrations.upgrade()
    said = "SELECT value, status FROM claim WHERE account_id IS NOT NULL AND field = 'industry'"
    assert rows(f"{said} ORDER BY id") == [("Logistics", "replaced"), ("Robotics", "applied")]
    assert rows("SELECT count(*) FROM claim WHERE field = 'size' AND status = 'review'") == [(2,)]
    assert rows("SELECT contact_id IS NULL FROM claim WHERE field = 'title' LIMIT 1") == [(False,)]


def test_what_fills_a_field_says_since_when(old):
    migrations.upgrade()
    assert rows("SELECT DISTINCT applied_at FROM claim WHERE status = 'applied'") == [(AT,)]


def test_a_run_that_was_under_way_leaves_its_contact_free_for_its_job_to_begin_again(old):
    migrations.upgrade()
    assert rows("SELECT status, error FROM enrichment_run ORDER BY id DESC LIMIT 1") == [
        ("failed", "It was begun again after an update.")
    ]
    change(
        "INSERT INTO enrichment_run (contact_id, event_id, status, trigger, asked_at, due_at, "
        "input_tokens, output_tokens) SELECT contact_id, event_id, 'queued', 'manual', now(), "
        "now(), 0, 0 FROM enrichment_run ORDER BY id DESC LIMIT 1"
    )


def test_runs_know_their_event_and_when_they_were_asked_for(old):
    migrations.upgrade()
    assert rows("SELECT DISTINCT event_id IS NULL, asked_at, due_at FROM enrichment_run") == [
        (False, AT, AT)
    ]


def test_going_back_keeps_what_the_old_version_can_hold(old):
    migrations.upgrade("0007")
    # Cem has found out about Acme, moved to another company, and found out about that one, too.
    with db.engine().begin() as connection:
        event = connection.execute(text("SELECT event_id FROM account")).scalar_one()
        globex = {"event_id": event, "name": "Globex", "name_key": "globex"}
        _put(connection, "account", **globex, industry="Retail", created_at=AT, updated_at=AT)
    change("""
        UPDATE enrichment_run SET contact_id = (SELECT max(id) FROM contact);
        INSERT INTO claim (run_id, account_id, field, value, confidence, source, how, status,
                created_at, applied_at)
            SELECT max(run.id), max(account.id), 'industry', 'Retail', 0.8, 'openai', 'So it says',
                'applied', now(), now() FROM enrichment_run run, account;
        UPDATE enrichment_run SET status = 'cancelled', started_at = NULL
            WHERE id = (SELECT min(id) FROM enrichment_run);
    """)
    with db.engine().begin() as connection:
        work = {"kind": "enrich_bulk", "subject": "bulk:1", "payload": "{}", "status": "waiting"}
        counts = {"progress_done": 0, "attempts": 0, "created_at": AT, "due_at": AT}
        _put(connection, "job", **work, **counts)
    command.downgrade(migrations.alembic_config(), "0001")
    assert rows("SELECT count(*) FROM enrichment_run") == [(3,)]
    industry = "SELECT value FROM claim WHERE field = 'industry' AND status = 'applied'"
    assert rows(industry) == [("Retail",)]
    assert rows("SELECT status FROM job WHERE kind = 'enrich_bulk'") == [("cancelled",)]


def test_money_and_bulks_of_deleted_people_do_not_stop_the_way_back(old):
    migrations.upgrade()
    change("DELETE FROM contact WHERE first_name = 'Ann'")
    command.downgrade(migrations.alembic_config(), "0001")
    assert rows("SELECT count(*) FROM enrichment_run") == [(2,)]


@pytest.fixture
def doubtful() -> Iterator[None]:
    """The second version, with a charge in doubt that its day counts in full."""
    with older_database.at("0002"):
        with db.engine().begin() as connection:
            money = {"provider": "openai", "model": "gpt-6-luna", "reserved_usd": 0.009}
            times = {"reserved_at": AT, "expires_at": AT, "day": AT.date()}
            counts = dict.fromkeys(("input_tokens", "cached_tokens", "output_tokens"), 0)
            _put(connection, "charge", status="unsettled", **money, **times, **counts)
            day = "INSERT INTO spending_day (day, committed_usd) VALUES (:day, 0.009)"
            connection.execute(text(day), {"day": AT.date()})
        yield


def test_what_was_in_doubt_before_stays_counted_as_it_was(doubtful):
    migrations.upgrade()
    assert rows("SELECT likely_usd = reserved_usd FROM charge") == [(True,)]
    assert rows("SELECT committed_usd::text FROM spending_day") == [("0.009000",)]


def test_the_version_before_counts_what_is_in_doubt_in_full_again(doubtful):
    migrations.upgrade()
    change("UPDATE charge SET likely_usd = 0.001; UPDATE spending_day SET committed_usd = 0.001")
    command.downgrade(migrations.alembic_config(), "0002")
    assert rows("SELECT committed_usd::text FROM spending_day") == [("0.009000",)]


MONEY = {"model": "gpt-6-luna", "reserved_usd": 0.009, "reserved_at": AT, "expires_at": AT}
MONEY |= {"day": AT.date(), "input_tokens": 0, "cached_tokens": 0, "output_tokens": 0}


@pytest.fixture
def one_provider() -> Iterator[int]:
    """The fifth version, with a run that OpenAI was asked about, whose charge is in doubt."""
    with older_database.at("0005"):
        with db.engine().begin() as connection:
            run = {"status": "succeeded", "trigger": "manual", "asked_at": AT, "due_at": AT}
            run |= {"input_tokens": 0, "output_tokens": 0, "fingerprint": "shown to the model"}
            run_id = _put(connection, "enrichment_run", **run)
            charge = {"provider": "openai", "status": "unsettled", "likely_usd": 0.001}
            _put(connection, "charge", run_id=run_id, **charge, **MONEY)
        yield run_id


def test_what_openai_was_shown_is_kept_under_its_name(one_provider):
    migrations.upgrade()
    shown = {"openai": "shown to the model"}
    assert rows("SELECT fingerprints FROM enrichment_run") == [(shown,)]
    assert rows("SELECT status FROM charge") == [("unconfirmed",)]


def test_each_paid_provider_may_reserve_once_for_a_run(one_provider):
    migrations.upgrade()
    with db.engine().begin() as connection:
        for provider in ("openai", "directory"):
            _put(connection, "charge", run_id=one_provider, provider=provider, **MONEY)
    with pytest.raises(IntegrityError, match="uq_charge_reserved"), db.engine().begin() as again:
        _put(again, "charge", run_id=one_provider, provider="openai", **MONEY)


def test_the_version_before_learns_no_end_of_what_another_provider_holds(one_provider):
    migrations.upgrade()
    with db.engine().begin() as connection:
        for provider in ("openai", "directory"):
            _put(connection, "charge", run_id=one_provider, provider=provider, **MONEY)
    command.downgrade(migrations.alembic_config(), "0005")
    statuses = "SELECT provider, status, likely_usd::text FROM charge ORDER BY id"
    assert rows(statuses) == [
        ("openai", "unsettled", "0.001000"),
        ("openai", "reserved", None),
        ("directory", "unsettled", "0.009000"),
    ]
    assert rows("SELECT fingerprint FROM enrichment_run") == [("shown to the model",)]


def test_lists_that_are_being_read_or_were_refused_do_not_stop_the_way_back():
    with db.engine().begin() as connection:
        times = {"created_at": AT, "updated_at": AT}
        event = _put(connection, "event", name="Expo", timezone="UTC", **times)
        for status in ("reading", "refused", "draft"):
            values = {"kind": "contacts", "filename": "list.csv", "size": 9, "headers_key": ""}
            _put(connection, "import", event_id=event, status=status, created_at=AT, **values)
    try:
        command.downgrade(migrations.alembic_config(), "0002")
        assert rows("SELECT status FROM import") == [("draft",)]
    finally:
        migrations.upgrade()


@pytest.fixture
def before_records() -> Iterator[None]:
    """The version before accounts had the domain that a company registered."""
    command.downgrade(migrations.alembic_config(), "0005")
    yield
    migrations.upgrade()


def test_an_account_has_its_registered_domain_unless_another_has_it(before_records):
    with db.engine().begin() as connection:
        times = {"created_at": AT, "updated_at": AT}
        events = [_put(connection, "event", name=name, timezone="UTC", **times) for name in "AB"]
        for event, domain in (
            *((events[0], "acme.com"), (events[0], "hq.acme.com"), (events[0], "us.acme.com")),
            *((events[1], "hq.acme.com"), (events[1], "a.github.io"), (events[1], "b.co.uk")),
        ):
            account = {"event_id": event, "name": domain, "name_key": domain, "domain": domain}
            _put(connection, "account", **account, **times)
    migrations.upgrade("0007")
    assert rows("SELECT domain FROM account ORDER BY id") == [
        *(("acme.com",), ("hq.acme.com",), ("us.acme.com",)),
        *(("acme.com",), ("a.github.io",), ("b.co.uk",)),
    ]


def test_colleagues_sign_in_with_the_one_form_of_their_address(before_records):
    with db.engine().begin() as connection:
        person = {"password_hash": "!", "role": "MEMBER", "created_at": AT, "updated_at": AT}
        for email in ("ann@straße.de", "änn@acme.com", "bob@acme.com"):
            _put(connection, "app_user", name="x", email=email, **person)
    migrations.upgrade()
    assert rows("SELECT email FROM app_user ORDER BY id") == [
        *(("ann@xn--strae-oqa.de",), ("änn@acme.com",), ("bob@acme.com",))
    ]


def test_rows_of_imports_are_duplicates_and_skipped_ones_in_both_directions(before_records):
    with db.engine().begin() as connection:
        times = {"created_at": AT, "updated_at": AT}
        event = _put(connection, "event", name="Expo", timezone="UTC", **times)
        counts = {"rows": 3, "created": 1, "merged": 1, "rejected": 1}
        names = {"kind": "contacts", "filename": "list.csv", "size": 9, "headers_key": ""}
        _put(
            connection,
            "import",
            event_id=event,
            status="done",
            counts=json.dumps(counts),
            created_at=AT,
            **names,
        )
        for number, outcome in enumerate(("created", "merged", "rejected"), 1):
            connection.execute(
                text(
                    "INSERT INTO import_row (import_id, number, cells, outcome)"
                    " SELECT id, :number, '{}', :outcome FROM import"
                ),
                {"number": number, "outcome": outcome},
            )
    outcomes, counted = (
        "SELECT outcome FROM import_row ORDER BY number",
        "SELECT counts FROM import",
    )
    migrations.upgrade()
    assert rows(outcomes) == [("created",), ("duplicate",), ("skipped",)]
    assert rows(counted) == [({"rows": 3, "created": 1, "duplicate": 1, "skipped": 1},)]
    command.downgrade(migrations.alembic_config(), "0005")
    assert rows(outcomes) == [("created",), ("merged",), ("rejected",)]
    assert rows(counted) == [(counts,)]
