"""An import of 100,000 contacts through the whole path, beside bare COPY and upsert of its rows.

The whole path: the file's bytes are written to disk and read, checked and staged, the job is asked
for and run, until its row says succeeded. The floor gets the same clean rows ready in memory, and
brings them by COPY to a staging table and by one upsert each into tables like ``account``,
``contact``, ``target``, ``attendee`` and ``note``: same columns, indexes, checks and foreign keys,
same server, taken in turns.

The same once more in a workplace that has had 80 small lists, whose statistics know of nothing
else: without repeated people and with 300 of them.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.figures import Figure
from yardflow.launch import servers

ROWS, COMPANIES, ROUNDS = 100_000, 5_000, 5
EARLY_LISTS, REPEATED = 80, 300
HEADERS = [
    *("First Name", "Last Name", "Company Name", "Title", "E-mail", "Mobile", "Country", "Notes"),
]
_SYLLABLES = ["ka", "mo", "ri", "ta", "be", "lo", "shi", "na", "ver", "don", "mar", "el", "ü"]
_LEVELS = ("VP", "Director of", "Head of", "Senior Manager,", "Chief", "Coordinator,")
_FIELDS = ("Supply Chain", "Yard Operations", "Procurement", "Sales", "IT", "Transportation")
_PLACES = ("", " Americas", " EMEA", " North", " South", " Central", " Global")
_LIKE = ("account", "contact", "target", "attendee", "note")
_TABLES = """
    DROP TABLE IF EXISTS {}; CREATE TABLE floor_account (LIKE account INCLUDING ALL,
        FOREIGN KEY (owner_id) REFERENCES app_user (id));
    CREATE TABLE floor_contact (LIKE contact INCLUDING ALL,
        FOREIGN KEY (account_id, account_sort, account_words)
            REFERENCES floor_account (id, sort_name, words) ON UPDATE CASCADE,
        FOREIGN KEY (owner_id) REFERENCES app_user (id));
    CREATE TABLE floor_target (LIKE target INCLUDING ALL,
        FOREIGN KEY (event_id) REFERENCES event (id),
        FOREIGN KEY (account_id) REFERENCES floor_account (id),
        FOREIGN KEY (import_id) REFERENCES import (id));
    CREATE TABLE floor_attendee (LIKE attendee INCLUDING ALL,
        FOREIGN KEY (event_id) REFERENCES event (id),
        FOREIGN KEY (contact_id) REFERENCES floor_contact (id),
        FOREIGN KEY (import_id) REFERENCES import (id));
    CREATE TABLE floor_note (LIKE note INCLUDING ALL,
        FOREIGN KEY (event_id) REFERENCES event (id),
        FOREIGN KEY (contact_id) REFERENCES floor_contact (id),
        FOREIGN KEY (import_id) REFERENCES import (id))
""".format(", ".join(f"floor_{table}" for table in reversed(_LIKE)))
_STAGING = """
    CREATE TEMP TABLE staging (company text, company_key text, first_name text, last_name text,
        name_key text, title text, email text, phone text, mobile text, country text, notes text,
        personas text[], seniority text) ON COMMIT DROP
"""
_CLEAN = """
    SELECT a.name, a.name_key, c.first_name, c.last_name, c.name_key, c.title, c.email, c.phone,
        c.mobile, c.country, n.text, c.personas, c.seniority
    FROM contact c JOIN account a ON a.id = c.account_id LEFT JOIN note n ON n.contact_id = c.id
    ORDER BY c.id
