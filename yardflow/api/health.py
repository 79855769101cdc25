"""Health checks, for the platform that runs the product and for people who look."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from yardflow import clock
from yardflow.api.schema import Api
from yardflow.auth.address import BEHIND_A_PROXY, unread_proxy
from yardflow.config import settings
from yardflow.services.operations import health
from yardflow.services.operations.health import DEGRADED, NOT_CONFIGURED, CheckFailed

router = APIRouter(tags=["health"])

LIMIT_SECONDS = 0.3
HEALTHY, UNHEALTHY = "healthy", "unhealthy"
# Without these the product still works and jobs wait; without any other it does not.
_DISPENSABLE = ("redis", "worker", "disk")
# An outside service that is down, or a setting that fits badly, is no reason to restart or pass
# over this process.
_IGNORED = ("providers", "proxy")


class Probe:
    """One check, run in a thread of its own: what hangs costs one thread, however often it is run.

    A call while a check is running waits for the same result.
    """

    def __init__(self, check: Callable[[], dict[str, Any]], limit: float = LIMIT_SECONDS):
        self._check, self._limit = check, limit
        self._lock = threading.Lock()
        self._running: _RunningCheck | None = None

    async def run(self) -> dict[str, Any]:
        """Status, ``responseTime`` in milliseconds and facts, after ``limit`` seconds at most."""
        began = time.perf_counter()
        with self._lock:
            if self._running is None or self._running.done.is_set():
                self._running = _RunningCheck(self._check)
            running = self._running
        result = await running.result(self._limit)
        return result | {"responseTime": round((time.perf_counter() - began) * 1000, 1)}


class _RunningCheck:
    def __init__(self, check: Callable[[], dict[str, Any]]) -> None:
        self.done = threading.Event()
        self._result: dict[str, Any] = {}
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._run, args=(check,), daemon=True, name="health").start()

    async def result(self, limit: float) -> dict[str, Any]:
        ready = asyncio.Event()
        with self._lock:
            if self.done.is_set():
                return self._result
            self._waiting.append((asyncio.get_running_loop(), ready))
        try:
            await asyncio.wait_for(ready.wait(), limit)
        except TimeoutError:
            return {"status": UNHEALTHY, "error": "no answer in time"}
        return self._result

    def _run(self, check: Callable[[], dict[str, Any]]) -> None:
        try:
            self._result = {"status": HEALTHY, **check()}
        except CheckFailed as failed:
            self._result = {"status": UNHEALTHY, **failed.facts}
        except Exception as error:
            self._result = {"status": UNHEALTHY, "error": type(error).__name__}
        with self._lock:
            self.done.set()
            for loop, ready in self._waiting:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(ready.set)


def _proxy() -> dict[str, Any]:
    """Whether a proxy seems to be in front of us that the settings don't know of."""
    return {"status": DEGRADED, "warning": BEHIND_A_PROXY} if unread_proxy.is_set() else {}


CHECKS = {
    "database": health.database,
    "disk": health.disk_space,
    "redis": health.redis,
    "worker": health.worker,
    "migrations": health.schema,
    "settings": health.missing_settings,
    "providers": health.providers,
    "proxy": _proxy,
}
PROBES = {name: Probe(check) for name, check in CHECKS.items()}


class Pong(Api):
    """The process is alive."""

    status: Literal["ok"] = "ok"


@router.get("/api/ping")
async def ping() -> Pong:
    """Answers as long as the process is alive; checks nothing else."""
    return Pong()


@router.get(
    "/api/health",
    responses={200: {"description": "healthy"}, 503: {"description": "degraded or unhealthy"}},
)
async def get_health() -> JSONResponse:
    """Checks database, disk, Redis, worker, migrations and settings, each with a time limit.

    `healthy` is 200. `degraded` (Redis or the worker is down, or the disk is full) and `unhealthy`
    are 503. `providers` shows which paid provider is paused because it is down, since when and
    until when; `proxy` shows whether `TRUSTED_PROXY_HOPS` seems to be missing. Neither changes the
    overall status.
    """
    began = time.perf_counter()
    results = await asyncio.gather(*(probe.run() for probe in PROBES.values()))
    checks = dict(zip(PROBES, results, strict=True))
    status = overall(checks)
    body = {
        "status": status,
        "timestamp": clock.now().isoformat(),
        "buildId": settings().build_id,
        "checks": checks,
    }
    spent = f"{(time.perf_counter() - began) * 1000:.1f}ms"
    headers = {"Cache-Control": "no-store", "X-Response-Time": spent}
    return JSONResponse(body, 200 if status == HEALTHY else 503, headers)


def overall(checks: dict[str, dict[str, Any]]) -> str:
    """The overall status, by the status of each check."""
    passed = (HEALTHY, NOT_CONFIGURED)
    failed = {name for name, result in checks.items() if result["status"] not in passed}
    failed -= set(_IGNORED)
    if "settings" in failed and checks["settings"].get("missing") == ["REDIS_URL"]:
        failed = (failed - {"settings"}) | {"redis"}
    if not failed:
        return HEALTHY
    return DEGRADED if failed <= set(_DISPENSABLE) else UNHEALTHY
