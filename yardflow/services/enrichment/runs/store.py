"""The rows of runs: asked for, taken by a worker, ended; `unfinished` has those that go back.

A run waits in its own job or in its bulk; a worker that takes it writes its job's id into it, so
that what a dead worker held is found again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Session, col, select

from yardflow import clock, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.jobs.runner import MAX_ATTEMPTS
from yardflow.models import Contact, EnrichmentRun, Outcome, RunStatus, Trigger

OWN = "enrich_contact"  # the kind of a contact's own job
OPEN = (RunStatus.QUEUED, RunStatus.RUNNING)
GONE = "This contact was deleted."
DIED = f"The worker stopped {MAX_ATTEMPTS} times during this run. Try again."
# How a step begins to tell that there was nothing new to pay for.
UNCHANGED = "Nothing new to ask"
STOPPED = "Canceled. Nothing changed."


@dataclass(frozen=True, slots=True)
class StartedRun:
    """A run in this worker's hands; ``attempts`` counts this one. ``more_room``: an answer was cut
    off before.
    """

    run_id: int
    contact_id: int
    event_id: int | None
    forced: bool
    attempts: int
    more_room: bool


@dataclass(frozen=True, slots=True)
class RunUpdate:
    """How a run goes on or ends. ``due_at``, ``note`` and ``more_room`` are for one that is tried
    again.
    """

    run_id: int
    status: RunStatus
    steps: list[dict[str, Any]]
    fingerprints: dict[str, str] = field(default_factory=dict)
    confidence: Any = None
    outcome: Outcome | None = None
    error: str | None = None
    note: str | None = None
    due_at: datetime | None = None
    counts: bool = True
    more_room: bool = False


COLUMNS = (
    col(EnrichmentRun.id),
    col(EnrichmentRun.contact_id),
    col(EnrichmentRun.event_id),
    col(EnrichmentRun.forced),
    col(EnrichmentRun.attempts),
    col(EnrichmentRun.more_room),
)


def start_own(session: Session, running: jobs.Running) -> StartedRun:
    """The run of a contact's own job; when the job is run again after its run ended, a new one at
    the same event.

    Raises:
        NotFound: the contact was deleted.
        Conflict: the contact is being enriched by another job.
    """
    runs = _started(session, col(EnrichmentRun.job_id) == running.id, running.id)
    if not runs:
        contact = session.get(Contact, int(running.payload["contact_id"]))
        if contact is None:
            raise NotFound(GONE)
        event_id = _event_of(session, running.id)
        values = {"job_id": running.id, "asked_by": running.asked_by}
        if not add(session, contact, event_id, Trigger.MANUAL, **values):
            raise Conflict("This contact is already being enriched. See its newest job.")
        runs = _started(session, col(EnrichmentRun.job_id) == running.id, running.id)
    return runs[0]


def _event_of(session: Session, job_id: int) -> int | None:
    """The event that a job's run before was asked at, unless it was deleted."""
    return session.exec(
        select(EnrichmentRun.event_id)
        .where(EnrichmentRun.job_id == job_id)
        .order_by(col(EnrichmentRun.id).desc())
    ).first()


def add(
    session: Session, contact: Contact, event_id: int | None, trigger: Trigger, **values: Any
) -> bool:
    """Adds a run that is asked for at an event, or at none, unless the contact has an open one:
    then False.
    """
    statement = (
        insert(EnrichmentRun)
        .values(
            contact_id=contact.id,
            event_id=event_id,
            trigger=trigger,
            status=RunStatus.QUEUED,
            input_tokens=0,
            output_tokens=0,
            asked_at=clock.now(),
            due_at=clock.now(),
            **values,
        )
        .on_conflict_do_nothing()
        .returning(col(EnrichmentRun.id))
    )
    return session.execute(statement).scalar_one_or_none() is not None


def start_due(session: Session, bulk_id: int, job_id: int, most: int) -> list[StartedRun]:
    """Up to so many due runs of a bulk, which nobody else gets meanwhile."""
    # As a part of its own, which is read once: a planner that has not seen yet how many rows there
    # are would else look for them again for each row of the table, which takes minutes.
    due = (
        select(EnrichmentRun.id)
        .where(
            EnrichmentRun.bulk_id == bulk_id,
            EnrichmentRun.status == RunStatus.QUEUED,
            col(EnrichmentRun.job_id).is_(None),
            EnrichmentRun.due_at <= clock.now(),
        )
        .order_by(col(EnrichmentRun.due_at), col(EnrichmentRun.id))
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return _started(session, col(EnrichmentRun.id).in_(select(due.c.id)), job_id)


def _started(session: Session, which: Any, job_id: int) -> list[StartedRun]:
    rows = session.execute(
        update(EnrichmentRun)
        .where(which, col(EnrichmentRun.status).in_(OPEN))
        .values(
            status=RunStatus.RUNNING,
            job_id=job_id,
            attempts=EnrichmentRun.attempts + 1,
            started_at=clock.now(),
            note=None,
        )
        .returning(*COLUMNS)
    ).all()
    return sorted((StartedRun(*row) for row in rows), key=lambda run: run.run_id)


def update_runs(session: Session, endings: Sequence[RunUpdate]) -> None:
    """Writes down how these runs ended, or when they are tried again."""
    table = EnrichmentRun.__table__  # type: ignore[attr-defined]
    moment = clock.now()
    if not endings:
        return
    session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("run"), table.c.status == RunStatus.RUNNING)
        .values(
            status=bindparam("to"),
            steps=bindparam("did"),
            fingerprints=bindparam("shown", type_=JSONB),
            confidence=bindparam("sure"),
            outcome=bindparam("came_to"),
            error=bindparam("why"),
            note=bindparam("waits"),
            due_at=bindparam("due"),
            more_room=or_(table.c.more_room, bindparam("room")),
            attempts=table.c.attempts - bindparam("uncounted"),
            finished_at=bindparam("at"),
        ),
        [
            {
                "run": ending.run_id,
                "to": ending.status,
                "did": ending.steps,
                "shown": ending.fingerprints,
                "sure": ending.confidence,
                "came_to": ending.outcome,
                "why": ending.error,
                "waits": ending.note,
                "due": ending.due_at or moment,
                "room": ending.more_room,
                "uncounted": 0 if ending.counts else 1,
                "at": None if ending.status in OPEN else moment,
            }
            for ending in endings
        ],
    )
