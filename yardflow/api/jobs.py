"""Background jobs: their progress, canceling and retrying them; and figures of the queue."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Before, Key
from yardflow.api.schema import Api, Facts, Listed, OneOf, with_fields_of
from yardflow.models import JobStatus
from yardflow.services.operations import jobs, queue_stats

router = APIRouter(prefix="/api", tags=["jobs"])


class JobOut(Api):
    """A background job. `progress` counts `done` of `total`, which is null while it is unknown.
    `canUndo`: what it did can still be undone."""

    id: int
    kind: str
    subject: str
    status: JobStatus
    progress: "Progress"
    error: str | None
    note: str | None
    result: Facts | None
    attempts: int
    asked_by: str
    stopping: bool
    can_undo: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Progress(Api):
    """How many steps of a job are done."""

    done: int
    total: int | None


@with_fields_of(queue_stats.QueueStats)
class QueueOut(Api):
    """Open jobs, and those that ended in the last 24 hours."""


@router.get("/jobs")
async def list_jobs(
    principal: SignedIn,
    status: Annotated[
        str,
        OneOf(("", *jobs.GROUPS)),
        Query(description="`open`, `failed` or `done`; omit for all"),
    ] = "",
    cursor: Before = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Listed[JobOut]:
    """Lists your jobs, newest first; an ADMIN sees the whole team's."""
    page = await db.run(jobs.search, principal, status, cursor, limit)
    total = page.counts[status] if status else sum(page.counts.values())
    after = str(page.next) if page.next is not None else None
    return Listed(items=[shown(job) for job in page.items], total=total, next=after)


@router.get("/jobs/{job_id:int}")
async def get_job(job_id: Key, principal: SignedIn) -> JobOut:
    """Returns a job: its status, progress, error and result.

    Anyone signed in may read the job of an enrichment run.
    """
    return shown(await db.run(jobs.get, principal, job_id))


@router.post("/jobs/{job_id:int}/cancel")
async def cancel_job(job_id: Key, principal: SignedIn) -> JobOut:
    """Cancels a job: right away while it waits, after its current step while it runs."""
    return shown(await db.run(jobs.cancel, principal, job_id))


@router.post("/jobs/{job_id:int}/run")
async def retry_job(job_id: Key, principal: SignedIn) -> JobOut:
    """Puts a failed or canceled job back in the queue."""
    return shown(await db.run(jobs.run_again, principal, job_id))


@router.post("/jobs/{job_id:int}/undo", status_code=204)
async def undo_job(job_id: Key, principal: SignedIn) -> None:
    """Undoes what a job did, by another job where that takes long."""
    await db.run_long(jobs.undo, principal, job_id)


@router.get("/queue/stats")
async def get_queue_stats(principal: SignedIn) -> QueueOut:
    """Returns how many jobs wait and run, how long the oldest has waited, and how many workers
    are alive."""
    return QueueOut.model_validate(await db.run(queue_stats.read, principal))


def shown(job: jobs.JobView) -> JobOut:
    """A job in the API's shape."""
    facts = {name: getattr(job, name) for name in JobOut.model_fields if name != "progress"}
    return JobOut(progress=Progress(done=job.done, total=job.total), **facts)
