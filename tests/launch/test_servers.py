"""The embedded servers, with real processes, signals and users."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg.conninfo import conninfo_to_dict

from tests.fixtures.product import until
from yardflow.launch import postgres, servers
from yardflow.launch.child_processes import LaunchError

HOLD = """
import sys
from pathlib import Path
from yardflow.launch import servers
with servers.embedded(Path(sys.argv[1])) as urls:
    print(*urls, sep="\\n", flush=True)
    sys.stdin.read()
"""


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


def processes_in(folder: Path) -> list[str]:
    """Command lines of the servers that work in a data folder."""
    processes = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink().is_relative_to(folder.resolve()):
                processes.append((entry / "cmdline").read_text())
        except OSError:
            continue
    return processes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for all of them: what a test starts there has ended when the next begins."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def hold(folder: Path):
    """A process of its own that runs the servers in a folder."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("postgresql+psycopg://")
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    assert until(lambda: not processes_in(folder))


@pytest.mark.parametrize(
    ("allowed", "megabytes"),
    [("2147483648\n", 512), ("536870912\n", 128), ("268435456\n", 128), ("max\n", None)],
)
def test_a_quarter_of_the_memory_is_for_tables(
    allowed: str, megabytes: int | None, tmp_path: Path
) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(allowed)
    unlimited = postgres.buffers(tmp_path / "absent")
    assert 128 <= unlimited <= 1_024
    assert postgres.buffers(limit) == min(megabytes or unlimited, unlimited)


@pytest.mark.heavy
def test_both_servers_answer_and_are_gone_afterwards(folder: Path) -> None:
    with servers.embedded(folder) as (database_url, redis_url):
        with psycopg.connect(plain(database_url)) as connection:
            assert connection.execute("SELECT lower('ÉCLAIR')").fetchone() == ("éclair",)
            shown = "SELECT pg_size_bytes(current_setting('shared_buffers'))"
            assert connection.execute(shown).fetchone() == (postgres.buffers() * 2**20,)
        cache = redis.Redis.from_url(redis_url)
        assert cache.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert cache.config_get("appendonly") == {"appendonly": "yes"}
        cache.close()
        assert len(processes_in(folder)) >= 2
    assert processes_in(folder) == []


@pytest.mark.heavy
def test_who_owns_a_database_may_add_what_search_needs(folder: Path) -> None:
    with servers.embedded(folder, durable=False) as (database_url, _):
        with psycopg.connect(plain(database_url), autocommit=True) as connection:
            connection.execute("CREATE ROLE bob LOGIN")
            connection.execute("CREATE DATABASE owned_by_bob OWNER bob")
            connection.execute("CREATE EXTENSION pg_stat_statements")  # a superuser's alone
        parts = conninfo_to_dict(plain(database_url)) | {"user": "bob", "dbname": "owned_by_bob"}
        with psycopg.connect(**parts) as connection:
            for extension in ("pg_trgm", "unaccent", "btree_gin"):
                connection.execute(f"CREATE EXTENSION {extension}")
            query = "SELECT 'Globex' % 'Globx', unaccent('Zoë')"
            assert connection.execute(query).fetchone() == (True, "Zoe")


@pytest.mark.heavy
def test_an_end_in_good_order_takes_the_folders_of_the_sockets_away(folder: Path) -> None:
    with servers.embedded(folder) as (database_url, _):
        sockets = Path(conninfo_to_dict(plain(database_url))["host"])
        made = list(sockets.parent.glob(f"yardflow-*-{sockets.name.rpartition('-')[2]}"))
        assert sockets in made
    assert not [folder for folder in made if folder.exists()]


@pytest.mark.heavy
def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    with servers.embedded(folder) as (database_url, redis_url):
        with psycopg.connect(plain(database_url)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        redis.Redis.from_url(redis_url).set("kept", "1")
    with servers.embedded(folder) as (database_url, redis_url):
        with psycopg.connect(plain(database_url)) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
        assert redis.Redis.from_url(redis_url).get("kept") == b"1"


@pytest.mark.heavy
def test_a_killed_owner_leaves_no_server_behind(folder: Path, hold) -> None:
    owner = hold()
    assert processes_in(folder)
    owner.send_signal(signal.SIGKILL)
    assert until(lambda: not processes_in(folder))


@pytest.mark.heavy
def test_a_killed_owner_does_not_keep_the_next_from_starting(folder: Path, hold) -> None:
    hold().send_signal(signal.SIGKILL)
    with servers.embedded(folder) as (database_url, _), psycopg.connect(plain(database_url)) as c:
        assert c.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.heavy
def test_a_second_owner_is_refused_with_the_first_ones_number(folder: Path, hold) -> None:
    owner = hold()
    with (
        pytest.raises(LaunchError, match=f"already runs on .* \\(process {owner.pid}\\)"),
        servers.embedded(folder),
    ):
        pass
