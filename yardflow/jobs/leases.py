"""Leases: a running job belongs to its worker for half a minute at a time.

One thread a process renews all of them, so that work needs to know nothing of it. A process that
dies stops renewing, and the sweeper gives its jobs to others.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from yardflow import clock, db
from yardflow.errors import YardFlowError
from yardflow.models.job import Job, JobStatus

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
RENEW_EVERY_S = 8.0


class _Keeper:
    """Renews every lease of this process while there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, int] = {}
        self._thread: threading.Thread | None = None
        self._never = threading.Event()

    def hold(self, job_id: int, lease: str) -> None:
        with self._lock:
            self._held[lease] = job_id
            if self._thread is None:
                self._thread = threading.Thread(target=self._renew, name="leases", daemon=True)
                self._thread.start()

    def release(self, lease: str) -> None:
        with self._lock:
            self._held.pop(lease, None)

    def _renew(self) -> None:
        while not self._never.wait(RENEW_EVERY_S):
            with self._lock:
                held = dict(self._held)
                if not held:
                    self._thread = None
                    return
            try:
                self._extend(held)
            except (SQLAlchemyError, YardFlowError):
                log.warning("%d leases could not be renewed; trying again", len(held))

    @staticmethod
    def _extend(held: dict[str, int]) -> None:
        with db.session() as session:
            session.execute(
                update(Job)
                .where(
                    col(Job.id).in_(list(held.values())),
                    col(Job.lease).in_(list(held)),
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
