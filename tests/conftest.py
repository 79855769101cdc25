"""What every test can ask for: real PostgreSQL and Redis, an empty database, and a small cast.

Alice is an ADMIN, Bob a MEMBER, TechExpo the show they work on.
"""

import gc

gc.disable()  # until all tests are collected: what is loaded stays

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path

import certifi
import pytest
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import text
from sqlmodel import Session

from tests.fixtures.examples import SAME_EACH_TIME, examples
from yardflow import config, db, disk, jobs, migrations, registry
from yardflow.domains import DOMAINS
from yardflow.launch import servers
from yardflow.models import Event, EventStatus, Role, User
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import versions

pytest_plugins = [
    "tests.fixtures.sandbox",  # others use it
    "tests.fixtures.hubspot",
    "tests.fixtures.hubspot_connection",
    "tests.fixtures.hubspot_rounds",
    "tests.fixtures.imports",
    "tests.fixtures.messages",
    "tests.fixtures.product_in_process",
    "tests.fixtures.records",
    "tests.fixtures.webhook",
]

# A test with a database is slow, and its fixtures are meant for all of its examples. One that fails
# is shown as it was met: to make it smaller may take longer than a test's limit, which shows none.
settings.register_profile(
    "database",
    deadline=None,
    max_examples=examples(100),
    derandomize=SAME_EACH_TIME,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
settings.load_profile("database")

SECRET = "a secret of the tests, forty characters!"
KEY = "dGhlIGVuY3J5cHRpb24ga2V5IG9mIHRoZSB0ZXN0cy4="
registry.install(DOMAINS)
# Nobody listens there: no test reads a website on the internet, not even by mistake.
os.environ["WEBSITE_BASE_URL"] = "http://127.0.0.1:9/websites"
# To know the certificates of all its authorities takes each client 40 ms; of one, one.
authority = tempfile.NamedTemporaryFile("w", suffix=".pem")  # noqa: SIM115 - until the end
authority.write(certifi.contents().partition("-----END CERTIFICATE-----\n")[0])
authority.write("-----END CERTIFICATE-----\n")
authority.flush()
os.environ["SSL_CERT_FILE"] = authority.name


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> Iterator[None]:
    """What asks for the servers, if only through another fixture, is marked; then some are left
    out, and the others put in order.

    Journeys last: Playwright keeps an event loop running, and no other may run after it.
    """
    for item in items:
        if "urls" in item.fixturenames:
            item.add_marker(pytest.mark.database)
    yield
    items[:] = _heavy_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    items.sort(key=lambda item: "/browser/" in str(item.path))


def _heavy_first(items: list[pytest.Function], processes: int) -> list[pytest.Function]:
    """Each process gets an equal part to begin with, and takes over from the end of another's part.

    So the heavy ones stand at the beginning of the parts, or the last of them would run alone; and
    those of a folder in one part, since they share products that take seconds to start.
    """
    folders: dict[Path, list[pytest.Function]] = {}
    light: list[pytest.Function] = []
    for item in items:
        heavy = item.get_closest_marker("heavy")
        (folders.setdefault(item.path.parent, []) if heavy else light).append(item)
    parts: list[list[pytest.Function]] = [[] for _ in range(processes)]
    for together in sorted(folders.values(), key=len, reverse=True):
        min(parts, key=len).extend(together)
    for number, part in enumerate(parts):
        missing = max(
            0, (len(items) - sum(map(len, parts[:number]))) // (processes - number) - len(part)
        )
        part += light[:missing]
        del light[:missing]
    return [item for part in parts for item in part] + light


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: no look for garbage goes through it. What tests
    make is seldom in circles: there is a look for every 50,000 things instead of every 700.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


LONGEST_ID = 60


def pytest_make_parametrize_id(val: object) -> str | None:
    """A case is named after what it is made of, not after its number in a list."""
    if isinstance(val, str | bytes) and len(val) <= LONGEST_ID:
        return None  # as it is
    named = _named(val)
    return named and named[:LONGEST_ID].encode("unicode_escape").decode()


def _named(value: object) -> str | None:
    """Nothing that differs from one process to the next: all collect the same names."""
    match value:
        case dict():
            parts = [f"{key}={_named(each)}" for key, each in value.items()]
        case list() | tuple():
            parts = [str(_named(each)) for each in value]
        case set() | frozenset():
            parts = sorted(str(_named(each)) for each in value)
        case Enum():
            return value.name
        case str() | int() | float() | Decimal() | date() | None:
            return str(value)
        case bytes():
            return value[:LONGEST_ID].decode("latin-1")
        case BaseException():
            return f"{type(value).__name__} {value}"
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _named([getattr(value, each.name) for each in fields(value)])
        case _:
            return None
    return ", ".join(parts) or f"empty {type(value).__name__}"


# Every import makes some dozens of temporary tables, each of several files. ext4 looks long for the
# number of a new file where many were deleted in the last seconds; memory does not.
MEMORY, ENOUGH = Path("/dev/shm"), 6 << 30


def _folder() -> Path | None:
    """Where the servers' data lies: in memory, where there is plenty, else where all such is."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH:
        return MEMORY
    return None


# Nothing looks through tables in the middle of a test: neither does what PostgreSQL knows of them
# change, nor where the next row lies.
UNDISTURBED = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE 'ALTER TABLE ' || name || ' SET (autovacuum_enabled = off)';
    END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def urls() -> Iterator[servers.Urls]:
    """PostgreSQL and Redis of this test process, migrated, gone at its end."""
    with tempfile.TemporaryDirectory(prefix="yf-", dir=_folder()) as folder:
        Path(folder).chmod(0o755)
        with servers.embedded(Path(folder) / "data", durable=False) as urls:
            os.environ |= {
                "DATABASE_URL": urls.database_url,
                "REDIS_URL": urls.redis_url,
                "AUTH_SECRET": SECRET,
                "ENCRYPTION_KEYS": KEY,
            }
            _forget_settings()
            migrations.upgrade()
            with db.session() as session:
                session.execute(text(UNDISTURBED))
            yield urls
            db.dispose()


def _forget_settings() -> None:
    config.settings.cache_clear()
    jobs.broker.cache_clear()
    db.dispose()


# Emptying twenty small tables is quicker row by row than by TRUNCATE, which makes new files for
# each of them and their indexes. The audit log refuses both; only a superuser who turns triggers
# off may empty it.
EMPTY = """
DO $$ DECLARE name text; size bigint; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name, size IN SELECT oid::regclass, pg_relation_size(oid) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                AND relname <> 'alembic_version' LOOP
        IF size > 1000000 THEN
            EXECUTE 'TRUNCATE ' || name || ' CASCADE';
        ELSIF size > 0 THEN
            EXECUTE 'DELETE FROM ' || name;
        END IF;
    END LOOP;
    PERFORM setval(seqrelid, 1, false) FROM pg_sequence
        WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$
"""


@pytest.fixture
def database(urls: servers.Urls) -> Iterator[None]:
    """An empty, migrated database and an empty Redis."""
    yield
    with db.session() as session:
        session.execute(text(EMPTY))
    versions.READ.clear()  # the next test's versions have the same ids
    jobs.broker().client.flushall()


@contextmanager
def no_database() -> Iterator[None]:
    """The database does not answer, as while it starts anew; what it is asked fails at once."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:9/nothing")
        try:
            _forget_settings()
            yield
        finally:
            changed.undo()
            _forget_settings()


