"""Enrichment runs over HTTP: of one contact, and the scheduled run."""

import hmac

from fastapi import APIRouter, Request

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.schema import Api, Sent
from yardflow.config import settings
from yardflow.errors import Unauthenticated
from yardflow.models import JobStatus
from yardflow.services import enrichment
from yardflow.services.enrichment import automation

router = APIRouter(prefix="/api", tags=["enrichment"])


class EnrichIn(Sent):
    """Which contact. `force` asks paid providers even if nothing changed since the last run."""

    contact_id: int
    force: bool = False


class EnrichOut(Api):
    """The background job; follow it with `GET /api/jobs/{id}`."""

    job_id: int
    status: JobStatus


class CronOut(Api):
    """The bulk run that was started; or null, with the reason."""

    bulk_id: int | None
    contacts: int
    reason: str


@router.post("/enrich", status_code=202)
async def enrich_contact(body: EnrichIn, principal: SignedIn) -> EnrichOut:
    """Enriches a contact. Returns the running job if there is one already."""
    job = await db.run(enrichment.request, principal, body.contact_id, forced=body.force)
    return EnrichOut(job_id=int(job.id or 0), status=job.status)


@router.post("/cron/re-enrich", status_code=202)
async def start_scheduled_run(request: Request) -> CronOut:
    """Starts the scheduled run, for an external timer.

    Send `Authorization: Bearer` with the value of the setting `CRON_SECRET`. The answer is 401 if
    it doesn't match or isn't set.
    """
    secret = settings().cron_secret
    # Headers are read as Latin-1; what was sent are bytes, which clients write as UTF-8.
    sent = request.headers.get("authorization", "").encode("latin-1")
    expected = f"Bearer {secret.get_secret_value()}".encode() if secret else b""
    if not secret or not hmac.compare_digest(sent, expected):
        raise Unauthenticated("Send the value of CRON_SECRET as Authorization: Bearer.")
    return CronOut.model_validate(await db.run(automation.start))
