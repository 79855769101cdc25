"""Enrichment, for programs: one contact, many at once, and by the clock."""

import hmac
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Facts, Listed, Many, Sent
from yardflow.config import settings
from yardflow.errors import Unauthenticated
from yardflow.models import BulkMode, BulkStatus, JobStatus, Trigger
from yardflow.services import enrichment
from yardflow.services.enrichment import automation
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk.service import BulkSelection

router = APIRouter(prefix="/api", tags=["enrichment"])


class EnrichIn(Sent):
    """Which contact. ``force``: OpenAI is asked also when nothing has changed since."""

    contact_id: int
    force: bool = False


class EnrichOut(Api):
    """The job that does it; `GET /api/jobs/{id}` follows it."""

    job_id: int
    status: JobStatus


class FilterIn(Sent):
    """A list of contacts, in the words of `GET /api/contacts`."""

    event_id: int | None = None
    account_id: int | None = None
    q: str = ""
    persona: str = ""
    seniority: str = ""
    stage: str = ""
    email_status: str = ""
    enriched: str = ""
    owner: str = ""


class BulkIn(Sent):
    """Which contacts: one of ``eventId``, ``contactIds`` or ``filter``.

    ``mode`` is ``now``, or ``economy``: half the price, within 24 hours.
    """

    event_id: int | None = None
    contact_ids: Many[int] | None = None
    filter: FilterIn | None = None
    mode: BulkMode = BulkMode.NOW
    force: bool = False

    def selection(self) -> BulkSelection:
        """As the service reads it."""
        asked: dict[str, Any] | None = None
        if self.filter is not None:
            asked = {name: one for name, one in self.filter.model_dump().items() if one}
        return BulkSelection(
            self.event_id, tuple(self.contact_ids or ()), asked, self.mode, self.force
        )


class PreviewOut(Api):
    """What a bulk would do; ``skipped`` counts contacts by reason, money is in USD."""

    found: int
    ready: int
    skipped: Facts
    likely_usd: float
    most_usd: float
    seconds: int | None
    model: str
    asks_openai: bool
    left_today_usd: float


class BulkOut(Api):
    """A bulk. ``counts`` are its contacts by what became of them; ``note`` says why it rests."""

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


class OutcomeOut(Api):
    """What happened to one contact of a bulk; no ``contactId`` when it was deleted since."""

    run_id: int
    contact_id: int | None
    name: str
    account: str
    outcome: str
    reason: str
    percent: int | None
    cost_usd: float


class CronOut(Api):
    """The bulk that was started; or null, and why there is none."""

    bulk_id: int | None
    contacts: int
    reason: str


@router.post("/enrich", status_code=202)
async def enrich(body: EnrichIn, principal: SignedIn) -> EnrichOut:
    """Asks for what is missing about a contact; the job under way, if there is one already."""
    job = await db.run(enrichment.request, principal, body.contact_id, forced=body.force)
    return EnrichOut(job_id=int(job.id or 0), status=job.status)


@router.post("/enrich/bulk", status_code=202)
async def enrich_bulk(body: BulkIn, principal: SignedIn) -> BulkOut:
    """Enriches an event, a filtered list or chosen contacts."""
    return BulkOut.model_validate(
        await db.run_long(bulk_service.start, principal, body.selection())
    )


@router.post("/enrich/bulk/preview")
async def preview_bulk(body: BulkIn, principal: SignedIn) -> PreviewOut:
    """How many contacts, which are left out and why, what it costs and how long it takes."""
    return PreviewOut.model_validate(
        await db.run_long(bulk_service.preview, principal, body.selection())
    )


@router.get("/enrich/bulk/{bulk_id}")
async def get_bulk(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """How far a bulk is."""
    return BulkOut.model_validate(await db.run(bulk_service.get, principal, bulk_id))


@router.get("/enrich/bulk/{bulk_id}/contacts")
async def get_outcomes(
    bulk_id: Key, principal: SignedIn, outcome: str = "", cursor: str = ""
) -> Listed[OutcomeOut]:
    """What happened to each contact of a bulk; ``outcome`` narrows."""
    page = await db.run(bulk_service.outcomes, principal, bulk_id, outcome, cursor)
    items = [OutcomeOut.model_validate(one) for one in page.items]
    return Listed(items=items, total=page.total, next=page.next)


@router.post("/enrich/bulk/{bulk_id}/pause")
async def pause_bulk(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """Lets a bulk rest; what is being asked comes to its end."""
    return BulkOut.model_validate(await db.run(bulk_service.pause, principal, bulk_id))


@router.post("/enrich/bulk/{bulk_id}/resume")
async def resume_bulk(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """Goes on with a bulk that rests or waits."""
    return BulkOut.model_validate(await db.run(bulk_service.resume, principal, bulk_id))


@router.post("/enrich/bulk/{bulk_id}/cancel")
async def cancel_bulk(bulk_id: Key, principal: SignedIn) -> BulkOut:
    """Ends a bulk; what was found out so far stays."""
    return BulkOut.model_validate(await db.run(bulk_service.cancel, principal, bulk_id))


@router.post("/cron/re-enrich", status_code=202)
async def re_enrich(request: Request) -> CronOut:
    """Starts the scheduled enrichment, for a clock outside; ``Authorization: Bearer CRON_SECRET``.

    Raises:
        Unauthenticated: another secret, none, or CRON_SECRET is not set.
    """
    secret = settings().cron_secret
    # Headers are read as Latin-1; what was sent are bytes, which clients write as UTF-8.
    told = request.headers.get("authorization", "").encode("latin-1")
    wanted = f"Bearer {secret.get_secret_value()}".encode() if secret else b""
    if not secret or not hmac.compare_digest(told, wanted):
        raise Unauthenticated("Send the value of CRON_SECRET as Authorization: Bearer.")
    return CronOut.model_validate(await db.run(automation.start))
