"""A run undone by a job, a batch at a time: a large one takes a while."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow import db, jobs
from yardflow.errors import Contradictory
from yardflow.models import HubSpotDecision, Job, SyncAction
from yardflow.services.access import Principal, acting_for, require_admin
from yardflow.services.hubspot.journal import runs, undo
from yardflow.services.records.values.fields import LARGEST_ID

KIND = "undo_hubspot_run"
BATCH = 50


def start(session: Session, principal: Principal, run_id: int) -> Job:
    """Has a job undo what a run wrote, as far as no one changed it since.

    Raises:
        Forbidden: only administrators undo a whole run.
        NotFound: there is no such run.
        Contradictory: it goes on, or wrote nothing.
    """
    require_admin(principal)
    run = runs.get(session, principal, run_id)
    if run.is_open:
        raise Contradictory("This sync is still running. Cancel it, then undo it.")
    total = run.changed_here + run.changed_there
    if not total:
        raise Contradictory("This sync changed nothing, so there is nothing to undo.")
    return jobs.enqueue(
        session,
        KIND,
        payload={"run_id": run_id},
        unique_key=f"{KIND}:{run_id}",
        asked_by=principal.user_id,
        total=total,
    )


def run(running: jobs.Running) -> dict[str, int]:
    """Does a job of kind `KIND`; how much was undone, and how much is kept because it changed."""
    run_id, before, done = int(running.payload["run_id"]), LARGEST_ID, 0
    while True:
        running.progress(done)
        with db.session() as session:
            principal = acting_for(session, running.asked_by)
            undone = undo.undo_run(session, principal, run_id, before=before, most=BATCH)
            running.keep(session)
        done += len(undone)
        if len(undone) < BATCH:
            return _counts(run_id, done)
        before = undone[-1].decision_id


def _counts(run_id: int, done: int) -> dict[str, int]:
    with db.session() as session:
        undone = session.exec(
            select(func.count()).where(
                col(HubSpotDecision.run_id) == run_id,
                col(HubSpotDecision.action) == SyncAction.UNDO,
            )
        ).one()
    return {"undone": undone, "kept": max(0, done - undone)}