# PostgreSQL's own word for a full disk, from each write into a table.
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION full_disk()
"""


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """The reserve of the database's disk was given up; call it, and there is room again."""
    reserve = tmp_path / disk.NAME
    reserve.touch()
    with monkeypatch.context() as changed:
        changed.setenv("DATA_DIR", str(tmp_path))
        config.settings.cache_clear()
        yield reserve.unlink
    config.settings.cache_clear()


@pytest.fixture
def session(database: None) -> Iterator[Session]:
    """A session whose work other connections see only after `session.commit()`."""
    with Session(db.engine(), expire_on_commit=False) as current:
        yield current


@pytest.fixture
def alice(session: Session) -> Principal:
    """An ADMIN."""
    return person(session, "Alice", Role.ADMIN)


@pytest.fixture
def carol(session: Session) -> Principal:
    """Another ADMIN."""
    return person(session, "Carol", Role.ADMIN)


@pytest.fixture
def bob(session: Session) -> Principal:
    """A MEMBER."""
    return person(session, "Bob", Role.MEMBER)


@pytest.fixture
def techexpo(session: Session) -> Event:
    """The show that the cast works on."""
    event = Event(name="TechExpo 2026", status=EventStatus.ACTIVE, timezone="America/Los_Angeles")
    session.add(event)
    session.commit()
    return event


def person(session: Session, name: str, role: Role) -> Principal:
    """Somebody who is in the workplace and can't sign in: no password opens this hash."""
    user = User(name=name, email=f"{name.lower()}@yardflow.test", role=role, password_hash="!")
    session.add(user)
    session.commit()
    assert user.id is not None
    return Principal(user_id=user.id, role=role, name=user.name, email=user.email)
