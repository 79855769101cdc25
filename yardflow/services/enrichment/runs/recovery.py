"""Runs that came to no end: back in line, ended with what held them, or woken while they wait."""

from collections.abc import Collection, Iterable

from sqlalchemy import exists, text, update
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.jobs.runner import MAX_ATTEMPTS
from yardflow.models import EnrichmentRun, Job, JobStatus, RunStatus
from yardflow.models.job import OPEN
from yardflow.services.enrichment.runs.store import DIED, OWN, STOPPED

JOB_KINDS = (OWN, "enrich_bulk", "enrich_bulk_worker")


def return_to_bulk(session: Session, run_ids: Collection[int]) -> None:
    """Back to their bulk, for whichever worker is next; a contact's own job keeps its run."""
    if not run_ids:
        return
    own = exists().where(
        col(Job.id) == EnrichmentRun.job_id, col(Job.kind) == OWN, col(Job.status).in_(OPEN)
    )
    session.execute(
        update(EnrichmentRun)
        .where(
            col(EnrichmentRun.id).in_(list(run_ids)),
            col(EnrichmentRun.bulk_id).is_not(None),
            col(EnrichmentRun.status) == RunStatus.QUEUED,
            ~own,
        )
        .values(job_id=None)
    )


def requeue(session: Session, run_ids: Iterable[int]) -> None:
    """As if this transaction had not ended them, for nothing about them was at fault."""
    session.execute(
        update(EnrichmentRun)
        .where(
            col(EnrichmentRun.id).in_(list(run_ids)),
            col(EnrichmentRun.status) == RunStatus.FAILED,
            col(EnrichmentRun.bulk_id).is_not(None),
        )
        .values(
            status=RunStatus.QUEUED,
            job_id=None,
            attempts=EnrichmentRun.attempts - 1,
            error=None,
            finished_at=None,
        )
    )


# What is at OpenAI in a batch is in nobody's hands, and stays where it is; also when so much time
# has passed that its money is in doubt, for its answer is still to come.
_IN_A_BATCH = (
    "EXISTS (SELECT FROM charge JOIN provider_batch batch ON batch.id = charge.batch_id "
    "WHERE charge.run_id = run.id AND charge.status IN ('reserved', 'unconfirmed') "
    "AND batch.status IN ('submitting', 'submitted'))"
)

_RELEASE_ABANDONED = text(f"""
UPDATE enrichment_run run SET
    status = CASE WHEN run.attempts >= :most THEN 'failed' ELSE 'queued' END,
    error = CASE WHEN run.attempts >= :most THEN :died END,
    finished_at = CASE WHEN run.attempts >= :most THEN CAST(:now AS timestamptz) END,
    job_id = NULL
WHERE bulk_id = :bulk AND run.status = 'running' AND NOT {_IN_A_BATCH}
    AND (job_id = :mine OR job_id IS NULL
        OR NOT EXISTS (SELECT FROM job WHERE job.id = run.job_id
            AND (job.status = 'running' OR job.kind = 'enrich_contact')))
""")  # noqa: S608 - both parts are constants


def release_abandoned(session: Session, bulk_id: int, job_id: int = 0) -> None:
    """Frees what dead workers of a bulk held, and what this job itself held when it began again."""
    session.execute(
        _RELEASE_ABANDONED,
        {"bulk": bulk_id, "mine": job_id, "most": MAX_ATTEMPTS, "died": DIED, "now": clock.now()},
    )


# What waits goes back to its bulk, where that goes on.
_ENDED_JOBS = text("""
UPDATE enrichment_run run SET
    status = CASE WHEN back.goes THEN 'queued'
        WHEN job.status = 'failed' THEN 'failed' ELSE 'cancelled' END,
    error = CASE WHEN back.goes THEN NULL
        WHEN job.status = 'failed' THEN job.error ELSE :stopped END,
    finished_at = CASE WHEN NOT back.goes THEN CAST(:now AS timestamptz) END,
    job_id = CASE WHEN NOT back.goes THEN run.job_id END
FROM job, enrichment_run here CROSS JOIN LATERAL (
    SELECT here.status = 'queued' AND EXISTS (SELECT FROM enrichment_bulk bulk
        WHERE bulk.id = here.bulk_id AND bulk.status IN ('running', 'paused')) AS goes
) back
WHERE here.id = run.id AND job.id = run.job_id AND job.kind = 'enrich_contact'
    AND run.status IN ('queued', 'running')
    AND (CAST(:contact AS bigint) IS NULL OR run.contact_id = :contact)
    AND job.status IN ('failed', 'cancelled', 'succeeded')
""")


def follow_ended_jobs(session: Session, contact_id: int | None = None) -> None:
    """Ends the runs, or this contact's, whose own job was stopped or given up without them."""
    values = {"stopped": STOPPED, "now": clock.now(), "contact": contact_id}
    session.execute(_ENDED_JOBS, values)


def wake_waiting(session: Session) -> None:
    """All jobs that wait for money or a provider look again at once: what held them may be over."""
    waiting = (
        select(col(Job.id))
        .where(col(Job.kind).in_(JOB_KINDS), col(Job.status) == JobStatus.WAITING)
        .with_for_update(skip_locked=True)
    )
    session.execute(update(Job).where(col(Job.id).in_(waiting)).values(due_at=clock.now()))
