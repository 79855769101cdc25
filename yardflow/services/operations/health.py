"""Whether what the product stands on answers: questions to be asked with a time limit.

Each returns facts to show, or raises `Away` with a word on what is wrong. None of them names a
host, a user or a password.
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
# Workers say that they live every second or two.
FRESH = timedelta(seconds=15)


class Away(Exception):
    """Something does not answer, or not as it should."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.facts = {"error": why, **facts}


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
        raise Away("Redis does not answer; jobs wait in the database") from None
    return {}


def worker() -> dict[str, Any]:
    """At least one worker lives."""
    with _connected() as session:
        seen = session.exec(select(WorkerHeartbeat.seen_at).order_by(col(WorkerHeartbeat.seen_at)))
        times = seen.all()
    alive = [moment for moment in times if clock.now() - moment < FRESH]
    last = times[-1].isoformat() if times else None
    if not alive:
        raise Away("no worker is running; jobs wait in the database", lastSeen=last)
    return {"workers": len(alive), "lastSeen": last}


def database_shape() -> dict[str, Any]:
    """The database is at the revision that this code expects."""
    with _connected() as session:
        found, expected = migrations.current(session.connection()), migrations.head()
    if found != expected:
        raise Away("the database has another shape than this code", current=found, head=expected)
    return {"current": found}


def providers() -> dict[str, Any]:
    """Every paid provider: whether it is left alone just now, since when, until when, and why."""
    with _connected() as session:
        views = circuit_breaker.state_of(session)
    troubled = {"status": DEGRADED} if any(view.open for view in views.values()) else {}
    return troubled | {name: _doing(view) for name, view in views.items()}


def _doing(view: circuit_breaker.BreakerView) -> dict[str, Any]:
    if not view.open or view.since is None or view.until is None:
        return {"open": False}
    return {
        "open": True,
        "since": view.since.isoformat(),
        "until": view.until.isoformat(),
        "reason": view.message,
    }


def room() -> dict[str, Any]:
    """The disk of the embedded database has room."""
    if disk.is_full():
        raise Away("the disk is full; lists are refused and jobs wait until there is space")
    return {}


def missing_settings() -> dict[str, Any]:
    """Every setting that this environment needs is there."""
    missing = settings().missing()
    if missing:
        raise Away("settings are missing", missing=missing)
    return {"missing": []}


class _connected:
    """A session that is never committed, whose failures say no more than they must."""

    def __enter__(self) -> Session:
        try:
            self._session = Session(db.engine())
            self._session.connection()
        except (SQLAlchemyError, SettingsError):
            raise Away("the database does not answer") from None
        return self._session

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self._session.close()
        if isinstance(error, SQLAlchemyError):
            raise Away("the database does not answer as it should") from None
