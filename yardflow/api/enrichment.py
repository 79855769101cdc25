"""Enrich Now, for programs."""

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.schema import Api
from yardflow.models import JobStatus
from yardflow.services import enrichment

router = APIRouter(prefix="/api", tags=["enrichment"])


class EnrichIn(Api):
    """Which contact."""

    contact_id: int


class EnrichOut(Api):
    """The job that does it; `GET /api/jobs/{id}` follows it."""

    job_id: int
    status: JobStatus


@router.post("/enrich", status_code=202)
async def enrich(body: EnrichIn, principal: SignedIn) -> EnrichOut:
    """Asks for what is missing about a contact; the job under way, if there is one already."""
    job = await db.run(enrichment.request, principal, body.contact_id)
    return EnrichOut(job_id=int(job.id or 0), status=job.status)
