"""What happens by the clock: jobs that fell through are sent again, the worker says it lives."""

import logging
import os
import socket
import threading
from datetime import datetime, timedelta

from redis import RedisError
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from actors.worker.heartbeat import Heartbeats
from yardflow import clock, config, db, disk, jobs, registry
from yardflow.config import SettingsError
from yardflow.errors import YardFlowError
from yardflow.models import WorkerHeartbeat
from yardflow.services import audit

EVERY_SECONDS = 1.5
# For what takes a look at many rows.
EVERY_MINUTE = timedelta(minutes=1)
FORGET_AFTER = timedelta(days=1)

log = logging.getLogger(__name__)


class Scheduler:
    """A loop in a thread. Its rounds fail alone: the next one comes whatever happened."""

    def __init__(self, heartbeats: Heartbeats) -> None:
        self.heartbeats = heartbeats
        self.name = f"{socket.gethostname()}:{os.getppid()}"
        self._troubled = self._was_full = False
        self._looked_at: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Rounds until told to stop; then takes this worker's sign of life away."""
        while not stop.wait(EVERY_SECONDS):
            self.round()
        try:
            with db.session() as session:
                leave(session, self.name)
        except (SQLAlchemyError, SettingsError):
            log.warning("the database is away; this worker's sign of life stays until it is old")

    def round(self) -> None:
        """One round. A defect in it is logged, and never ends the loop."""
        try:
            with db.session() as session:
                beat(session, self.name, self._details())
            if not self._full():
                self._move_on()
            self._troubled = False
        except (SQLAlchemyError, SettingsError, RedisError, YardFlowError) as error:
            if not self._troubled:
                log.warning("the scheduler waits for %s", type(error).__name__)
            self._troubled = True
        except Exception:
            log.exception("a round of the scheduler stopped on a defect")

    def _full(self) -> bool:
        """Whether the disk is full: then nothing is begun, and what waits goes on waiting."""
        full, before = disk.is_full(), self._was_full
        self._was_full = full
        if full and not before:
            log.error("the disk is full; jobs wait. Free space at %s", config.settings().data_dir)
        elif before and not full:
            log.warning("there is room on the disk again; jobs go on")
        return full

    def _move_on(self) -> None:
        declared = [work for domain in registry.domains() for work in domain.each_round]
        for work in (jobs.sweep, *declared, audit.close_tallies):
            with db.session() as session:
                work(session)
        self._each_minute()

    def _each_minute(self) -> None:
        if self._looked_at is None or clock.now() - self._looked_at >= EVERY_MINUTE:
            self._looked_at = clock.now()
            for domain in registry.domains():
                for work in domain.each_minute:
                    with db.session() as session:
                        work(session)

    def _details(self) -> dict:
        return {
            beat.name: {"threads": beat.alive, "of": beat.expected}
            for beat in self.heartbeats.read()
        }


def beat(session: Session, name: str, details: dict) -> None:
    """Says that this worker lives, and forgets the ones that were last seen long ago."""
    now = clock.now()
    seen = {"seen_at": now, "details": details}
    session.execute(
        insert(WorkerHeartbeat)
        .values(name=name, **seen)
        .on_conflict_do_update(index_elements=["name"], set_=seen)
    )
    session.execute(
        delete(WorkerHeartbeat).where(col(WorkerHeartbeat.seen_at) < now - FORGET_AFTER)
    )


def leave(session: Session, name: str) -> None:
    """Says that this worker is going, so that nobody waits for it."""
    session.execute(delete(WorkerHeartbeat).where(col(WorkerHeartbeat.name) == name))