"""
_UPSERTS = """
    INSERT INTO floor_account (name, name_key, website, industry, size, headquarters, created_at,
        updated_at)
    SELECT min(company), company_key, '', '', '', '', now(), now() FROM staging
    GROUP BY company_key ON CONFLICT (name_key) WHERE domain IS NULL DO NOTHING;
    INSERT INTO floor_target (event_id, account_id, import_id, added_at, updated_at, sort_name,
        icp_score)
    SELECT :event, id, :import, now(), now(), sort_name, icp_score FROM floor_account
    ON CONFLICT (event_id, account_id) DO NOTHING;
    INSERT INTO floor_contact (account_id, account_sort, account_words, first_name, last_name,
        name_key, title, personas, seniority, email, email_status, phone, mobile, linkedin_url,
        country, created_at, updated_at)
    SELECT a.id, a.sort_name, a.words, s.first_name, s.last_name, s.name_key, s.title, s.personas,
        s.seniority, s.email, 'given', s.phone, s.mobile, '', s.country, now(), now()
    FROM staging s JOIN floor_account a ON a.name_key = s.company_key
    ON CONFLICT (email) WHERE email IS NOT NULL AND NOT email_shared DO UPDATE SET
        title = CASE WHEN floor_contact.title = '' THEN excluded.title ELSE floor_contact.title END,
        phone = CASE WHEN floor_contact.phone = '' THEN excluded.phone ELSE floor_contact.phone END,
        mobile =
            CASE WHEN floor_contact.mobile = '' THEN excluded.mobile ELSE floor_contact.mobile END;
    INSERT INTO floor_attendee (event_id, contact_id, source, import_id, added_at, updated_at,
        account_id, sort_name, account_sort, personas, seniority, email_status, search, stage)
    SELECT :event, id, 'import', :import, now(), now(), account_id, sort_name, account_sort,
        personas, seniority, email_status, search, 'Lead' FROM floor_contact
    ON CONFLICT (event_id, contact_id) DO NOTHING;
    INSERT INTO floor_note (contact_id, event_id, import_id, text, created_at)
    SELECT c.id, :event, :import, s.notes, now() FROM staging s
    JOIN floor_contact c ON c.email = s.email AND NOT c.email_shared WHERE s.notes <> ''
    ON CONFLICT DO NOTHING
