"""What a bulk run would do, looked at before it starts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, true
from sqlmodel import Session, col

from yardflow.integrations.connections import connection
from yardflow.models import BulkMode, EnrichmentRun, Event, RunStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import estimates, reservations
from yardflow.services.enrichment.bulk import selection as bulk_selection
from yardflow.services.enrichment.bulk.selection import KNOWN, READY, BulkSelection
from yardflow.services.enrichment.providers.openai.form import most_usd

# What workers get done in a second when nothing slows them down: for the estimate of the time.
USUAL_PACE = 40


@dataclass(frozen=True, slots=True)
class KnownFrom:
    """How many contacts were enriched at another event, and are not asked about again."""

    event_id: int
    event_name: str
    contacts: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk would do.

    ``skipped`` counts contacts by reason (`selection.REASONS`); ``known`` are those of them with
    nothing new to ask, ``known_from`` the part of these that were enriched at other events. Money
    in USD, ``most_usd`` if every question were the dearest there is; ``seconds`` None when nobody
    knows.
    """

    matching: int
    ready: int
    skipped: dict[str, int]
    known: int
    known_from: list[KnownFrom]
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
    counts = counts_of(session, contacts)
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
        known=sum(counts.get(reason, 0) for reason in KNOWN),
        known_from=_known_from(session, contacts) if counts.keys() & set(KNOWN) else [],
        likely_usd=each * questions,
        most_usd=most * questions / (2 if economy else 1),
        seconds=None if economy else round(max(paced, ready / USUAL_PACE)),
        model=model,
        asks_openai=asks_openai,
        left_today_usd=reservations.budget_status(session, settings).left_usd,
    )


def counts_of(session: Session, contacts: Any) -> dict[str, int]:
    """How many contacts of a selection (`selection.selected`) are in each state."""
    chosen = contacts.subquery()
    rows = session.execute(select(chosen.c.state, func.count()).group_by(chosen.c.state))
    return {row[0]: row[1] for row in rows}


def _known_from(session: Session, contacts: Any) -> list[KnownFrom]:
    """By the event of each one's last run, the one with the most contacts first."""
    chosen = contacts.subquery()
    last = (
        select(col(EnrichmentRun.event_id))
        .where(
            col(EnrichmentRun.contact_id) == chosen.c.id,
            col(EnrichmentRun.status) == RunStatus.SUCCEEDED,
        )
        .order_by(col(EnrichmentRun.id).desc())
        .limit(1)
        .lateral()
    )
    statement = (
        select(col(Event.id), col(Event.name), func.count())
        .select_from(chosen)
        .join(last, true())
        .join(Event, col(Event.id) == last.c.event_id)
        .where(chosen.c.state.in_(KNOWN), last.c.event_id.is_distinct_from(chosen.c.event_id))
        .group_by(col(Event.id))
        .order_by(func.count().desc(), col(Event.id))
    )
    return [KnownFrom(*row) for row in session.execute(statement)]


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
