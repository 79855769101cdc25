"""Enriching by the clock: who was never enriched, or long ago, at the soonest event first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, literal, or_, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import (
    Contact,
    EnrichmentBulk,
    EnrichmentRun,
    Event,
    EventStatus,
    RunStatus,
    Trigger,
)
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import reservations
from yardflow.services.enrichment.bulk import creation as bulk_creation
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk.selection import READY
from yardflow.services.enrichment.runs import recovery
from yardflow.services.enrichment.runs.store import OPEN

OLD = timedelta(days=30)
# Who could not be enriched is tried again after so long: until then others have their turn.
FAILED_LATELY = timedelta(days=7)
# So many a day: the soonest event comes first, the rest has its turn on the next days.
MOST = 2_000
OFF = "The schedule is switched off in the settings of enrichment."
UNDER_WAY = "The scheduled enrichment is still under way."
NOBODY = "Nobody needs it: everybody was enriched within the last 30 days, or tried this week."


@dataclass(frozen=True, slots=True)
class Started:
    """What came of it: a bulk over so many contacts, or why there is none."""

    bulk_id: int | None
    contacts: int
    reason: str = ""


def tick(session: Session) -> None:
    """What the clock brings, every second or two: reservations that ran out, runs and bulks
    whose job ended without them.
    """
    reservations.expire(session)
    recovery.follow_ended_jobs(session)
    bulk_lifecycle.follow_failed_lanes(session)


def start(session: Session) -> Started:
    """Starts the scheduled bulk, unless it is switched off or one is under way."""
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    if not enrichment_settings.read(session).starts(Trigger.SCHEDULED):
        return Started(None, 0, OFF)
    if session.execute(_scheduled().where(col(EnrichmentBulk.finished_at).is_(None))).first():
        return Started(None, 0, UNDER_WAY)
    people = _due()
    if session.execute(people.limit(1)).first() is None:
        return Started(None, 0, NOBODY)
    bulk = bulk_creation.create(
        session, people, Trigger.SCHEDULED, f"Schedule, {clock.now():%d %b %Y}"
    )
    return Started(bulk.id, bulk.total)


_ONE_AT_A_TIME = 7_305_032  # the advisory lock that two schedulers at once wait for


def start_daily(session: Session) -> Started | None:
    """The same once a UTC day, for schedulers that ask all the time; None when it was today."""
    if not enrichment_settings.read(session).starts(Trigger.SCHEDULED):
        return None
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    if session.execute(_scheduled().where(col(EnrichmentBulk.created_at) >= today)).first():
        return None
    return start(session)


def _scheduled() -> Select:
    return select(col(EnrichmentBulk.id)).where(col(EnrichmentBulk.trigger) == Trigger.SCHEDULED)


def _due() -> Select:
    """Contacts of shows that are still to come or under way."""
    now = clock.now()
    open_run = exists().where(
        col(EnrichmentRun.contact_id) == Contact.id, col(EnrichmentRun.status).in_(OPEN)
    )
    tried = exists().where(
        col(EnrichmentRun.contact_id) == Contact.id,
        col(EnrichmentRun.trigger) == Trigger.SCHEDULED,
        col(EnrichmentRun.status) == RunStatus.FAILED,
        col(EnrichmentRun.finished_at) > now - FAILED_LATELY,
    )
    return (
        select(
            col(Contact.id),
            col(Contact.event_id),
            col(Contact.account_id),
            literal(READY).label("state"),
        )
        .join(Event, col(Event.id) == Contact.event_id)
        .where(
            _long_ago(now),
            ~open_run,
            ~tried,
            col(Event.status).in_((EventStatus.PLANNING, EventStatus.ACTIVE)),
            or_(col(Event.ends_on).is_(None), col(Event.ends_on) >= now.date()),
        )
        .order_by(
            col(Event.starts_on).asc().nulls_last(),
            col(Contact.enriched_at).asc().nulls_first(),
            col(Contact.id),
        )
        .limit(MOST)
    )


def _long_ago(now: datetime) -> Any:
    enriched = col(Contact.enriched_at)
    return or_(enriched.is_(None), enriched < now - OLD)
