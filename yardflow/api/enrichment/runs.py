"""Enrichment runs over HTTP: of one contact, and the scheduled run."""

from fastapi import APIRouter, Depends

from yardflow import db
from yardflow.api.deps import SignedIn, by_cron_secret
from yardflow.api.schema import Api, Flag, Id, Sent
from yardflow.models import JobStatus
from yardflow.services import enrichment
from yardflow.services.enrichment import automation

router = APIRouter(prefix="/api", tags=["enrichment"])


class EnrichIn(Sent):
    """Which contact. `force` asks paid providers even if nothing changed since the last run."""

    contact_id: Id
    force: Flag = False


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


@router.post("/cron/re-enrich", status_code=202, dependencies=[Depends(by_cron_secret)])
async def start_scheduled_run() -> CronOut:
    """Starts the scheduled run, for an external timer.

    Send `Authorization: Bearer` with the value of the setting `CRON_SECRET`. The answer is 401 if
    it doesn't match or isn't set.
    """
    return CronOut.model_validate(await db.run(automation.start))
