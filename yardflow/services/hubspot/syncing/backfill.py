"""Records synced because someone asked for it, by a job: it shows how far it is, is paused and
resumed, and goes on where it was, also after a worker died.

What changes meanwhile doesn't wait for it: the worker's loop syncs that beside it.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from yardflow import clock, db, jobs
from yardflow.errors import Contradictory, NotFound
from yardflow.integrations.hubspot.app import Access
from yardflow.models import Direction, HubSpotRun, Job, JobStatus
from yardflow.models.job import OPEN
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.syncing import going_through, step, switch
from yardflow.services.hubspot.syncing.mapping_now import MappingNow
from yardflow.services.hubspot.syncing.record_filter import Batch, Position
from yardflow.services.records.values.fields import LARGEST_ID

PAUSED = "Paused. Resume it to sync the rest."
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Who resumes it just when it begins to wait waits so long at most.
_LOOK_AGAIN = timedelta(minutes=1)


def run(running: jobs.Running) -> dict[str, int]:
    """Does a job of kind `asked.KIND`.

    Raises:
        Hold: HubSpot takes nothing now, or it or all syncing is paused.
    """
    _wait_while_paused(running)
    return going_through.calling(lambda access: _sync(access, running))


def pause(session: Session, principal: Principal, run_id: int) -> None:
    """Stops a run after its current batch, until it is resumed.

    Raises:
        NotFound: there is no such run of theirs.
        Contradictory: it is paused, or has ended.
    """
    run, _ = _to_steer(session, principal, run_id)
    if run.paused_at is not None:
        raise Contradictory("This sync is paused already.")
    run.paused_at = clock.now()
    session.add(run)
    audit.record(session, principal, "hubspot_run.paused", "hubspot_run", run_id)


def resume(session: Session, principal: Principal, run_id: int) -> None:
    """Goes on with a run that is paused.

    Raises:
        NotFound: there is no such run of theirs.
        Contradictory: it isn't paused, or has ended.
    """
    run, job = _to_steer(session, principal, run_id)
    if run.paused_at is None:
        raise Contradictory("This sync isn't paused.")
    run.paused_at = None
    if job.status == JobStatus.WAITING:
        job.status, job.due_at, job.sent_at, job.note = JobStatus.QUEUED, clock.now(), None, None
    session.add_all([run, job])
    audit.record(session, principal, "hubspot_run.resumed", "hubspot_run", run_id)


def _to_steer(session: Session, principal: Principal, run_id: int) -> tuple[HubSpotRun, Job]:
    """The run and its job, locked in the order in which a worker takes them."""
    of_run = select(Job).join(HubSpotRun).where(HubSpotRun.id == run_id)
    known = 0 < run_id <= LARGEST_ID
    job = session.exec(of_run.with_for_update(of=Job)).one_or_none() if known else None
    if job is None:
        raise NotFound.of("sync")
    require_own(principal, job.asked_by, "sync")
    if job.status not in OPEN:
        raise Contradictory("This sync has ended.")
    return session.get_one(HubSpotRun, run_id, with_for_update=True), job


def _sync(access: Access, running: jobs.Running) -> dict[str, int]:
    mapping = going_through.mapping(access, running)
    with db.session() as session:
        began_at = Position.of(_run_of(session, running).position)
    number = began_at.done
    for batch in going_through.batches(running, began_at, mapping):
        _wait_while_paused(running)
        _sync_batch(access, mapping, batch, running)
        with db.session() as session:
            running.keep(session)
            run = _run_of(session, running)
            run.position = batch.then.as_json()
            session.add(run)
        number = batch.then.done
    return {"synced": number}


def _wait_while_paused(running: jobs.Running) -> None:
    with db.session() as session:
        if _run_of(session, running).paused_at is not None:
            raise jobs.Hold(PAUSED, clock.now() + _LOOK_AGAIN)
        if not switch.is_on(session):
            raise jobs.Hold(switch.PAUSED, clock.now() + _LOOK_AGAIN)


def _sync_batch(access: Access, mapping: MappingNow, batch: Batch, running: jobs.Running) -> None:
    with db.session() as session:
        claimed, waited = pending.claim_these(session, batch.record, batch.ids)
    if running.payload["direction"] != Direction.BOTH:
        # What waited goes on waiting for the other direction.
        since = claimed.since | dict.fromkeys(waited, _LONG_AGO)
        claimed = replace(claimed, since=since)
    if claimed.since:
        step.sync(access, mapping, claimed, running.id)


def _run_of(session: Session, running: jobs.Running) -> HubSpotRun:
    return session.exec(select(HubSpotRun).where(HubSpotRun.job_id == running.id)).one()
