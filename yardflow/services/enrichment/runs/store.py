"""The rows of runs: asked for, taken by a worker, ended; `unfinished` has those that go back.

A run waits in its own job or in its bulk; a worker that takes it writes its job's id into it, so
that what a dead worker held is found again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.jobs.runner import MAX_ATTEMPTS
from yardflow.models import Contact, EnrichmentRun, Outcome, RunStatus, Trigger
from yardflow.services.records.memberships import among

OWN = "enrich_contact"  # the kind of a contact's own job
OPEN = (RunStatus.QUEUED, RunStatus.RUNNING)
GONE = "This contact was deleted."
DIED = f"The worker stopped {MAX_ATTEMPTS} times during this run. Try again."
# How a step begins to tell that there was nothing new to pay for.
UNCHANGED = "Nothing new to ask"
STOPPED = "Canceled. Nothing changed."
_ONE_AT_A_TIME = 7_305_034  # the advisory lock that two workers who take runs at once wait for


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
    """Up to so many due runs of a bulk, which nobody else gets meanwhile. People of one account go
    to one worker as far as they fit, for whoever commits them waits for who has the account.
    """
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    account_id = select(Contact.account_id).where(Contact.id == EnrichmentRun.contact_id)
    due = session.execute(
        select(EnrichmentRun.id, account_id.scalar_subquery())
        .where(
            EnrichmentRun.bulk_id == bulk_id,
            EnrichmentRun.status == RunStatus.QUEUED,
            col(EnrichmentRun.job_id).is_(None),
            EnrichmentRun.due_at <= clock.now(),
        )
        .order_by(col(EnrichmentRun.due_at), col(EnrichmentRun.id))
        .limit(most + 1)
        .with_for_update(skip_locked=True)
    ).all()
    # Sent as a list: a planner that has not seen yet how many rows there are would else look for
    # them again for each row of the table, which takes minutes.
    return _started(session, among(EnrichmentRun.id, _of_whole_accounts(due, most)), job_id)


def _of_whole_accounts(due: Sequence[Any], most: int) -> list[int]:
    """The first of these (run, account), without an account that goes on beyond them, unless that
    is most of them.
    """
    first, beyond = due[:most], {account_id for _, account_id in due[most:]}
    kept = [run_id for run_id, account_id in first if account_id not in beyond]
    return kept if 2 * len(kept) >= len(first) else [run_id for run_id, _ in first]


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
    """Writes down how these runs ended, or when they are tried again; one statement for all."""
    if endings:
        rows = json.dumps([asdict(ending) for ending in endings], default=str)
        values = {"rows": rows, "open": [status.value for status in OPEN], "now": clock.now()}
        session.execute(_UPDATE, values)


_UPDATE = text("""
UPDATE enrichment_run run SET
    status = new.status, steps = new.steps, fingerprints = new.fingerprints,
    confidence = new.confidence, outcome = new.outcome, error = new.error, note = new.note,
    due_at = coalesce(new.due_at, :now), more_room = run.more_room OR new.more_room,
    attempts = run.attempts - CASE WHEN new.counts THEN 0 ELSE 1 END,
    finished_at = CASE WHEN new.status <> ALL(:open) THEN CAST(:now AS timestamptz) END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new (run_id bigint, status text, steps jsonb,
    fingerprints jsonb, confidence numeric, outcome text, error text, note text,
    due_at timestamptz, counts boolean, more_room boolean)
WHERE run.id = new.run_id AND run.status = 'running'
""")
