"""A crowd to measure with: a million contacts at 100,000 accounts, on the lists of 20 events.

``make crowd`` (``CONTACTS=1000000``) puts it into the database of ``DATABASE_URL``, else into the
embedded one of ``DATA_DIR``, for `make run` to show.

It is uneven as the trade is: one event has a fifth of all people and the last one a five hundredth,
a few accounts have thousands of contacts and most a handful, names repeat and have accents, and one
person in ten is met at a second event.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import psycopg

from bench.crowd_enrichment import enrich
from bench.crowd_rows import EVENT_SHARES, Rows
from yardflow import config, migrations
from yardflow.db.pool import OPTIONS
from yardflow.launch import servers
from yardflow.launch.build import ROOT
from yardflow.launch.child_processes import LaunchError

CONTACTS, OF_AN_ACCOUNT, OWNERS = 1_000_000, 10, 12
_EVENTS = """
    INSERT INTO event (name, location, venue, timezone, booth, description, starts_on, ends_on,
        created_at, updated_at)
    SELECT 'Crowd Expo ' || n, '', '', 'UTC', '', '', date '2027-01-04' + n, date '2027-01-06' + n,
        now(), now() FROM generate_series(%s::int, %s) n RETURNING id
"""
_OWNERS = """
    INSERT INTO app_user (name, email, password_hash, created_at, updated_at)
    SELECT 'Seller ' || n, 'seller' || n || '@crowd.example', '!', now(), now()
    FROM generate_series(1, %s) n RETURNING id
"""
_RESERVED = "SELECT setval('{0}_id_seq', nextval('{0}_id_seq') + %s) - %s"
_ACCOUNTS = """
    COPY account (id, name, name_key, domain, website, industry, size, headquarters, owner_id,
        icp_score, created_at, updated_at) FROM STDIN
"""
_CONTACTS = """
    COPY contact (id, account_id, first_name, last_name, name_key, title, personas, seniority,
        email, email_status, email_shared, phone, linkedin_url, country, owner_id, enriched_at,
        created_at, updated_at) FROM STDIN
"""
_LISTED = """
    CREATE TEMP TABLE listed (event_id bigint, account_id bigint, contact_id bigint, stage text,
        status text, added_at timestamptz) ON COMMIT DROP
"""
_TARGETS = """
    INSERT INTO target (event_id, account_id, stage, added_at, updated_at)
    SELECT event_id, account_id, (array_agg(stage ORDER BY contact_id))[1], min(added_at),
        min(added_at) FROM listed GROUP BY event_id, account_id
"""
# With what a row repeats, which the database would look up row by row.
_ATTENDEES = """
    INSERT INTO attendee (event_id, contact_id, status, source, added_at, updated_at, account_id,
        sort_name, account_sort, personas, seniority, email_status, owner_id, enrichment,
        search, stage)
    SELECT l.event_id, c.id, l.status, 'import', l.added_at, l.added_at, c.account_id, c.sort_name,
        c.account_sort, c.personas, c.seniority, c.email_status, c.owner_id,
        c.enrichment, c.search, t.stage
    FROM listed l JOIN contact c ON c.id = l.contact_id
    JOIN target t ON t.event_id = l.event_id AND t.account_id = l.account_id
    ORDER BY l.event_id, c.id
"""
_MET_AGAIN = """
    CREATE TEMP TABLE listed ON COMMIT DROP AS
    SELECT %s::bigint AS event_id, account_id, id AS contact_id, 'Lead' AS stage,
        'Listed' AS status, now() AS added_at
    FROM contact WHERE id %% %s = 0
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


class Crowd(NamedTuple):
    """Whom to ask for: events and owners, those with most people first; and what each step took."""

    events: list[int]
    owners: list[int]
    seconds: dict[str, float]


def fill(connection: psycopg.Connection[Any], contacts: int = CONTACTS) -> Crowd:
    """The same crowd each time, within the caller's transaction.

    Raises:
        psycopg.errors.UniqueViolation: the database has a crowd already.
    """
    cursor, seconds = connection.cursor(), dict[str, float]()
    events = [row[0] for row in cursor.execute(_EVENTS, [1, len(EVENT_SHARES)])]
    owners = [row[0] for row in cursor.execute(_OWNERS, [OWNERS])]
    accounts = contacts // OF_AN_ACCOUNT
    first = (_first_of(cursor, "account", accounts), _first_of(cursor, "contact", contacts))
    rows = Rows(contacts, accounts, events, owners, *first)
    with _timed(seconds, "accounts"):
        _copy(cursor, _ACCOUNTS, rows.accounts())
    later = cursor.execute(_INDEXES, [["contact", "attendee"]]).fetchall()
    for name, _ in later:
        cursor.execute(f"DROP INDEX {name}")
    with _timed(seconds, "contacts"):
        _copy(cursor, _CONTACTS, rows.contacts())
    with _timed(seconds, "memberships made up"):
        cursor.execute(_LISTED)
        _copy(cursor, "COPY listed FROM STDIN", rows.memberships())
        cursor.execute("ANALYZE listed")
    with _timed(seconds, "targets"):
        cursor.execute(_TARGETS)
    with _timed(seconds, "attendees"):
        cursor.execute(_ATTENDEES)
    with _timed(seconds, "indexes"):
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _, definition in later:
            cursor.execute(definition)
    with _timed(seconds, "enrichment"):
        enrich(cursor)
    return Crowd(events, owners, seconds)


def meet_again(connection: psycopg.Connection[Any], one_in: int) -> int:
    """One in so many people come to an event of their own, which is given; to be committed."""
    cursor = connection.cursor()
    number = len(EVENT_SHARES) + 1
    (event_id,) = cursor.execute(_EVENTS, [number, number]).fetchone() or (0,)
    cursor.execute(_MET_AGAIN, [event_id, one_in])
    cursor.execute(_TARGETS)
    cursor.execute(_ATTENDEES)
    return int(event_id)


def main() -> int:
    contacts = int(os.environ.get("CONTACTS") or CONTACTS)
    try:
        settings = config.load()
        with ExitStack() as until_filled:
            url = settings.database_url
            if not url:
                data_dir = (ROOT / settings.data_dir).resolve()
                url = until_filled.enter_context(servers.embedded(data_dir)).database_url
                os.environ["DATABASE_URL"] = url
            migrations.upgrade()
            with connected(url) as connection:
                crowd = fill(connection, contacts)
                connection.commit()
                connection.autocommit = True
                connection.execute("VACUUM ANALYZE")
    except psycopg.errors.UniqueViolation:
        print("✗ This database has a crowd already.", file=sys.stderr)
        return 1
    except (LaunchError, config.SettingsError) as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print(", ".join(f"{step} {spent:.0f} s" for step, spent in crowd.seconds.items()))
    return 0


def connected(url: str) -> psycopg.Connection[Any]:
    """A connection of its own, past the product's pool, that plans as those in it do."""
    return psycopg.connect(url.replace("+psycopg", "", 1), options=OPTIONS)


def _first_of(cursor: psycopg.Cursor[Any], table: str, count: int) -> int:
    """Keeps so many ids of a table for us, and gives the first."""
    row = cursor.execute(_RESERVED.format(table), [count - 1, count - 1]).fetchone()
    assert row is not None
    return int(row[0])


def _copy(cursor: psycopg.Cursor[Any], statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    seconds[step] = time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
