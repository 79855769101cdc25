"""Working on a bulk: several workers at once, each taking a few of its runs at a time.

The first worker has the bulk's own job: it shows how far the bulk is, and ends when all of its runs
have ended. The others only help. Whatever a worker holds when it dies goes back.
"""

from datetime import datetime, timedelta
from threading import Event
from typing import NoReturn

from sqlmodel import Session, col, func, select

from yardflow import clock, db, jobs
from yardflow.errors import YardFlowError
from yardflow.models import BulkMode, BulkStatus, EnrichmentBulk, EnrichmentRun, Job, RunStatus
from yardflow.models.job import JobStatus
from yardflow.services.enrichment.bulk import batch_mode
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk.lifecycle import LEAD, WORKER
from yardflow.services.enrichment.runs import recovery
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.outcomes import RunOutcomes
from yardflow.services.enrichment.runs.pipeline import RUNS_AT_ONCE, attempt

# After so long a worker lets another bulk's worker have its thread.
TURN = timedelta(seconds=60)
# Shorter waits are waited here; a longer one gives the thread back.
SHORT = timedelta(seconds=10)
LOOK_AGAIN_S = 0.5
OVERTAKEN = timedelta(seconds=2)


def work(running: jobs.Running) -> None:
    """Does one ``enrich_bulk`` or ``enrich_bulk_worker`` job; its payload holds ``bulk_id``.

    Raises:
        Hold: the bulk waits for money, for a provider, or for runs that are tried again later.
    """
    _BulkWorker(running).work()


