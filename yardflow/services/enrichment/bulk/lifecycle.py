"""Creating, starting, pausing and stopping a bulk: whoever or whatever asks for it."""

from typing import Any

from sqlalchemy import Select, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock, jobs
from yardflow.models import (
    BulkMode,
    BulkStatus,
    EnrichmentBulk,
    EnrichmentRun,
    Event,
    Job,
    JobStatus,
    RunStatus,
    Trigger,
)
from yardflow.models.job import OPEN
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.bulk.selection import READY
from yardflow.services.enrichment.runs.recovery import release_abandoned
from yardflow.services.enrichment.runs.store import STOPPED

LEAD, WORKER = "enrich_bulk", "enrich_bulk_worker"
# Workers beside the first; each takes so many runs at a time that fewer would have nothing to do.
MOST_WORKERS, RUNS_A_WORKER = 3, 16


def subject_of(bulk_id: int) -> str:
    """How a job names its bulk."""
    return f"bulk:{bulk_id}"


def start_workers(session: Session, bulk: EnrichmentBulk) -> Job:
    """Asks for the workers of a bulk that are not there yet; the first one's job."""
    lead = _enqueue_worker(session, bulk, LEAD, 0)
    more = 0 if bulk.mode == BulkMode.ECONOMY else min(MOST_WORKERS, bulk.total // RUNS_A_WORKER)
    for number in range(more):
        _enqueue_worker(session, bulk, WORKER, number + 1)
    return lead


def lock(session: Session, bulk_id: int) -> EnrichmentBulk:
    """The bulk as it is now, and as it stays until the end of the transaction."""
    return session.get_one(EnrichmentBulk, bulk_id, with_for_update=True, populate_existing=True)


def set_waiting(session: Session, bulk_id: int, reason: str) -> None:
    """What a running bulk waits for; why a paused one rests stays as it was said."""
    _note(session, bulk_id, reason)


def clear_waiting(session: Session, bulk_id: int) -> None:
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
    bulk = lock(session, bulk_id)
    if bulk.status == BulkStatus.RUNNING:
        bulk.status, bulk.note = BulkStatus.PAUSED, reason
        session.add(bulk)
        _wake(session, bulk_id)
    return bulk


def resume(session: Session, bulk_id: int) -> EnrichmentBulk:
    """Goes on with a bulk that rests, or that waits for something, at once: a provider that is left
    alone is tried now, and so is one contact where all wait for their next try.
    """
    circuit_breaker.retry_now(session)
    bulk = lock(session, bulk_id)
    if bulk.status in (BulkStatus.PAUSED, BulkStatus.RUNNING):
        bulk.status, bulk.note = BulkStatus.RUNNING, None
        session.add(bulk)
        start_workers(session, bulk)
        session.execute(_ONE_IS_DUE, {"bulk": bulk_id, "now": clock.now()})
        _wake(session, bulk_id)
    return bulk


def cancel(session: Session, bulk_id: int) -> EnrichmentBulk:
    """Ends a bulk: what nobody has begun is cancelled, what is asked already comes to its end."""
    bulk = lock(session, bulk_id)
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


def follow_failed_workers(session: Session) -> None:
    """Frees what workers held that were given up, and pauses a bulk whose first worker was, so
    that a person sees it and can resume it.
    """
    abandoned = (
        select(col(EnrichmentRun.bulk_id))
        .join(Job, col(Job.id) == EnrichmentRun.job_id)
        .where(
            col(Job.kind).in_((LEAD, WORKER)),
            col(Job.status).in_((JobStatus.FAILED, JobStatus.CANCELLED)),
            col(EnrichmentRun.status) == RunStatus.RUNNING,
        )
        .distinct()
    )
    for bulk_id in session.scalars(abandoned).all():
        bulk = lock(session, int(bulk_id or 0))
        release_abandoned(session, int(bulk.id or 0))
        if bulk.status == BulkStatus.CANCELLED:
            cancel_queued(session, int(bulk.id or 0))
    session.execute(
        _PAUSE_WITHOUT_A_LEAD, {"lead": LEAD, "open": [status.value for status in OPEN]}
    )


_PAUSE_WITHOUT_A_LEAD = text("""
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


def _enqueue_worker(session: Session, bulk: EnrichmentBulk, kind: str, number: int) -> Job:
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
    """Workers that wait look again at once: there is another state to act on."""
    session.execute(
        update(Job)
        .where(
            col(Job.subject) == subject_of(bulk_id),
            col(Job.status).in_(set(OPEN) - {JobStatus.RUNNING}),
        )
        .values(due_at=clock.now())
    )


_run: Any = EnrichmentRun.__table__  # type: ignore[attr-defined]
_event: Any = Event.__table__  # type: ignore[attr-defined]


def create(
    session: Session, people: Select, trigger: Trigger, label: str, **values: Any
) -> EnrichmentBulk:
    """A bulk over ``people`` (id, event_id, account_id, state), of whom only the ready ones count.

    ``event_id`` is where each is asked about, None for no event. Who is under way by now gets no
    second run.
    """
    bulk = EnrichmentBulk(trigger=trigger, label=label, **values)
    session.add(bulk)
    session.flush()
    rows = _rows(people, bulk)
    statement = insert(EnrichmentRun).from_select([*rows.selected_columns.keys()], rows)
    # Else SQLAlchemy says -1 for what an INSERT … SELECT wrote.
    counted = {"preserve_rowcount": True}
    done = session.execute(statement.on_conflict_do_nothing(), execution_options=counted)
    bulk.total = done.rowcount  # type: ignore[attr-defined]
    session.add(bulk)
    session.flush()
    start_workers(session, bulk)
    return bulk


def _rows(people: Select, bulk: EnrichmentBulk) -> Select:
    """A run for each. The soonest event comes first; colleagues come one after the other, so that
    a company is looked at once.
    """
    chosen = people.subquery()
    moment = clock.now()
    same = {
        "bulk_id": bulk.id,
        "trigger": bulk.trigger.value,
        "asked_by": bulk.asked_by,
        "forced": bulk.forced,
        "status": RunStatus.QUEUED.value,
        "input_tokens": 0,
        "output_tokens": 0,
        "asked_at": moment,
        "due_at": moment,
    }
    return (
        select(
            chosen.c.id.label("contact_id"),
            chosen.c.event_id,
            *(literal(value, _run.c[name].type).label(name) for name, value in same.items()),
        )
        .outerjoin(_event, _event.c.id == chosen.c.event_id)
        .where(chosen.c.state == READY)
        .order_by(_event.c.starts_on.asc().nulls_last(), chosen.c.account_id, chosen.c.id)
    )
