"""Bulk runs over HTTP: previewed, started, paused, resumed and canceled."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.contacts import ContactFilters
from yardflow.api.records.schema import Key, Similar
from yardflow.api.schema import (
    Api,
    Cursor,
    Facts,
    Flag,
    Id,
    Listed,
    Many,
    OneOf,
    Sent,
    with_fields_of,
)
from yardflow.models import BulkMode, BulkStatus, Trigger
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk.outcomes import OutcomeRow
from yardflow.services.enrichment.bulk.preview import Preview
from yardflow.services.enrichment.bulk.service import BulkSelection

router = APIRouter(prefix="/api", tags=["enrichment"])


class BulkFilter(ContactFilters):
    """The filters of `GET /api/contacts`; an empty object selects every contact."""

    similar: Similar = False


class BulkIn(Sent):
    """Which contacts: one of `eventId`, `contactIds`, `accountIds` or `filter`.

    `accountIds` selects all contacts of these accounts.

    `mode` is `now`, or `economy` for half the price and results within 24 hours.
    """

    event_id: Id | None = None
    contact_ids: Many[Id] | None = None
    account_ids: Many[Id] | None = None
    filter: BulkFilter | None = None
    mode: BulkMode = BulkMode.NOW
    force: Flag = False

    def selection(self) -> BulkSelection:
        """As the service reads it."""
        filters: dict[str, Any] | None = None
        if self.filter is not None:
            filters = self.filter.model_dump(exclude_defaults=True)
        return BulkSelection(
            self.event_id,
            tuple(self.contact_ids or ()),
            filters,
            self.mode,
            self.force,
            tuple(self.account_ids or ()),
        )


class KnownFromOut(Api):
    """How many contacts were enriched at another event and won't run again."""

    event_id: int
    event_name: str
    contacts: int


@with_fields_of(Preview)
class PreviewOut(Api):
    """What a bulk run would do: contacts that match, would run, and would be skipped by reason.
    `known` counts those skipped because nothing is left to ask, `knownFrom` says at which other
    events they were enriched. `likelyUsd` is the estimated and `mostUsd` the highest possible
    cost."""

    skipped: Facts
    known_from: list[KnownFromOut]
    likely_usd: float
    most_usd: float
    left_today_usd: float


class BulkOut(Api):
    """A bulk run. `counts` are its contacts by result; `note` says why it is paused or waits."""

    id: int
    job_id: int | None
    label: str
    trigger: Trigger
    mode: BulkMode
    status: BulkStatus
    waiting: bool
    note: str
    total: int
    done: int
    counts: Facts
    skipped: Facts
    cost_usd: float
    asked_by: str
    created_at: datetime
    finished_at: datetime | None
    seconds_left: int | None


Outcome = Annotated[str, OneOf(("", *bulk_service.OUTCOMES))]


@with_fields_of(OutcomeRow)
class OutcomeOut(Api):
    """The result for one contact of a bulk run. `contactId` is null if the contact was deleted."""

    cost_usd: float


@router.post("/enrich/bulk", status_code=202)
async def start_bulk_run(body: BulkIn, principal: SignedIn) -> BulkOut:
    """Starts a bulk run over an event, a filtered list or selected contacts."""
    return BulkOut.model_validate(
        await db.run_long(bulk_service.start, principal, body.selection())
    )


@router.post("/enrich/bulk/preview")
async def preview_bulk_run(body: BulkIn, principal: SignedIn) -> PreviewOut:
    """Previews a bulk run: how many contacts run, which are skipped and why, cost and time."""
    return PreviewOut.model_validate(
        await db.run_long(bulk_service.preview, principal, body.selection())
    )


@router.get("/enrich/bulk/{bulk_id:int}")
async def get_bulk_run(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """Returns a bulk run and its progress."""
    return BulkOut.model_validate(await db.run(bulk_service.get, principal, bulk_id))


@router.get("/enrich/bulk/{bulk_id:int}/contacts")
async def list_bulk_run_contacts(
    bulk_id: Key, principal: SignedIn, outcome: Outcome = "", cursor: Cursor = ""
) -> Listed[OutcomeOut]:
    """Lists the contacts of a bulk run with their results; `outcome` filters."""
    page = await db.run(bulk_service.outcomes, principal, bulk_id, outcome, cursor)
    items = [OutcomeOut.model_validate(row) for row in page.items]
    return Listed(items=items, total=page.total, next=page.next)


@router.post("/enrich/bulk/{bulk_id:int}/pause")
async def pause_bulk_run(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """Pauses a bulk run. Requests in flight will finish."""
    return BulkOut.model_validate(await db.run(bulk_service.pause, principal, bulk_id))


@router.post("/enrich/bulk/{bulk_id:int}/resume")
async def resume_bulk_run(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """Resumes a bulk run that is paused or waits."""
    return BulkOut.model_validate(await db.run(bulk_service.resume, principal, bulk_id))


@router.post("/enrich/bulk/{bulk_id:int}/cancel")
async def cancel_bulk_run(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """Cancels a bulk run. Results so far are kept."""
    return BulkOut.model_validate(await db.run(bulk_service.cancel, principal, bulk_id))
