"""Doing work: claim a row, keep its lease, record the end exactly once."""

import logging
import random
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from yardflow import clock, db, disk
from yardflow.errors import DiskFull, YardFlowError
from yardflow.jobs import leases
from yardflow.log import job_id as current_job
from yardflow.models.job import Job, JobStatus

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
NO_SPACE = "The server's disk is full. This job continues once there is space."
LOOK_FOR_SPACE = timedelta(seconds=15)
_RECORD_AGAIN_S = 0.5
UNEXPECTED = (
    "Something went wrong on our end, and retrying did not help. Run it again. "
    "If it fails once more, send the job's number to your administrator."
)


class Cancelled(Exception):
    """A person asked the job to stop."""


class LeaseLost(Exception):
    """Another worker was given the job; whatever this one holds must not be committed."""


class RetryLater(Exception):
    """A passing fault. ``after`` is how long to leave it alone; ``reason`` is shown meanwhile."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class Hold(Exception):
    """The job can't go on before something else changes, or ``until``; it shows as waiting.

    Waiting is no failed attempt, so it doesn't count as one.
    """

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason)
        self.reason = reason
        self.until = until


@dataclass
class Running:
    """A job in this worker's hands."""

    id: int
    kind: str
    subject: str
    payload: dict
    asked_by: int | None
    attempt: int
    lease: str
    ended: bool = field(default=False)

    def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Shows how far the work has come, in a transaction of its own.

        Raises:
            Cancelled: a person asked for a stop.
            LeaseLost: the job belongs to another worker by now.
        """
        values: dict = {"progress_done": done, "note": note}
        if total is not None:
            values["progress_total"] = total
        with db.session() as session:
            cancel_requested = self._update(session, values)
        if cancel_requested is not None:
            raise Cancelled

    @contextmanager
    def stoppable(self, session: Session) -> Iterator[None]:
        """Breaks off what the block does on this session once a person asks for a stop.

        For long statements, which reach no step for a while: a stop takes effect within a second.
        The caller rolls back, as after any exception.

        Raises:
            Cancelled: a person asked for a stop.
        """
        with leases.watched(self.lease, session) as statements:
            try:
                yield
            except Exception as error:
                statements.let_go()
                if statements.stopped and not isinstance(error, LeaseLost):
                    raise Cancelled from error
                raise
        if statements.stopped:
            raise Cancelled

    def finish(self, session: Session, result: dict | None = None) -> None:
        """Records success in the caller's transaction, so that effect and end are one.

        Raises:
            LeaseLost: the job belongs to another worker; the transaction must not be committed.
        """
        self._update(
            session,
            _ended(JobStatus.SUCCEEDED)
            | {"result": result or {}, "error": None, "note": None}
            | {"progress_done": func.coalesce(Job.progress_total, Job.progress_done)},
        )
        db.after_commit(session, self._mark_ended)

    def keep(self, session: Session) -> None:
        """Makes the caller's transaction depend on the lease: for effects before the job's end.

        Raises:
            LeaseLost: the job belongs to another worker; the transaction must not be committed.
        """
        self._update(session, {"lease": self.lease})

    def _mark_ended(self) -> None:
        self.ended = True

    def _update(self, session: Session, values: dict) -> datetime | None:
        row = session.execute(
            update(Job)
            .where(
                col(Job.id) == self.id,
                col(Job.lease) == self.lease,
                col(Job.status) == JobStatus.RUNNING,
            )
            .values(**values)
            .returning(col(Job.cancel_asked_at))
        ).one_or_none()
        if row is None:
            raise LeaseLost
        return row[0]


def perform(job_id: int, work: Callable[[Running], dict | None]) -> None:
    """Claims a job and does it. Never raises: what happened stands in the row and in the log.

    ``work`` returns the result to show (or calls `Running.finish` itself). It raises
    `YardFlowError` for a failure that trying again can't help, `RetryLater`, `Hold`, or anything
    else for a defect, which is tried again up to `MAX_ATTEMPTS` times.
    """
    running = _claim(job_id)
    if running is None:
        return
    token = current_job.set(job_id)
    try:
        with leases.kept(running.id, running.lease):
            _attempt(running, work)
    except LeaseLost:
        log.warning("another worker was given this job; this one's work is dropped")
    finally:
        current_job.reset(token)


def _claim(job_id: int) -> Running | None:
    lease = secrets.token_hex(8)
    moment = clock.now()
    with db.session() as session:
        job = session.execute(
            update(Job)
            .where(
                col(Job.id) == job_id,
                col(Job.status) == JobStatus.QUEUED,
                col(Job.due_at) <= moment,
            )
            .values(
                status=JobStatus.RUNNING,
                lease=lease,
                leased_until=moment + leases.LEASE,
                attempts=Job.attempts + 1,
                started_at=moment,
                note=None,
            )
            .returning(Job)
        ).scalar_one_or_none()
        if job is None:
            return None
        return Running(
            id=job_id,
            kind=job.kind,
            subject=job.subject,
            payload=job.payload,
            asked_by=job.asked_by,
            attempt=job.attempts,
            lease=lease,
        )


def _attempt(running: Running, work: Callable[[Running], dict | None]) -> None:
    try:
        if disk.is_full():
            raise DiskFull
        result = work(running)
        if not running.ended:
            with db.session() as session:
                running.finish(session, result)
    except LeaseLost:
        raise
    except Cancelled:
        _record(running, _ended(JobStatus.CANCELLED))
    except Hold as hold:
        values = {"note": hold.reason, "attempts": Job.attempts - 1}
        _record(running, _back(JobStatus.WAITING, hold.until) | values)
    except RetryLater as fault:
        _again(running, fault.reason, fault.after)
    except Exception as error:
        _failed(running, error)


def _failed(running: Running, error: Exception) -> None:
    if isinstance(error, DiskFull) or disk.is_full():  # then the database may have broken down
        log.error("a %s job waits: the disk is full", running.kind)
        values = {"note": NO_SPACE, "attempts": Job.attempts - 1}
        _record(running, _back(JobStatus.WAITING, clock.now() + LOOK_FOR_SPACE) | values)
    elif isinstance(error, db.Deadlock):
        _again(running, error.message, None)
    elif isinstance(error, YardFlowError):
        _record(running, _ended(JobStatus.FAILED) | {"error": error.message})
    else:
        log.error(
            "a %s job stopped on a defect, attempt %d",
            running.kind,
            running.attempt,
            exc_info=error,
        )
        _again(running, UNEXPECTED, None)


def _again(running: Running, reason: str, after: timedelta | None) -> None:
    if running.attempt >= MAX_ATTEMPTS:
        _record(running, _ended(JobStatus.FAILED) | {"error": reason})
        return
    pause = after or backoff(running.attempt)
    note = f"Attempt {running.attempt} of {MAX_ATTEMPTS} failed, trying again. {reason}"
    _record(running, _back(JobStatus.QUEUED, clock.now() + pause) | {"note": note})


def backoff(attempt: int) -> timedelta:
    """2, 4, 8 … seconds with up to half as much again, so that retries don't come in step."""
    return timedelta(seconds=2**attempt * random.uniform(1, 1.5))  # noqa: S311 - spreading load


def _record(running: Running, values: dict) -> None:
    """Writes down what became of it, also when the database comes back only in a while.

    Raises:
        LeaseLost: the job was given to another worker meanwhile.
        OperationalError: the database stayed away for longer than a lease lasts.
    """
    last = time.monotonic() + leases.LEASE.total_seconds()
    while True:
        try:
            with db.session() as session:
                running._update(session, values)
            return
        except (OperationalError, DiskFull):
            if time.monotonic() > last:
                raise
            time.sleep(_RECORD_AGAIN_S)


def _ended(status: JobStatus) -> dict:
    return {"status": status, "finished_at": clock.now(), "lease": None, "leased_until": None}


def _back(status: JobStatus, due_at: datetime) -> dict:
    return {
        "status": status,
        "due_at": due_at,
        "sent_at": None,
        "lease": None,
        "leased_until": None,
    }