"""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="yf-bench-") as folder:
        Path(folder).chmod(0o755)
        path, repeating = Path(folder) / "list.csv", Path(folder) / "repeating.csv"
        _write_list(path)
        _write_list(repeating, REPEATED)
        with servers.embedded(Path(folder) / "data") as urls:
            settings = {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
            _python(settings, "-m", "yardflow.migrations")
            whole, bare, peaks = [], [], []
            for _ in range(ROUNDS):
                report = json.loads(_python(settings, "-m", "bench.imports", str(path), "0"))
                assert report["created"] == ROWS, report
                whole.append(report["seconds"])
                peaks.append(report["peak_mb"])
                bare.append(_floor(urls.database_url))
            later = [
                json.loads(_python(settings, "-m", "bench.imports", str(each), str(EARLY_LISTS)))
                for each in (path, repeating)
            ]
    assert [report["created"] for report in later] == [ROWS, ROWS - REPEATED], later
    once, twice = (report["seconds"] for report in later)
    floor = ROWS / min(bare)
    return [
        Figure("import", ROWS / min(whole), "rows/s", floor, "ratio >= 0.5"),
        Figure("import, peak memory", max(peaks), "MB", None, "value <= 300"),
        Figure("import after 80 lists", ROWS / once, "rows/s", floor),
        Figure("import after 80 lists, 300 repeated", ROWS / twice, "rows/s", floor),
        Figure("import, repeated beside none", twice, "s", once, "ratio <= 3"),
    ]


def _write_list(path: Path, repeated: int = 0) -> None:
    """``repeated`` rows are about the person of the row before, with another title."""
    chance = random.Random(7)

    def word() -> str:
        return "".join(chance.choices(_SYLLABLES, k=3)).title()

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        person: list[str] = []
        for n in range(ROWS):
            title = " ".join([chance.choice(_LEVELS), chance.choice(_FIELDS)])
            if n % 11 == 2 and repeated > 0:
                repeated -= 1
            else:
                person = _person(n, word(), word())
            first, last, company, address = person
            writer.writerow(
                [
                    first,
                    last,
                    company,
                    title + chance.choice(_PLACES),
                    address,
                    f"+1 (415) 555-{n % 10_000:04}",
                    "United States",
                    "met on Tuesday, yard of 300 trailers",
                ]
            )


def _person(n: int, first: str, last: str) -> list[str]:
    company = f"{_SYLLABLES[n % 12].title()} Freight {n % COMPANIES}, Inc."
    address = f"{first}.{last}{n}@freight{n % COMPANIES}.example".lower()
    return [first, last, company, address.replace("ü", "ue")]


def _python(settings: dict[str, str], *arguments: str) -> str:
    """A fresh process, so that its memory is only its own."""
    env = os.environ | settings | {"AUTH_SECRET": "a secret of the benchmark, forty characters"}
    done = subprocess.run(
        [sys.executable, *arguments], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _floor(database_url: str) -> float:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        cursor = connection.cursor()
        with cursor.copy(f"COPY ({_CLEAN}) TO STDOUT") as copy:
            parts = [bytes(part) for part in copy]
        event, from_import = cursor.execute("SELECT max(event_id), max(id) FROM import").fetchone()
        upserts = _UPSERTS.replace(":event", str(event)).replace(":import", str(from_import))
        cursor.execute(_TABLES)
        connection.commit()
        began = time.perf_counter()
        cursor.execute(_STAGING)
        with cursor.copy("COPY staging FROM STDIN") as copy:
            for at in range(0, len(parts), 128):
                copy.write(b"".join(parts[at : at + 128]))
        cursor.execute("ANALYZE staging")
        cursor.execute(upserts)
        connection.commit()
        return time.perf_counter() - began


def _whole(path: Path, early: int) -> dict:
    """In the fresh process: what upload and worker do, one after the other.

    ``early`` small lists come before, and the statistics know of nothing since.
    """
    import resource

    from sqlalchemy import text

    from yardflow import db
    from yardflow.models import Event, Role, User
    from yardflow.services.access import Principal

    content = path.read_bytes()
    with db.session() as session:
        session.execute(text("TRUNCATE event, app_user, job CASCADE"))
        user = User(name="Bob", email="bob@yardflow.test", role=Role.MEMBER, password_hash="!")
        event = Event(name="TechExpo")
        session.add_all([user, event])
        session.flush()
        bob, event_id = Principal(user.id or 0, user.role, user.name, user.email), event.id or 0
        for name in ("import_row", *_LIKE):
            session.execute(text(f"ALTER TABLE {name} SET (autovacuum_enabled = {not early})"))
    for n in range(early):
        rows = "".join(f"Ann,Lee {n},Early {k},,ann{n}@early{k}.example,,,\n" for k in range(6))
        _import(bob, event_id, f"early{n}.csv", f"{','.join(HEADERS)}\n{rows}".encode())
    with db.session() as session:
        session.execute(text("ANALYZE"))
    began = time.perf_counter()
    counts = _import(bob, event_id, path.name, content)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"seconds": took, "peak_mb": peak, "created": counts.get("created", 0)}


def _import(bob: Any, event_id: int, name: str, content: bytes) -> dict:
    from yardflow import db, jobs
    from yardflow.models import ImportKind
    from yardflow.services import imports

    with tempfile.NamedTemporaryFile(buffering=1 << 20) as file:
        for at in range(0, len(content), 1 << 16):
            file.write(content[at : at + (1 << 16)])
        file.flush()
        with db.session() as session:
            view = imports.upload_file(
                session, bob, Path(file.name), name, ImportKind.CONTACTS, event_id
            )
    with db.session() as session:
        job_id = imports.start(session, bob, view.id).id or 0
    jobs.perform(job_id, imports.run)
    with db.session() as session:
        return imports.get(session, bob, view.id).counts


if __name__ == "__main__":
    from yardflow import registry
    from yardflow.domains import DOMAINS

    registry.install(DOMAINS)
    print(json.dumps(_whole(Path(sys.argv[1]), int(sys.argv[2]))))
