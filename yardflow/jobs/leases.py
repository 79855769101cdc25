"""Leases: a running job belongs to its worker for half a minute at a time.

One thread a process renews all of them, so that work needs to know nothing of it. A process that
dies stops renewing, and the sweeper gives its jobs to others. The same thread stops the statements
of jobs that a person asked to stop.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.errors import YardFlowError
from yardflow.models.job import Job, JobStatus

log = logging.getLogger(__name__)

# Of a claimed job; messages that a dead worker has only fetched: `transport.HEARTBEAT_TIMEOUT_MS`.
# It is to outlast two renewals.
LEASE = timedelta(seconds=30)
RENEW_EVERY_S = 8.0
LOOK_EVERY_S = 0.5


class Statements:
    """What a job has PostgreSQL do on one connection, while the connection is the job's."""

    def __init__(self, backend: int) -> None:
        self._lock = threading.Lock()
        self._backend: int | None = backend
        self.stopped = False

    def stop(self, session: Session) -> None:
        """Breaks the statement off that is under way, if any is; ``session`` is another one.

        PostgreSQL has signalled by the time that it answers, and forgets the signal where no
        statement runs. So nothing of it is left for whoever has the connection after `let_go`.
        """
        with self._lock:
            if self._backend is not None:
                self.stopped = True
                session.execute(select(func.pg_cancel_backend(self._backend)))

    def let_go(self) -> None:
        """No statement of this connection is stopped from now on."""
        with self._lock:
            self._backend = None


class _Keeper:
    """Renews every lease of this process while there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._leases: dict[str, int] = {}
        self._stoppable: dict[str, Statements] = {}
        self._thread: threading.Thread | None = None
        self._never = threading.Event()

    def hold(self, job_id: int, lease: str) -> None:
        with self._lock:
            self._leases[lease] = job_id
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="leases", daemon=True)
                self._thread.start()

    def release(self, lease: str) -> None:
        with self._lock:
            self._leases.pop(lease, None)

    def watch(self, lease: str, statements: Statements) -> None:
        with self._lock:
            self._stoppable[lease] = statements

    def unwatch(self, lease: str) -> None:
        with self._lock:
            self._stoppable.pop(lease, None)

    def _keep(self) -> None:
        renewed = time.monotonic()
        while not self._never.wait(LOOK_EVERY_S):
            with self._lock:
                leases, stoppable = dict(self._leases), dict(self._stoppable)
                if not leases:
                    self._thread = None
                    return
            try:
                if time.monotonic() - renewed >= RENEW_EVERY_S:
                    self._extend(leases)
                    renewed = time.monotonic()
                if stoppable:
                    self._stop(stoppable)
            except (SQLAlchemyError, YardFlowError):
                log.warning("%d leases could not be looked after; trying again", len(leases))

    @staticmethod
    def _stop(stoppable: dict[str, Statements]) -> None:
        """Again at each look: between two statements there is nothing to break off."""
        with db.session() as session:
            cancelled = select(col(Job.lease)).where(
                col(Job.lease).in_(list(stoppable)), col(Job.cancel_asked_at).is_not(None)
            )
            for lease in session.scalars(cancelled).all():
                stoppable[lease or ""].stop(session)

    @staticmethod
    def _extend(leases: dict[str, int]) -> None:
        with db.session() as session:
            session.execute(
                update(Job)
                .where(
                    col(Job.id).in_(list(leases.values())),
                    col(Job.lease).in_(list(leases)),
                    col(Job.status) == JobStatus.RUNNING,
                )
                .values(leased_until=clock.now() + LEASE)
            )


_keeper = _Keeper()


@contextmanager
def kept(job_id: int, lease: str) -> Iterator[None]:
    """Renews one job's lease for as long as the block runs."""
    _keeper.hold(job_id, lease)
    try:
        yield
    finally:
        _keeper.release(lease)


@contextmanager
def watched(lease: str, session: Session) -> Iterator[Statements]:
    """Lets a job's request to stop reach into what it does on the session's connection."""
    statements = Statements(session.execute(select(func.pg_backend_pid())).scalar_one())
    _keeper.watch(lease, statements)
    try:
        yield statements
    finally:
        _keeper.unwatch(lease)
        statements.let_go()
