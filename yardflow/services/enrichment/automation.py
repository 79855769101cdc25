"""What starts enrichment without a press of a button, as far as an ADMIN lets it: what happens to
records, and the clock. By the clock go contacts never enriched, or long ago, at the soonest event
first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, cast, exists, func, literal, or_, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.counts import counted
from yardflow.models import (
    Account,
    Attendee,
    Contact,
    EnrichmentBulk,
    EnrichmentRun,
    Event,
    EventStatus,
    ImportRow,
    RowOutcome,
    RunStatus,
    Trigger,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import charges
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk.selection import READY
from yardflow.services.enrichment.runs import recovery
from yardflow.services.enrichment.runs.request import request
from yardflow.services.enrichment.runs.store import OPEN
from yardflow.services.imports.changes import ContactsImported
from yardflow.services.records.changes import ContactCreated, TargetsQualified
from yardflow.services.records.memberships import among

OLD = timedelta(days=30)
# Who could not be enriched is tried again after so long: until then others have their turn.
FAILED_LATELY = timedelta(days=7)
# So many a day: the soonest event comes first, the rest has its turn on the next days.
MOST = 2_000
OFF = "The schedule is turned off in the enrichment settings."
UNDER_WAY = "The scheduled enrichment is still running."
NOBODY = "Nothing to do: every contact was enriched in the last 30 days, or tried this week."


@dataclass(frozen=True, slots=True)
class ScheduledStart:
    """What came of it: a bulk over so many contacts, or why there is none."""

    bulk_id: int | None
    contacts: int
    reason: str = ""


def tick(session: Session) -> None:
    """What the clock brings, every second or two: reservations that ran out, runs and bulks
    whose job ended without them.
    """
    charges.expire(session)
    recovery.follow_ended_jobs(session)
    bulk_lifecycle.follow_failed_workers(session)


def start(session: Session) -> ScheduledStart:
    """Starts the scheduled bulk, unless it is switched off or one is under way."""
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    if not enrichment_settings.read(session).starts(Trigger.SCHEDULED):
        return ScheduledStart(None, 0, OFF)
    if session.execute(_scheduled().where(col(EnrichmentBulk.finished_at).is_(None))).first():
        return ScheduledStart(None, 0, UNDER_WAY)
    contacts = _due()
    if session.execute(contacts.limit(1)).first() is None:
        return ScheduledStart(None, 0, NOBODY)
    bulk = bulk_lifecycle.create(
        session, contacts, Trigger.SCHEDULED, f"Schedule, {clock.now():%d %b %Y}"
    )
    return ScheduledStart(bulk.id, bulk.total)


_ONE_AT_A_TIME = 7_305_032  # the advisory lock that two schedulers at once wait for


def start_daily(session: Session) -> ScheduledStart | None:
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
    """Attendees of events that are still to come or under way, each once: at the soonest."""
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
    listed = (
        select(
            col(Contact.id),
            col(Attendee.event_id),
            col(Contact.account_id),
            col(Contact.enriched_at),
            col(Event.starts_on),
        )
        .join(Attendee, col(Attendee.contact_id) == Contact.id)
        .join(Event, col(Event.id) == Attendee.event_id)
        .where(
            _long_ago(now),
            ~open_run,
            ~tried,
            col(Event.status).in_((EventStatus.PLANNING, EventStatus.ACTIVE)),
            or_(col(Event.ends_on).is_(None), col(Event.ends_on) >= now.date()),
        )
        .distinct(col(Contact.id))
        .order_by(col(Contact.id), col(Event.starts_on).asc().nulls_last(), col(Event.id))
        .subquery()
    )
    return (
        select(listed.c.id, listed.c.event_id, listed.c.account_id, literal(READY).label("state"))
        .order_by(
            listed.c.starts_on.asc().nulls_last(),
            listed.c.enriched_at.asc().nulls_first(),
            listed.c.id,
        )
        .limit(MOST)
    )


def _long_ago(now: datetime) -> Any:
    enriched = col(Contact.enriched_at)
    return or_(enriched.is_(None), enriched < now - OLD)


def contact_created(session: Session, principal: Principal, change: ContactCreated) -> None:
    """Requests a run for a contact that a person added, if it may cost money."""
    if change.may_cost_money and enrichment_settings.read(session).starts(Trigger.CREATED):
        request(
            session,
            principal,
            change.contact_id,
            trigger=Trigger.CREATED,
            event_id=change.event_id,
        )


def accounts_qualified(session: Session, principal: Principal, change: TargetsQualified) -> None:
    """Starts a bulk run over the attendees from accounts that are worth knowing better, if it may
    cost money.
    """
    if change.may_cost_money and enrichment_settings.read(session).starts(Trigger.QUALIFIED):
        attendees = select(col(Attendee.contact_id)).where(
            col(Attendee.event_id) == change.event_id,
            among(Attendee.account_id, change.account_ids),
        )
        first, *others = change.account_ids
        name = session.get_one(Account, first).name
        accounts = counted(len(change.account_ids), "account") if others else name
        label = f"{accounts} became Qualified"
        _bulk(session, principal, attendees, Trigger.QUALIFIED, label, change.event_id)


def contacts_imported(session: Session, principal: Principal, change: ContactsImported) -> None:
    """Starts a bulk run over the contacts that an import added."""
    if enrichment_settings.read(session).starts(Trigger.IMPORTED):
        added = select(col(ImportRow.contact_id)).where(
            col(ImportRow.import_id) == change.import_id,
            col(ImportRow.outcome) == RowOutcome.CREATED,
        )
        label = f"Imported from {change.filename}"
        _bulk(session, principal, added, Trigger.IMPORTED, label, change.event_id)


def _bulk(
    session: Session,
    principal: Principal,
    contact_ids: Select,
    trigger: Trigger,
    label: str,
    event_id: int | None,
) -> None:
    contacts = select(
        col(Contact.id),
        cast(event_id, BigInteger).label("event_id"),
        col(Contact.account_id),
        literal(READY).label("state"),
    ).where(col(Contact.id).in_(contact_ids))
    any_ready = session.execute(contacts.limit(1)).first()
    if any_ready is not None:
        by = {"asked_by": principal.user_id, "event_id": event_id}
        bulk_lifecycle.create(session, contacts, trigger, label, **by)