class _BulkWorker:
    def __init__(self, running: jobs.Running) -> None:
        self._running = running
        self._bulk_id = int(running.payload["bulk_id"])
        self._leads = running.kind == LEAD
        self._began = clock.now()
        self._pause = Event()

    def work(self) -> None:
        """Slices until there is nothing left to do, or something holds it back."""
        try:
            with db.session() as session:
                recovery.release_abandoned(session, self._bulk_id, self._running.id)
            while self._slice():
                pass
        except jobs.Cancelled:
            with db.session() as session:
                bulk_lifecycle.cancel(session, self._bulk_id)
            raise
        except YardFlowError as overtaken:
            # Others were at the same rows. What it held goes back, and counts as tried.
            raise jobs.Hold(overtaken.message, clock.now() + OVERTAKEN) from overtaken

    def _slice(self) -> bool:
        """One round; whether there is another one."""
        if self._leads:
            self._show()
        with db.session() as session:
            bulk = session.get_one(EnrichmentBulk, self._bulk_id)
            goes_on = bulk.status == BulkStatus.RUNNING
            economy = bulk.mode == BulkMode.ECONOMY
            most = batch_mode.LARGEST_BATCH if economy else RUNS_AT_ONCE
            runs = (
                run_store.start_due(session, self._bulk_id, self._running.id, most)
                if goes_on
                else []
            )
        if economy:
            return self._batch_slice(runs, bulk.status)
        if not goes_on:
            return self._rest()
        if not runs:
            return self._go_on()
        holdback = _held_back(attempt(runs, self._close))
        if holdback is not None:
            self._wait(*holdback)
        if clock.now() - self._began > TURN and self._others_wait():
            raise jobs.Hold("Waiting for another bulk run.", clock.now())
        return True

    def _batch_slice(self, runs: list[run_store.StartedRun], status: BulkStatus) -> bool:
        holdback = None
        if runs:
            holdback = _held_back(batch_mode.send(runs, self._bulk_id, self._close))
            if holdback is None:
                return True
        stopped = status == BulkStatus.CANCELLED
        if stopped:
            batch_mode.cancel(self._bulk_id)
        state = batch_mode.collect(self._bulk_id, self._close, stopped=stopped)
        if state.open and not state.ended:
            self._hold(*batch_mode.next_check(state))  # sooner than money comes, answers may
        if holdback is not None:
            self._wait(*holdback)
            return True
        return self._go_on() if status == BulkStatus.RUNNING else self._rest()

    def _close(self, session: Session, outcomes: RunOutcomes) -> None:
        """In the transaction that stores a slice: only who still holds the lease may commit it."""
        self._running.keep(session)
        if any(outcome.until is None for outcome in outcomes.values()):
            bulk_lifecycle.clear_waiting(session, self._bulk_id)
        unusable = {
            run_id: outcome.reason for run_id, outcome in outcomes.items() if outcome.unusable
        }
        if unusable:  # that is nothing about these contacts: they go on with their bulk
            bulk_lifecycle.pause(session, self._bulk_id, next(iter(unusable.values())))
            recovery.requeue(session, unusable)

    def _wait(self, until: datetime, reason: str) -> None:
        wait = until - clock.now()
        if wait > SHORT:
            self._hold(until, reason)
        self._pause.wait(max(0.05, wait.total_seconds()))

    def _hold(self, until: datetime, reason: str) -> NoReturn:
        """Gives the thread back. What the bulk waits for stays written down until a run of it has
        got through, so that it does not come and go with each look.
        """
        with db.session() as session:
            bulk_lifecycle.set_waiting(session, self._bulk_id, reason)
        raise jobs.Hold(reason, until)

    def _go_on(self) -> bool:
        """Nothing to take now: the end, or something to wait for."""
        with db.session() as session:
            recovery.release_abandoned(session, self._bulk_id)
            counts = self._left(session)
            due = session.exec(
                select(func.min(EnrichmentRun.due_at)).where(
                    EnrichmentRun.bulk_id == self._bulk_id,
                    EnrichmentRun.status == RunStatus.QUEUED,
                    col(EnrichmentRun.job_id).is_(None),
                )
            ).one()
        if not self._leads or counts[RunStatus.QUEUED] + counts[RunStatus.RUNNING] == 0:
            return self._rest()
        if due is not None and due - clock.now() > SHORT:
            self._wait(due, "Waiting to retry what a provider could not answer.")
        if clock.now() - self._began > TURN:
            raise jobs.Hold("Waiting for the last contacts to finish.", clock.now() + SHORT)
        self._pause.wait(LOOK_AGAIN_S)
        return True

    def _rest(self) -> bool:
        """Ends this worker's job; the first one's with its bulk, unless there is more to do."""
        with db.session() as session:
            bulk = bulk_lifecycle.lock(session, self._bulk_id)
            counts = self._left(session)
            if self._leads and bulk.status == BulkStatus.RUNNING:
                if counts[RunStatus.QUEUED] + counts[RunStatus.RUNNING]:
                    return True
                bulk.status, bulk.note, bulk.finished_at = BulkStatus.FINISHED, None, clock.now()
                session.add(bulk)
            if bulk.status == BulkStatus.CANCELLED:
                bulk_lifecycle.cancel_queued(session, self._bulk_id)
            self._running.finish(session, {"bulk_id": self._bulk_id} | _counted(counts))
        return False

    def _left(self, session: Session) -> dict[RunStatus, int]:
        rows = session.execute(
            select(EnrichmentRun.status, func.count())
            .where(EnrichmentRun.bulk_id == self._bulk_id)
            .group_by(col(EnrichmentRun.status))
        ).all()
        return dict.fromkeys(RunStatus, 0) | {row[0]: row[1] for row in rows}

    def _show(self) -> None:
        with db.session() as session:
            counts = self._left(session)
        open_ = counts[RunStatus.QUEUED] + counts[RunStatus.RUNNING]
        self._running.progress(sum(counts.values()) - open_, sum(counts.values()))

    def _others_wait(self) -> bool:
        with db.session() as session:
            other = select(Job.id).where(
                col(Job.kind).in_((LEAD, WORKER)),
                Job.status == JobStatus.QUEUED,
                Job.subject != bulk_lifecycle.subject_of(self._bulk_id),
            )
            return session.exec(other).first() is not None


def _held_back(outcomes: RunOutcomes) -> tuple[datetime, str] | None:
    """Until when all of them are held back, and why; None while some get through: what their
    answers cost less than was reserved helps the next.
    """
    holdback = [
        (outcome.until, outcome.reason)
        for outcome in outcomes.values()
        if outcome.blocks_all and outcome.until
    ]
    return max(holdback) if holdback and len(holdback) == len(outcomes) else None


def _counted(counts: dict[RunStatus, int]) -> dict[str, int]:
    return {status.value: count for status, count in counts.items() if count}
