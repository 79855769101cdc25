"""Health: the truth about each part, in time, whatever hangs."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from yardflow import clock, config, db, jobs
from yardflow.api import health as api_health
from yardflow.api.health import CHECKS, PROBES, Probe, overall
from yardflow.auth import address
from yardflow.models import WorkerHeartbeat
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.operations import health

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def worker() -> None:
    """A worker that said a moment ago that it lives."""
    with db.session() as session:
        session.add(WorkerHeartbeat(name="worker:1", seen_at=clock.now()))


@pytest.fixture
def deaf() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(20)
        yield server.getsockname()[1]


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """``changed(REDIS_URL=…)`` starts over with other settings; None unsets one."""

    def apply(**names: str | None) -> None:
        for name, value in names.items():
            monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
        _start_over()
        for name, question in CHECKS.items():
            monkeypatch.setitem(PROBES, name, Probe(question))

    yield apply
    monkeypatch.undo()
    _start_over()


def _start_over() -> None:
    config.settings.cache_clear()
    jobs.broker.cache_clear()
    db.dispose()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks have all the time that a busy machine needs."""
    for name, check in CHECKS.items():
        monkeypatch.setitem(PROBES, name, Probe(check, limit=60))


def test_ping_asks_nothing_of_anything(client, changed):
    changed(DATABASE_URL=None, REDIS_URL=None)
    answer = client.get("/api/ping")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_all_well_is_healthy_and_says_how_long_each_took(client, worker, patient):
    answer = client.get("/api/health")
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "healthy")
    assert set(body) == {"status", "timestamp", "buildId", "checks"} and body["buildId"] == "dev"
    assert set(body["checks"]) == set(CHECKS)
    assert all(check["responseTime"] >= 0 for check in body["checks"].values())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-response-time"].endswith("ms")


def test_without_a_worker_it_is_degraded(client):
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "degraded")
    assert answer.json()["checks"]["worker"]["status"] == "unhealthy"


def test_a_worker_that_fell_silent_is_away(client):
    with db.session() as session:
        session.add(WorkerHeartbeat(name="worker:1", seen_at=clock.now() - health.ALIVE_FOR * 2))
    assert client.get("/api/health").json()["checks"]["worker"]["lastSeen"] is not None
    assert client.get("/api/health").json()["status"] == "degraded"


def test_redis_that_was_never_set_is_not_configured(client, worker, changed):
    changed(REDIS_URL=None)
    answer = client.get("/api/health")
    assert answer.json()["checks"]["redis"]["status"] == "not_configured"
    assert answer.status_code == 200


def test_with_redis_away_it_is_degraded(client, worker, changed):
    changed(REDIS_URL="redis://127.0.0.1:1")
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "degraded")


def test_with_the_database_away_it_is_unhealthy(client, changed):
    changed(DATABASE_URL="postgresql://canary:hunter2@127.0.0.1:1/yardflow")
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")
    assert "canary" not in answer.text and "hunter2" not in answer.text


def test_a_form_sent_while_the_database_is_away_is_answered_by_a_page(client, changed):
    changed(DATABASE_URL="postgresql://canary:hunter2@127.0.0.1:1/yardflow")
    given = {"email": "bob@yardflow.test", "password": "not looked at"}
    headers = {"Accept": "text/html,*/*", "Origin": config.settings().url}
    page = client.post("/api/auth/signin", data=given, headers=headers)
    assert (page.status_code, page.headers["content-type"][:9]) == (503, "text/html")
    assert "reach the database right now" in page.text and "Try again" in page.text
    program = client.post("/api/auth/signin", json=given)
    assert program.json()["error"]["code"] == "unavailable"


@pytest.mark.slow
def test_a_hung_database_and_a_hung_redis_cost_less_than_half_a_second(client, changed, deaf):
    changed(
        DATABASE_URL=f"postgresql://u:p@127.0.0.1:{deaf}/x", REDIS_URL=f"redis://127.0.0.1:{deaf}"
    )
    before = threading.active_count()
    for _ in range(4):
        began = time.perf_counter()
        answer = client.get("/api/health")
        assert time.perf_counter() - began < 0.5
        assert answer.json()["checks"]["database"]["error"] == "no answer in time"
        assert answer.json()["status"] == "unhealthy"
    assert threading.active_count() - before <= len(PROBES)


