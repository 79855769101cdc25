"""Checks of what the product depends on, to be run with a time limit.

Each returns facts to show, or raises `CheckFailed`. None of them names a host, a user or a
password.
"""

from datetime import timedelta
from typing import Any

from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from yardflow import clock, db, disk, jobs, migrations
from yardflow.config import SettingsError, settings
from yardflow.models import WorkerHeartbeat
from yardflow.services.enrichment.budget import circuit_breaker

NOT_CONFIGURED, DEGRADED = "not_configured", "degraded"
# A worker's heartbeat comes every second or two.
ALIVE_FOR = timedelta(seconds=15)


class CheckFailed(Exception):
    """Something does not answer, or not as it should; ``facts`` say what."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.facts = {"error": reason, **facts}


def database() -> dict[str, Any]:
    """PostgreSQL answers."""
    with _connected() as session:
        session.execute(text("SELECT 1"))
    return {}


def redis() -> dict[str, Any]:
    """Redis answers, or was never set."""
    if not settings().redis_url:
        return {"status": NOT_CONFIGURED}
    try:
        jobs.broker().client.ping()
    except RedisError:
        raise CheckFailed("Redis does not answer; jobs wait in the database") from None
    return {}


def worker() -> dict[str, Any]:
    """At least one worker lives."""
    with _connected() as session:
        rows = session.exec(select(WorkerHeartbeat.seen_at).order_by(col(WorkerHeartbeat.seen_at)))
        times = rows.all()
    alive = [moment for moment in times if clock.now() - moment < ALIVE_FOR]
    last = times[-1].isoformat() if times else None
    if not alive:
        raise CheckFailed("no worker is running; jobs wait in the database", lastSeen=last)
    return {"workers": len(alive), "lastSeen": last}


def schema() -> dict[str, Any]:
    """The database is at the revision that this code expects."""
    with _connected() as session:
        current, head = migrations.current(session.connection()), migrations.head()
    if current != head:
        raise CheckFailed("the database needs migrations", current=current, head=head)
    return {"current": current}


def providers() -> dict[str, Any]:
    """Every paid provider: whether its breaker is open, since when, until when, and why."""
    with _connected() as session:
        views = circuit_breaker.state_of(session)
    status = {"status": DEGRADED} if any(view.open for view in views.values()) else {}
    return status | {name: _breaker(view) for name, view in views.items()}


def _breaker(view: circuit_breaker.BreakerView) -> dict[str, Any]:
    if not view.open or view.since is None or view.until is None:
        return {"open": False}
    return {
        "open": True,
        "since": view.since.isoformat(),
        "until": view.until.isoformat(),
        "reason": view.message,
    }


def disk_space() -> dict[str, Any]:
    """The disk of the embedded database has room."""
    if disk.is_full():
        raise CheckFailed(
            "the disk is full; imports are refused and jobs wait until there is space"
        )
    return {}


def missing_settings() -> dict[str, Any]:
    """Every setting that this environment needs is there."""
    missing = settings().missing()
    if missing:
        raise CheckFailed("settings are missing", missing=missing)
    return {"missing": []}


class _connected:
    """A session that is never committed, whose failures name no host and no user."""

    def __enter__(self) -> Session:
        try:
            self._session = Session(db.engine())
            self._session.connection()
        except (SQLAlchemyError, SettingsError):
            raise CheckFailed("the database does not answer") from None
        return self._session

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self._session.close()
        if isinstance(error, SQLAlchemyError):
            raise CheckFailed("the database does not answer as it should") from None
