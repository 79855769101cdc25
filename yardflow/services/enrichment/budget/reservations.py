"""Money is reserved before a question and counted after it, so that no day passes its budget.

Everybody who wants to spend takes turns on one row, the UTC day's. Its figure is always the sum
over the day's charges: what was spent, what is reserved, and what was likely spent where nobody
knows yet (unconfirmed). No question goes out that could take the day past its budget; a truth that
comes late can, by no more than it is above what was likely.

`reserve` locks the provider's row and then the day's, and is a short transaction of its own. What
becomes of a charge (`charges`) locks the day's row too: do that last in a transaction, after the
breaker; so others wait for as short as can be and never in a circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Charge
from yardflow.prices import rounded_up
from yardflow.services.enrichment.budget.charges import abandon
from yardflow.services.enrichment.budget.limits import (
    DayBudget,
    Refusal,
    ReservationRequest,
    midnight_after,
)
from yardflow.services.enrichment.budget.rate_limit import ProviderGate, lock_gates
from yardflow.services.enrichment.settings import EnrichmentSettings

LASTING = timedelta(minutes=5)

_charge: Any = Charge.__table__  # type: ignore[attr-defined]

_STATUS = text("""
    SELECT
        coalesce((SELECT committed_usd FROM spending_day WHERE day = :day), 0),
        coalesce((SELECT sum(reserved_usd) FROM charge
                  WHERE status = 'reserved' AND day = :day), 0),
        coalesce((SELECT sum(likely_usd) FROM charge
                  WHERE status = 'unconfirmed' AND day = :day), 0)
""")


@dataclass(frozen=True, slots=True)
class Reservation:
    """The money is reserved: ask, then settle, release or doubt this charge."""

    charge_id: int


@dataclass(frozen=True, slots=True)
class BudgetStatus:
    """Today's money in USD. ``left`` is never negative; ``resumes_at`` is when the next day begins.

    ``spent`` + ``reserved`` + ``unconfirmed`` is what counts against the budget.
    """

    day: date
    budget_usd: Decimal
    spent_usd: Decimal
    reserved_usd: Decimal
    unconfirmed_usd: Decimal
    left_usd: Decimal
    resumes_at: datetime


def reserve(
    session: Session,
    requests: Sequence[ReservationRequest],
    settings: EnrichmentSettings,
    lasting: timedelta = LASTING,
) -> dict[int, Reservation | Refusal]:
    """Reserves the money for as many questions as may be asked now, in their order, by run.

    Each run has one request. ``lasting`` is how long an answer may take before nobody knows any
    more. What a dead worker still holds for the same question becomes unconfirmed.
    """
    if not requests:
        return {}
    now = clock.now()
    replies: dict[int, Reservation | Refusal] = {}
    gates = lock_gates(session, {request.provider for request in requests}, settings, now)
    waiting = []
    for request in requests:
        if (blocked := gates[request.provider].blocked()) is not None:
            replies[request.run_id] = Refusal("breaker", *blocked)
        else:
            waiting.append(request)
    if not waiting:
        return replies
    abandon(session, [(request.run_id, request.provider) for request in waiting])
    budget = DayBudget(session, now, settings, [request.run_id for request in waiting])
    granted = []
    for request in waiting:
        refusal = budget.refusal(request) or _not_admitted(gates[request.provider], request)
        if refusal is not None:
            replies[request.run_id] = refusal
        else:
            budget.add(request.usd)
            granted.append(request)
    if granted:
        replies |= _written(session, granted, now, lasting)
        budget.write()
        for gate in gates.values():
            gate.write(session)
    return replies


def reserve_for_a_check(
    session: Session, provider: str, model: str, usd: Decimal, settings: EnrichmentSettings
) -> Reservation | Refusal:
    """Reserves money for a question about no contact; it counts against the day like any."""
    now = clock.now()
    budget = DayBudget(session, now, settings, [])
    if (refusal := budget.beyond_the_day(usd)) is not None:
        return refusal
    budget.add(usd)
    about = {"run_id": None, "contact_id": None}
    request = ReservationRequest(0, 0, None, provider, model, usd, tokens=0)
    row = _row(request, now, LASTING) | about
    charge_id = session.execute(insert(_charge).returning(_charge.c.id), row).scalar_one()
    budget.write()
    return Reservation(charge_id)


def budget_status(session: Session, settings: EnrichmentSettings) -> BudgetStatus:
    """What today's budget has taken on so far."""
    now = clock.now()
    committed, reserved, unconfirmed = session.execute(_STATUS, {"day": now.date()}).one()
    return BudgetStatus(
        day=now.date(),
        budget_usd=settings.daily_budget_usd,
        spent_usd=committed - reserved - unconfirmed,
        reserved_usd=reserved,
        unconfirmed_usd=unconfirmed,
        left_usd=max(Decimal(0), settings.daily_budget_usd - committed),
        resumes_at=midnight_after(now),
    )


def _not_admitted(gate: ProviderGate, request: ReservationRequest) -> Refusal | None:
    if (blocked := gate.blocked()) is not None:
        return Refusal("breaker", *blocked)
    # A batch has limits of its own.
    tokens = None if request.economy else request.tokens
    if (too_fast := gate.admit(tokens)) is not None:
        return Refusal("rate_limit", *too_fast)
    return None


def _written(
    session: Session, requests: list[ReservationRequest], now: datetime, lasting: timedelta
) -> dict[int, Reservation | Refusal]:
    rows = [_row(request, now, lasting) for request in requests]
    written = session.execute(insert(_charge).returning(_charge.c.run_id, _charge.c.id), rows)
    return {run_id: Reservation(charge_id) for run_id, charge_id in written}


def _row(request: ReservationRequest, now: datetime, lasting: timedelta) -> dict[str, Any]:
    return {
        "run_id": request.run_id,
        "contact_id": request.contact_id,
        "event_id": request.event_id,
        "day": now.date(),
        "provider": request.provider,
        "model": request.model,
        "economy": request.economy,
        "more_room": request.more_room,
        "reserved_usd": rounded_up(request.usd),
        "input_tokens": 0,
        "cached_tokens": 0,
        "output_tokens": 0,
        "reserved_at": now,
        "expires_at": now + lasting,
    }