def test_another_shape_of_the_database_is_unhealthy(client, worker):
    with db.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        answer = client.get("/api/health")
    finally:
        with db.session() as session:
            head = health.migrations.head()
            session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    assert answer.json()["checks"]["migrations"]["current"] == "0000"
    assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")


def test_missing_settings_are_named_without_their_values(client, worker, changed):
    changed(YARDFLOW_ENV="production", PUBLIC_URL=None)
    answer = client.get("/api/health")
    assert answer.json()["checks"]["settings"]["missing"] == ["PUBLIC_URL"]
    assert answer.json()["status"] == "unhealthy"


def test_a_full_disk_is_named_and_makes_it_degraded(client, worker, full_disk):
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "degraded")
    assert answer.json()["checks"]["disk"]["error"].startswith("the disk is full")
    full_disk()
    assert client.get("/api/health").status_code == 200


def test_a_provider_that_is_left_alone_is_told_and_changes_nothing_about_the_whole(client, worker):
    assert client.get("/api/health").json()["checks"]["providers"]["openai"] == {"open": False}
    with db.session() as session:
        circuit_breaker.record_failure(
            session, "openai", "OpenAI does not accept our key.", unusable=True
        )
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "healthy")
    check = answer.json()["checks"]["providers"]
    assert check["status"] == "degraded" and check["openai"]["open"]
    assert check["openai"]["since"] < check["openai"]["until"]
    assert check["openai"]["reason"].startswith("OpenAI does not accept our key. Trying again")


def test_a_proxy_that_the_settings_do_not_know_of_is_warned_of_once_and_is_no_outage(
    client, worker, caplog, monkeypatch
):
    monkeypatch.setattr(address, "unread_proxy", threading.Event())
    monkeypatch.setattr(api_health, "unread_proxy", address.unread_proxy)
    assert client.get("/api/health").json()["checks"]["proxy"]["status"] == "healthy"
    for number in range(5):
        client.get("/api/nothing", headers={"X-Forwarded-For": f"6.6.6.{number}"})
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "healthy")
    assert answer.json()["checks"]["proxy"]["status"] == "degraded"
    assert "TRUSTED_PROXY_HOPS is 0" in answer.json()["checks"]["proxy"]["warning"]
    assert caplog.text.count("TRUSTED_PROXY_HOPS is 0") == 1 and "6.6.6" not in caplog.text


def test_a_proxy_that_the_settings_know_of_is_no_warning(client, monkeypatch):
    monkeypatch.setattr(address, "unread_proxy", threading.Event())
    behind_one = config.Settings(trusted_proxy_hops=1)
    monkeypatch.setattr(address, "settings", lambda: behind_one)
    client.get("/api/nothing", headers={"X-Forwarded-For": "6.6.6.6"})
    assert not address.unread_proxy.is_set()


def test_providers_that_cant_be_looked_up_change_nothing_about_the_whole():
    checks = {name: {"status": "healthy"} for name in PROBES}
    checks["providers"] = {"status": "unhealthy", "error": "no answer in time"}
    assert overall(checks) == "healthy"


def test_only_redis_missing_is_only_degraded():
    checks = {name: {"status": "healthy"} for name in PROBES}
    checks["settings"] = {"status": "unhealthy", "missing": ["REDIS_URL"]}
    assert overall(checks) == "degraded"


async def test_those_who_ask_at_once_share_one_question():
    calls, go = [], threading.Event()

    def question() -> dict:
        calls.append(1)
        go.wait(5)
        return {}

    probe = Probe(question, limit=5)
    waiting = [asyncio.create_task(probe.run()) for _ in range(5)]
    await asyncio.sleep(0)
    go.set()
    answers = await asyncio.gather(*waiting)
    assert len(calls) == 1 and {answer["status"] for answer in answers} == {api_health.HEALTHY}


async def test_a_defect_in_a_check_is_no_defect_of_the_page():
    def broken() -> dict:
        raise ZeroDivisionError("canary")

    answer = await Probe(broken).run()
    assert (answer["status"], answer["error"]) == ("unhealthy", "ZeroDivisionError")
