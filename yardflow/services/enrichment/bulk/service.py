"""Enriching many contacts as one piece of work: looked at before, started, steered."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.integrations.connections import connection
from yardflow.models import (
    BulkMode,
    BulkStatus,
    EnrichmentBulk,
    Event,
    Import,
    Trigger,
)
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import circuit_breaker, estimates, reservations
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk import selection as bulk_selection
from yardflow.services.enrichment.bulk.selection import READY, BulkSelection
from yardflow.services.enrichment.bulk.views import (
    OUTCOMES,
    BulkView,
    OutcomeRow,
    get,
    outcomes,
    search,
    view_of,
)
from yardflow.services.enrichment.providers.openai.cost import most_usd
from yardflow.services.records.fields import LARGEST_ID

__all__ = [
    "OUTCOMES",
    "BulkSelection",
    "BulkView",
    "OutcomeRow",
    "Preview",
    "cancel",
    "get",
    "outcomes",
    "pause",
    "preview",
    "resume",
    "search",
    "start",
]

# What workers get done in a second when nothing slows them down: for the estimate of the time.
USUAL_PACE = 40
ALL_TAKEN = "Nothing was started: someone else just started enriching these contacts."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk would do.

    ``skipped`` counts contacts by reason (`selection.REASONS`); money in USD, ``most_usd`` if every
    question were the dearest there is; ``seconds`` None when nobody knows.
    """

    matching: int
    ready: int
    skipped: dict[str, int]
    likely_usd: Decimal
    most_usd: Decimal
    seconds: int | None
    model: str
    asks_openai: bool
    left_today_usd: Decimal


def preview(session: Session, principal: Principal, selection: BulkSelection) -> Preview:
    """What would happen if this bulk were started now; nothing is changed.

    Raises:
        Invalid: it names no contacts, or too many, or has a filter that means nothing.
    """
    contacts = bulk_selection.selected(session, principal, selection)
    counts = _counts(session, contacts)
    ready = counts.pop(READY, 0)
    settings = enrichment_settings.read(session)
    asks_openai = settings.asks("openai") and connection("openai").usable
    priced = asks_openai and not settings.model_gone
    economy = selection.mode == BulkMode.ECONOMY
    model = settings.model_in_use
    each = estimates.likely_usd(session, model, economy=economy) if priced else Decimal(0)
    most = min(most_usd(model), settings.contact_ceiling_usd) if priced else Decimal(0)
    questions = _questions(session, contacts) if asks_openai else 0
    paced = questions / (settings.requests_per_minute / 60)
    return Preview(
        matching=ready + sum(counts.values()),
        ready=ready,
        skipped=counts,
        likely_usd=each * questions,
        most_usd=most * questions / (2 if economy else 1),
        seconds=None if economy else round(max(paced, ready / USUAL_PACE)),
        model=model,
        asks_openai=asks_openai,
        left_today_usd=reservations.budget_status(session, settings).left_usd,
    )


def start(session: Session, principal: Principal, selection: BulkSelection) -> BulkView:
    """Starts a bulk with one run for each contact that is ready.

    Raises:
        Invalid: as in `preview`, or there is nothing to do.
    """
    contacts = bulk_selection.selected(session, principal, selection)
    counts = _counts(session, contacts)
    if not counts.get(READY):
        raise Invalid(_nothing(counts))
    label = _label(session, selection)
    bulk = bulk_lifecycle.create(
        session,
        contacts,
        Trigger.BULK,
        label,
        asked_by=principal.user_id,
        event_id=selection.listed_event_id,
        mode=selection.mode,
        forced=selection.forced,
        skipped={reason: count for reason, count in counts.items() if reason != READY},
    )
    if not bulk.total:
        raise Invalid(ALL_TAKEN)
    circuit_breaker.retry_now(session)  # who presses expects a try now
    audit.record(
        session,
        principal,
        "enrichment.bulk_started",
        "enrichment_bulk",
        bulk.id,
        after={"contacts": bulk.total, "mode": bulk.mode.value, "forced": bulk.forced},
    )
    return view_of(session, bulk)


def pause(session: Session, principal: Principal, bulk_id: int) -> BulkView:
    """Lets a bulk rest; what is being asked comes to its end.

    Raises:
        NotFound: there is none, or it is somebody else's and this person no ADMIN.
        Conflict: it has ended already.
    """
    _to_steer(session, principal, bulk_id)
    return _steered(session, principal, bulk_lifecycle.pause(session, bulk_id), "paused")


def resume(session: Session, principal: Principal, bulk_id: int) -> BulkView:
    """Goes on with a bulk, also at once with one that waits.

    Raises:
        NotFound: as in `pause`.
        Conflict: it has ended already.
    """
    _to_steer(session, principal, bulk_id)
    return _steered(session, principal, bulk_lifecycle.resume(session, bulk_id), "resumed")


def cancel(session: Session, principal: Principal, bulk_id: int) -> BulkView:
    """Ends a bulk; what was found out so far stays.

    Raises:
        NotFound: as in `pause`.
        Conflict: it has ended already.
    """
    _to_steer(session, principal, bulk_id)
    return _steered(session, principal, bulk_lifecycle.cancel(session, bulk_id), "cancelled")


def _steered(session: Session, principal: Principal, bulk: EnrichmentBulk, did: str) -> BulkView:
    audit.record(session, principal, f"enrichment.bulk_{did}", "enrichment_bulk", bulk.id)
    session.flush()
    return view_of(session, bulk)


def _to_steer(session: Session, principal: Principal, bulk_id: int) -> None:
    bulk = session.get(EnrichmentBulk, bulk_id) if 0 < bulk_id <= LARGEST_ID else None
    if bulk is None:
        raise NotFound.of("bulk run")
    require_own(principal, bulk.asked_by, "bulk run")
    if bulk.status in (BulkStatus.FINISHED, BulkStatus.CANCELLED):
        raise Conflict("This bulk run has already ended.")


def _counts(session: Session, contacts: Any) -> dict[str, int]:
    chosen = contacts.subquery()
    rows = session.execute(select(chosen.c.state, func.count()).group_by(chosen.c.state))
    return {row[0]: row[1] for row in rows}


def _questions(session: Session, contacts: Any) -> int:
    """How many have something missing that is paid for; of a company only the first is asked."""
    chosen = contacts.subquery()
    alone = chosen.c.asks_company & ~chosen.c.asks_person
    statement = select(
        func.count().filter(chosen.c.asks_person),
        func.count(chosen.c.account_id.distinct()).filter(alone),
    ).where(chosen.c.state == READY)
    of_people, of_companies = session.execute(statement).one()
    return int(of_people + of_companies)


def _nothing(counts: Mapping[str, int]) -> str:
    if not counts:
        return "Nothing was started: no contacts match."
    reasons = ", ".join(
        f"{count:,} × {bulk_selection.REASONS[name]}" for name, count in counts.items()
    )
    return f"Nothing was started: there is nothing to do ({reasons})."


def _label(session: Session, selection: BulkSelection) -> str:
    filters = selection.filter or {}
    imported = session.get(Import, filters["import_id"]) if filters.get("import_id") else None
    if imported is not None:
        return f"Imported from {imported.filename}"
    event_id = selection.listed_event_id
    event = session.get(Event, event_id) if event_id else None
    if selection.contact_ids:
        count = len(selection.contact_ids)
        return f"{count:,} chosen {'contact' if count == 1 else 'contacts'}"
    if set(filters) - {"event_id"}:
        return f"{event.name}, filtered" if event else "Filtered contacts"
    return event.name if event else "All contacts"
