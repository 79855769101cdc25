"""The worker with real processes: what it says of itself, and that killing it loses nothing."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from tests.actors import rehearsal
from tests.fixtures.product import ROOT, until
from yardflow import db, jobs, registry
from yardflow.domains import DOMAINS
from yardflow.launch import data_dir, postgres, preflight, redis_server

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]


class Worker:
    """A worker process of the test's own."""

    def __init__(self, **env: str) -> None:
        self.port = preflight.free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.actors.rehearsal"],
            cwd=ROOT,
            env=os.environ | {"WORKER_PORT": str(self.port)} | env,
        )

    def get(self, path: str = "/health") -> tuple[int, dict]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=3) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}

    def is_well(self) -> bool:
        return self.get()[0] == 200

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(40)

    def children(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in tasks.read_text().split()]


@pytest.fixture(autouse=True)
def rehearsals() -> Iterator[None]:
    """This process may ask for rehearsals too."""
    registry.install((*DOMAINS, rehearsal.DOMAIN))
    yield
    registry.install(DOMAINS)


@pytest.fixture(scope="module")
def rehearsed(urls: object) -> Iterator[None]:
    """The table that rehearsals write into."""
    with db.session() as session:
        session.execute(text("CREATE TABLE rehearsal (job_id bigint PRIMARY KEY)"))
    yield
    with db.session() as session:
        session.execute(text("DROP TABLE rehearsal"))


@pytest.fixture
def start(rehearsed: None) -> Iterator[Callable[..., Worker]]:
    """Starts workers, and ends them after the test."""
    started: list[Worker] = []

    def begin(**env: str) -> Worker:
        worker = Worker(**env)
        started.append(worker)
        return worker

    yield begin
    for worker in started:
        worker.stop()


@pytest.fixture(scope="module")
def standing(rehearsed: None) -> Iterator[Callable[[], Worker]]:
    """``standing()`` is a worker that is well, from test to test; where one has ended it, another.

    Whatever a test asks for is gone before the next begins, also from under this worker.
    """
    started: list[Worker] = []

    def current() -> Worker:
        if not started or started[-1].process.poll() is not None:
            started.append(Worker())
        assert until(started[-1].is_well)
        return started[-1]

    yield current
    for worker in started:
        worker.stop()


def ask(count: int, seconds: float = 0.01) -> None:
    with db.session() as session:
        for _ in range(count):
            jobs.enqueue(session, rehearsal.KIND, payload={"seconds": seconds})


def done() -> int:
    with db.session() as session:
        return session.execute(text("SELECT count(*) FROM rehearsal")).scalar_one()


def statuses() -> set[str]:
    with db.session() as session:
        return {row[0] for row in session.execute(text("SELECT DISTINCT status FROM job"))}


def test_health_tells_of_threads_redis_and_database(standing) -> None:
    worker = standing()
    status, report = worker.get()
    assert status == 200
    assert report["status"] == "healthy"
    assert {name: check["healthy"] for name, check in report["checks"].items()} == {
        "threads": True,
        "redis": True,
        "database": True,
    }
    assert worker.get("/anything")[0] == 404
    assert worker.get("/healthy")[0] == 404


def test_the_worker_is_small(standing) -> None:
    worker = standing()
    assert sum(proportional_mb(each) for each in [worker.process.pid, *worker.children()]) < 250


def proportional_mb(number: int) -> float:
    """Memory of a process, what it shares with others divided among them."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def test_a_taken_port_is_named(standing) -> None:
    worker = standing()
    second = subprocess.run(
        [sys.executable, "-m", "tests.actors.rehearsal"],
        cwd=ROOT,
        env=os.environ | {"WORKER_PORT": str(worker.port)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 2
    assert f"WORKER_PORT {worker.port} is taken" in second.stderr


def test_a_killed_process_of_the_worker_comes_back(standing) -> None:
    worker = standing()
    killed = set(worker.children())
    for child in killed:
        os.kill(child, signal.SIGKILL)
    assert until(lambda: len(set(worker.children()) - killed) == len(killed))
    assert until(worker.is_well)


def test_sigterm_lets_what_is_running_end_and_leaves_the_rest_and_the_web_can_see_it(
    standing,
) -> None:
    worker = standing()

    def workers() -> int:
        with db.session() as session:
            return session.execute(text("SELECT count(*) FROM worker_heartbeat")).scalar_one()

    assert until(lambda: workers() == 1)
    ask(30, seconds=1)
    assert until(lambda: "running" in statuses())
    worker.process.terminate()
    assert worker.process.wait(40) == 0
    assert workers() == 0
    assert statuses() == {"succeeded", "queued"}
    assert done() >= 8


def test_killing_workers_amid_500_jobs_loses_none(standing) -> None:
    worker = standing()
    ask(500, seconds=0.05)
    assert until(lambda: done() >= 50)
    for child in worker.children():
        os.kill(child, signal.SIGKILL)
    worker.process.kill()
    worker.process.wait()
    assert done() < 500
    standing()
    assert until(lambda: done() == 500, 150)
    assert until(lambda: statuses() == {"succeeded"}, 10)


def test_a_killed_worker_leaves_no_process_behind(standing) -> None:
    worker = standing()
    children = worker.children()
    worker.process.kill()
    assert until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), 30)


def test_jobs_wait_while_redis_is_away_and_run_when_it_is_back(
    start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yardflow import config

    with data_dir.owned(tmp_path) as lock:
        redis = redis_server.prepare(tmp_path, lock, durable=False)
        server = redis.begin()
        monkeypatch.setenv("REDIS_URL", redis.url)
        config.settings.cache_clear()
        jobs.broker.cache_clear()
        try:
            worker = start(REDIS_URL=redis.url)
            assert until(worker.is_well)
            server.stop()
            assert until(lambda: worker.get()[1]["checks"]["redis"]["healthy"] is False, 10)
            ask(20)
            assert worker.get()[0] == 503
            assert statuses() == {"queued"}
            server = redis.begin()
            assert until(lambda: done() == 20)
            assert until(worker.is_well)
        finally:
            server.stop()
    monkeypatch.undo()
    config.settings.cache_clear()
    jobs.broker.cache_clear()


def test_the_worker_survives_a_database_that_goes_away_and_answers_while_one_is_frozen(
    start, tmp_path: Path
) -> None:
    with data_dir.owned(tmp_path) as lock:
        database = postgres.prepare(tmp_path, lock, durable=False, say=lambda _: None)
        server = database.begin()
        worker = start(DATABASE_URL=database.url)
        assert until(worker.is_well)
        server.stop()
        assert until(lambda: worker.get()[1]["checks"]["database"]["healthy"] is False, 10)
        server = database.begin()
        assert until(worker.is_well)
        with psycopg.connect(database.url.replace("+psycopg", "")) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
        frozen = [server.process.pid, *(row[0] for row in rows)]
        for each in frozen:
            signal_if_there(each, signal.SIGSTOP)
        began = time.monotonic()
        status, report = worker.get()
        spent = time.monotonic() - began
        for each in frozen:
            signal_if_there(each, signal.SIGCONT)
        assert (status, report["checks"]["database"]["error"]) == (503, "no answer in time")
        assert spent < 1
        server.stop()


def signal_if_there(number: int, sent: signal.Signals) -> None:
    try:
        os.kill(number, sent)
    except ProcessLookupError:
        return
