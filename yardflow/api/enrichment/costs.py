"""Costs over HTTP: what enrichment cost and brought, from the ledger of charges."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from yardflow import clock, db
from yardflow.api.deps import SignedIn
from yardflow.api.schema import Api, Day, Id, Sent
from yardflow.services.enrichment.budget import costs
from yardflow.services.enrichment.budget.costs import LedgerQuery

router = APIRouter(prefix="/api/enrichment", tags=["enrichment"])

_SHOWN = timedelta(days=29)


OurDay = Annotated[Day, Field(ge=costs.FIRST, le=costs.LAST, json_schema_extra={"pattern": "^2"})]


class LedgerIn(Sent):
    """Which UTC days, both included, and which event. The default is the last 30 days and all
    events."""

    since: OurDay | None = None
    until: OurDay | None = None
    event_id: Id | None = None

    def query(self) -> LedgerQuery:
        """What the service takes."""
        until = self.until or clock.now().date()
        since = self.since or max(until, costs.FIRST + _SHOWN) - _SHOWN
        return LedgerQuery(since, until, self.event_id)


class CostsOut(Api):
    """Suggestions by status, and cost in USD. `costPerAccepted` is null if no field was filled."""

    claims: int
    accepted: int
    rejected: int
    corrected: int
    waiting: int
    cost_usd: Decimal
    cost_per_accepted: Decimal | None


class CostLineOut(CostsOut):
    """One field from one model of one provider. `field` is empty for charges that brought no
    suggestion, `deleted` for those of contacts that were deleted since, and `test` for tests of the
    connection."""

    provider: str
    model: str
    field: str


class DayCostsOut(CostsOut):
    """One UTC day."""

    day: date


class EventCostsOut(CostsOut):
    """One event; `eventId` is null for deleted events."""

    event_id: int | None
    name: str


class TotalCostsOut(CostsOut):
    """The totals. `unconfirmedUsd` is the likely cost of unconfirmed charges; `costUsd` excludes
    it."""

    unconfirmed: int
    unconfirmed_usd: Decimal


class LedgerOut(Api):
    """Costs by provider, model and field, by day and by event; each list adds up to the total."""

    since: date
    until: date
    lines: list[CostLineOut]
    days: list[DayCostsOut]
    events: list[EventCostsOut]
    totals: TotalCostsOut


LedgerParameters = Annotated[LedgerIn, Query()]


@router.get("/ledger")
async def get_costs(parameters: LedgerParameters, principal: SignedIn) -> LedgerOut:
    """Returns what enrichment cost, by provider, model and field, by day and by event."""
    query = parameters.query()
    ledger = await db.run(costs.read, principal, query)
    return LedgerOut(
        since=query.since,
        until=query.until,
        lines=[CostLineOut.model_validate(line) for line in ledger.lines],
        days=[DayCostsOut.model_validate(day) for day in ledger.days],
        events=[EventCostsOut.model_validate(event) for event in ledger.events],
        totals=TotalCostsOut.model_validate(ledger.totals),
    )


@router.get("/ledger.csv", response_class=Response)
async def download_costs(parameters: LedgerParameters, principal: SignedIn) -> Response:
    """Downloads the same figures as CSV."""
    query = parameters.query()
    content = await db.run(costs.download, principal, query)
    name = f"enrichment-{query.since}-{query.until}.csv"
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
