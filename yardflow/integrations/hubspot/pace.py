"""HubSpot's limits, kept by all processes together: everyone who calls takes a place first.

A bucket holds a tenth of what is allowed and fills up with the rest, so that no ten seconds have
more calls in them than HubSpot counts. The next place may lie ahead: whoever has it waits for it.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from yardflow import clock, db
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.hubspot.limits import WINDOW_S, Limits
from yardflow.integrations.hubspot.refusals import LimitReached, Policy

CALLS, SEARCHES = "hubspot", "hubspot_search"
SEARCHES_PER_S = 5
# Whoever would wait longer does something else meanwhile.
LONGEST_WAIT = timedelta(seconds=20)
# How long a limit lasts of which HubSpot doesn't say it.
_USUAL = {Policy.WINDOW: 10, Policy.SEARCH: 1, Policy.DAILY: 3_600, None: 10}
_NOTED_EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many places at once, and so many more each second."""

    name: str
    size: float
    per_second: float


def calls(most: int) -> Bucket:
    """Where HubSpot allows this many calls in ten seconds."""
    size = most // 10
    return Bucket(CALLS, size, (most - size) / WINDOW_S)


def searches() -> Bucket:
    """Searches, of all that use the account."""
    return Bucket(SEARCHES, 1, SEARCHES_PER_S - 1)


_LEFT = """least(:size, coalesce(s.requests_left, :size) + :per_second
    * greatest(0, extract(epoch FROM :now - coalesce(s.refilled_at, :now)))) - 1"""
_TAKE = text(f"""
INSERT INTO provider_state AS s (provider, failures, requests_left, refilled_at)
VALUES (:name, 0, :size - 1, :now)
ON CONFLICT (provider) DO UPDATE
SET requests_left = {_LEFT}, refilled_at = greatest(s.refilled_at, :now)
WHERE (s.open_until IS NULL OR s.open_until <= :now) AND {_LEFT} >= -:ahead
RETURNING requests_left""")  # noqa: S608 - no value is in it
_CLOSED = text("SELECT open_until, reason FROM provider_state WHERE provider = :name")
_CLOSE = text("""
INSERT INTO provider_state AS s (provider, failures, open_until, reason)
VALUES (:name, 0, :until, :reason)
ON CONFLICT (provider) DO UPDATE
SET open_until = greatest(s.open_until, :until), reason = :reason""")
_NOTE = text("""
UPDATE hubspot_connection SET succeeded_at = :now, limits = CAST(:limits AS jsonb)
WHERE succeeded_at IS NULL OR succeeded_at <= :before""")


def wait_turn(*buckets: Bucket) -> None:
    """Takes a place in each bucket, and waits until it is there.

    Raises:
        TemporaryError: that would take too long, or HubSpot asked to be left alone.
    """
    for bucket in buckets:
        time.sleep(take(bucket, clock.now()).total_seconds())


def take(bucket: Bucket, now: datetime) -> timedelta:
    """Takes a place; how long it is until then.

    Raises:
        TemporaryError: the place would be too far ahead, or HubSpot asked to be left alone.
    """
    values = {
        "name": bucket.name,
        "size": bucket.size,
        "per_second": bucket.per_second,
        "ahead": bucket.per_second * LONGEST_WAIT.total_seconds(),
        "now": now,
    }
    with db.session(autocommit=True) as session:
        left = session.execute(_TAKE, values).scalar_one_or_none()
        if left is not None:
            return timedelta(seconds=max(0.0, -left / bucket.per_second))
        closed = session.execute(_CLOSED, {"name": bucket.name}).one()
    if closed.open_until and closed.open_until > now:
        raise TemporaryError(closed.reason, closed.open_until - now)
    raise TemporaryError("Too many calls to HubSpot wait already. Try again later.", LONGEST_WAIT)


def close(error: LimitReached, now: datetime) -> None:
    """Nobody asks again until HubSpot allows it."""
    name = SEARCHES if error.policy is Policy.SEARCH else CALLS
    until = now + (error.after or timedelta(seconds=_USUAL[error.policy]))
    with db.session(autocommit=True) as session:
        session.execute(_CLOSE, {"name": name, "until": until, "reason": error.message})


def note(headers: Mapping[str, str], now: datetime) -> None:
    """A call went well: that, and what its answer says is left."""
    limits = {**asdict(Limits.of(headers)), "at": now.isoformat()}
    values = {"now": now, "before": now - _NOTED_EVERY, "limits": json.dumps(limits)}
    with db.session(autocommit=True) as session:
        session.execute(_NOTE, values)
