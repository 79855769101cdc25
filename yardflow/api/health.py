"""Whether the product is well, for the platform that runs it and for people who wonder."""

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
from yardflow.services.operations.health import DEGRADED, NOT_CONFIGURED, Away

router = APIRouter(tags=["health"])

LIMIT_SECONDS = 0.3
HEALTHY, UNHEALTHY = "healthy", "unhealthy"
# Without these the product still works and jobs wait; without any other it does not.
_SPARED = ("redis", "worker", "disk")
# An outside service that is down, or a setting that fits badly, is no reason to restart or pass
# over this process.
_OUTSIDE = ("providers", "proxy")


class Probe:
    """One question, asked in a thread of its own: what hangs costs one thread, however often asked.

    Whoever asks while an answer is on its way waits for the same one.
    """

    def __init__(self, question: Callable[[], dict[str, Any]], limit: float = LIMIT_SECONDS):
        self._question, self._limit = question, limit
        self._lock = threading.Lock()
        self._asking: _Asking | None = None

    async def ask(self) -> dict[str, Any]:
        """Status, ``responseTime`` in milliseconds and facts, after ``limit`` seconds at most."""
        began = time.perf_counter()
        with self._lock:
            if self._asking is None or self._asking.done.is_set():
                self._asking = _Asking(self._question)
            asking = self._asking
        answer = await asking.answer(self._limit)
        return answer | {"responseTime": round((time.perf_counter() - began) * 1000, 1)}


class _Asking:
    def __init__(self, question: Callable[[], dict[str, Any]]) -> None:
        self.done = threading.Event()
        self._result: dict[str, Any] = {}
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._ask, args=(question,), daemon=True, name="health").start()

    async def answer(self, limit: float) -> dict[str, Any]:
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

    def _ask(self, question: Callable[[], dict[str, Any]]) -> None:
        try:
            self._result = {"status": HEALTHY, **question()}
        except Away as away:
            self._result = {"status": UNHEALTHY, **away.facts}
        except Exception as error:
            self._result = {"status": UNHEALTHY, "error": type(error).__name__}
        with self._lock:
            self.done.set()
            for loop, ready in self._waiting:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(ready.set)


def _proxy() -> dict[str, Any]:
    """Whether a proxy seems to stand before us that the settings don't know of."""
    return {"status": DEGRADED, "warning": BEHIND_A_PROXY} if unread_proxy.is_set() else {}


PROBES = {
    "database": Probe(health.database),
    "disk": Probe(health.room),
    "redis": Probe(health.redis),
    "worker": Probe(health.worker),
    "migrations": Probe(health.database_shape),
    "settings": Probe(health.missing_settings),
    "providers": Probe(health.providers),
    "proxy": Probe(_proxy),
}


class Pong(Api):
    """Proof that the process answers."""

    status: Literal["ok"] = "ok"


@router.head("/api/ping", include_in_schema=False)
@router.get("/api/ping")
async def ping() -> Pong:
    """Answers as long as the process lives; asks nothing of anything else."""
    return Pong()


@router.head("/api/health", include_in_schema=False)
@router.get(
    "/api/health",
    responses={200: {"description": "healthy"}, 503: {"description": "degraded or unhealthy"}},
)
async def health_of_all() -> JSONResponse:
    """Database, disk, Redis, worker, migrations and settings, each asked with a time limit.

    `healthy` is 200; `degraded` (Redis or the worker is away, the disk is full) and `unhealthy`
    are 503. Under `providers` stands which paid provider is left alone because it is down, since
    when and until when, under `proxy` whether `TRUSTED_PROXY_HOPS` seems to be missing: neither
    changes anything about the whole.
    """
    began = time.perf_counter()
    answers = await asyncio.gather(*(probe.ask() for probe in PROBES.values()))
    checks = dict(zip(PROBES, answers, strict=True))
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
    """The whole by its parts."""
    well = (HEALTHY, NOT_CONFIGURED)
    ill = {name for name, one in checks.items() if one["status"] not in well} - set(_OUTSIDE)
    if "settings" in ill and checks["settings"].get("missing") == ["REDIS_URL"]:
        ill = (ill - {"settings"}) | {"redis"}
    if not ill:
        return HEALTHY
    return DEGRADED if ill <= set(_SPARED) else UNHEALTHY
