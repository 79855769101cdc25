"""The yield ledger over HTTP: what enrichment cost, and what came of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from yardflow import clock, db
from yardflow.api.deps import SignedIn
from yardflow.api.schema import Api, Sent
from yardflow.services.enrichment.budget import costs
from yardflow.services.enrichment.budget.costs import LedgerQuery
from yardflow.services.records.fields import LARGEST_ID

router = APIRouter(prefix="/api/enrichment", tags=["enrichment"])

_SHOWN = timedelta(days=29)


class LedgerIn(Sent):
    """Which UTC days, both included, and which event. Left out: the last 30 days, all events."""

    since: date | None = None
    until: date | None = None
    event_id: int | None = Field(None, ge=1, le=LARGEST_ID)

    def query(self) -> LedgerQuery:
        """What the service takes."""
        until = self.until or clock.now().date()
        since = self.since or max(until, date.min + _SHOWN) - _SHOWN
        return LedgerQuery(since, until, self.event_id)


class CountedOut(Api):
    """Claims, and money in USD. ``costPerAccepted`` is null where no field was filled."""

    claims: int
    accepted: int
    rejected: int
    corrected: int
    waiting: int
    cost_usd: Decimal
    cost_per_accepted: Decimal | None


class LineOut(CountedOut):
    """One field from one model of one provider; ``field`` is empty where no claim came of it."""

    provider: str
    model: str
    field: str


class DayOut(CountedOut):
    """One UTC day."""

    day: date


class EventOut(CountedOut):
    """One event; ``eventId`` is null for those that were deleted."""

    event_id: int | None
    name: str


class TotalsOut(CountedOut):
    """Everything; ``unconfirmedUsd`` is what charges in doubt likely cost, not part of the cost."""

    unconfirmed: int
    unconfirmed_usd: Decimal


class LedgerOut(Api):
    """The lines add up to what was spent."""

    since: date
    until: date
    lines: list[LineOut]
    days: list[DayOut]
    events: list[EventOut]
    totals: TotalsOut


Asked = Annotated[LedgerIn, Query()]


@router.get("/ledger")
async def read_ledger(asked: Asked, principal: SignedIn) -> LedgerOut:
    """What was spent, by provider, model and field, by day and by event."""
    query = asked.query()
    found = await db.run(costs.read, principal, query)
    return LedgerOut(
        since=query.since,
        until=query.until,
        lines=[LineOut.model_validate(one) for one in found.lines],
        days=[DayOut.model_validate(one) for one in found.days],
        events=[EventOut.model_validate(one) for one in found.events],
        totals=TotalsOut.model_validate(found.totals),
    )


@router.get("/ledger.csv", response_class=Response)
async def ledger_file(asked: Asked, principal: SignedIn) -> Response:
    """The same as a file for a spreadsheet."""
    query = asked.query()
    content = await db.run(costs.download, principal, query)
    name = f"enrichment-{query.since}-{query.until}.csv"
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
