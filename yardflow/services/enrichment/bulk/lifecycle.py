"""Starting, pausing and stopping the work of a bulk."""

from sqlalchemy import text, update
from sqlmodel import Session, col, select

from yardflow import clock, jobs
from yardflow.models import (
    BulkMode,
    BulkStatus,
    EnrichmentBulk,
    EnrichmentRun,
    Job,
    JobStatus,
    RunStatus,
)
from yardflow.models.job import OPEN
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.runs.recovery import take_back
from yardflow.services.enrichment.runs.store import STOPPED

LEAD, HELPER = "enrich_bulk", "enrich_lane"
# Lanes beside the first; each takes so many runs at a time that fewer would have nothing to do.
HELPERS, WORTH_A_HELPER = 3, 16


def subject_of(bulk_id: int) -> str:
    """How a job names its bulk."""
    return f"bulk:{bulk_id}"


def begin(session: Session, bulk: EnrichmentBulk) -> Job:
    """Asks for the lanes of a bulk, those that are not there yet; the first one's job."""
    lead = _lane(session, bulk, LEAD, 0)
    helpers = 0 if bulk.mode == BulkMode.ECONOMY else min(HELPERS, bulk.total // WORTH_A_HELPER)
    for number in range(helpers):
        _lane(session, bulk, HELPER, number + 1)
    return lead


def locked(session: Session, bulk_id: int) -> EnrichmentBulk:
    """The bulk as it is now, and as it stays until the end of the transaction."""
    return session.get_one(EnrichmentBulk, bulk_id, with_for_update=True, populate_existing=True)


def waits(session: Session, bulk_id: int, reason: str) -> None:
    """What a running bulk waits for; why a paused one rests stays as it was said."""
    _note(session, bulk_id, reason)


def goes_on(session: Session, bulk_id: int) -> None:
    """What a running bulk waited for is over."""
    _note(session, bulk_id, None)


def _note(session: Session, bulk_id: int, note: str | None) -> None:
    session.execute(
        update(EnrichmentBulk)
        .where(
            col(EnrichmentBulk.id) == bulk_id,
            col(EnrichmentBulk.status) == BulkStatus.RUNNING,
            col(EnrichmentBulk.note).is_distinct_from(note),
        )
        .values(note=note)
    )


def pause(session: Session, bulk_id: int, reason: str | None = None) -> EnrichmentBulk:
    """Lets a bulk rest until somebody resumes it; what is asked already comes to its end."""
    bulk = locked(session, bulk_id)
    if bulk.status == BulkStatus.RUNNING:
        bulk.status, bulk.note = BulkStatus.PAUSED, reason
        session.add(bulk)
        _wake(session, bulk_id)
    return bulk


def resume(session: Session, bulk_id: int) -> EnrichmentBulk:
    """Goes on with a bulk that rests, or that waits for something, at once: a provider that is left
    alone is tried now, and so is one contact where all wait for their next try.
    """
    circuit_breaker.look_again(session)
    bulk = locked(session, bulk_id)
    if bulk.status in (BulkStatus.PAUSED, BulkStatus.RUNNING):
        bulk.status, bulk.note = BulkStatus.RUNNING, None
        session.add(bulk)
        begin(session, bulk)
        session.execute(_ONE_IS_DUE, {"bulk": bulk_id, "now": clock.now()})
        _wake(session, bulk_id)
    return bulk


def stop(session: Session, bulk_id: int) -> EnrichmentBulk:
    """Ends a bulk: what nobody has begun is cancelled, what is asked already comes to its end."""
    bulk = locked(session, bulk_id)
    if bulk.status in (BulkStatus.PAUSED, BulkStatus.RUNNING):
        bulk.status, bulk.note, bulk.finished_at = BulkStatus.CANCELLED, None, clock.now()
        session.add(bulk)
        cancel_queued(session, bulk_id)
        _wake(session, bulk_id)
    return bulk


def cancel_queued(session: Session, bulk_id: int) -> None:
    """Ends the runs of a stopped bulk that nobody has begun, or that were to be tried again."""
    session.execute(
        update(EnrichmentRun)
        .where(
            col(EnrichmentRun.bulk_id) == bulk_id,
            col(EnrichmentRun.status) == RunStatus.QUEUED,
            col(EnrichmentRun.job_id).is_(None),
        )
        .values(status=RunStatus.CANCELLED, finished_at=clock.now(), error=STOPPED, note=None)
    )


def follow_failed_lanes(session: Session) -> None:
    """Frees what lanes held that were given up, and lets a bulk whose first lane was rest, so that
    a person sees it and can go on with it.
    """
    left_behind = (
        select(col(EnrichmentRun.bulk_id))
        .join(Job, col(Job.id) == EnrichmentRun.job_id)
        .where(
            col(Job.kind).in_((LEAD, HELPER)),
            col(Job.status).in_((JobStatus.FAILED, JobStatus.CANCELLED)),
            col(EnrichmentRun.status) == RunStatus.RUNNING,
        )
        .distinct()
    )
    for bulk_id in session.exec(left_behind).all():
        bulk = locked(session, int(bulk_id or 0))
        take_back(session, int(bulk.id or 0))
        if bulk.status == BulkStatus.CANCELLED:
            cancel_queued(session, int(bulk.id or 0))
    session.execute(_WITHOUT_A_LEAD, {"lead": LEAD, "open": [one.value for one in OPEN]})


_WITHOUT_A_LEAD = text("""
UPDATE enrichment_bulk bulk SET status = 'paused', note = (
    SELECT error FROM job WHERE subject = 'bulk:' || bulk.id AND kind = :lead
    ORDER BY job.id DESC LIMIT 1)
WHERE bulk.status = 'running' AND NOT EXISTS (
    SELECT FROM job WHERE subject = 'bulk:' || bulk.id AND kind = :lead AND status = ANY(:open))
""")


_ONE_IS_DUE = text("""
UPDATE enrichment_run SET due_at = :now WHERE due_at > :now AND id = (
    SELECT id FROM enrichment_run
    WHERE bulk_id = :bulk AND status = 'queued' AND job_id IS NULL ORDER BY due_at, id LIMIT 1)
""")


def _lane(session: Session, bulk: EnrichmentBulk, kind: str, number: int) -> Job:
    return jobs.enqueue(
        session,
        kind,
        subject=subject_of(int(bulk.id or 0)),
        payload={"bulk_id": bulk.id},
        unique_key=f"bulk:{bulk.id}:{number}",
        asked_by=bulk.asked_by,
        total=bulk.total if kind == LEAD else None,
    )


def _wake(session: Session, bulk_id: int) -> None:
    """Lanes that wait look again at once: there is another state to act on."""
    session.execute(
        update(Job)
        .where(
            col(Job.subject) == subject_of(bulk_id),
            col(Job.status).in_(set(OPEN) - {JobStatus.RUNNING}),
        )
        .values(due_at=clock.now())
    )
