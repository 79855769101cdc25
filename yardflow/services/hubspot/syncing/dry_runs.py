"""Dry runs as they are made by a job, kept for a day, and read page by page."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from yardflow import clock, db, jobs
from yardflow.errors import NotFound
from yardflow.integrations.hubspot import pace
from yardflow.integrations.hubspot.app import Access
from yardflow.models import HubSpotDryRecord, HubSpotDryRun, Job, SyncedRecord
from yardflow.services.access import Principal, require_own
from yardflow.services.hubspot.changes import marks
from yardflow.services.hubspot.connection import former
from yardflow.services.hubspot.connection import store as connection
from yardflow.services.hubspot.journal import naming
from yardflow.services.hubspot.syncing import dry_run, going_through, switch
from yardflow.services.hubspot.syncing.dry_run import Look
from yardflow.services.hubspot.syncing.record_filter import Position
from yardflow.services.records.values.fields import LARGEST_ID

# So many records are listed; all are counted.
MOST_LISTED, PAGE = 20_000, 25
OUTCOMES = (
    *("created", "linked", "changed_here", "changed_there"),
    *("conflicts", "kept", "not_synced"),
)
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DryRunView:
    """What a sync would come to: ``counts`` as in `Look`, ``calls`` to HubSpot and the ``seconds``
    that these take at least under its limits. ``ended``: all records were looked at.
    """

    job_id: int
    ended: bool
    counts: dict[str, int]
    calls: int
    seconds: int
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DryRecordView:
    """What would happen to a record; see `HubSpotDryRecord`. ``name`` and ``href`` are empty where
    it was deleted since.
    """

    id: int
    record: SyncedRecord
    record_id: int
    hubspot_id: str
    name: str
    href: str
    outcomes: list[str]
    note: str
    fields: list[dict[str, Any]] = field(default_factory=list)

    @property
    def what(self) -> str:
        """In a word: ``created``, ``linked``, ``changed`` or ``not_synced``."""
        first = self.outcomes[0] if self.outcomes else ""
        return first if first in ("created", "linked", "not_synced") else "changed"


def run(running: jobs.Running) -> None:
    """Does a job of kind `asked.DRY_KIND`.

    Raises:
        Hold: HubSpot takes nothing now.
        Contradictory: another account is connected since.
    """
    with db.session() as session:
        former.require_none(session)
        if session.get(HubSpotDryRun, running.id) is None:
            _begin(session, running)
    going_through.calling(lambda access: _look(access, running))


def get(session: Session, principal: Principal, job_id: int) -> DryRunView:
    """What a dry run has come to so far, for who asked for it.

    Raises:
        NotFound: there is no such dry run of theirs, or it ended a day ago.
    """
    kept, job = _of(session, principal, job_id)
    calls = int(kept.result.get("calls", 0))
    return DryRunView(
        job_id,
        job.finished_at is not None,
        {name: int(number) for name, number in kept.result.get("counts", {}).items()},
        calls,
        _seconds(session, calls),
        job.payload,
    )


def records(
    session: Session,
    principal: Principal,
    job_id: int,
    *,
    outcome: str = "",
    after: int = 0,
    most: int = PAGE,
) -> Sequence[DryRecordView]:
    """The records that something would happen to, or of these those with an outcome, from behind
    the one with the id ``after``.

    Raises:
        NotFound: as in `get`.
    """
    _of(session, principal, job_id)
    chosen = select(HubSpotDryRecord).where(
        HubSpotDryRecord.job_id == job_id, col(HubSpotDryRecord.id) > after
    )
    if outcome:
        chosen = chosen.where(col(HubSpotDryRecord.outcomes).contains([outcome]))
    rows = session.exec(chosen.order_by(col(HubSpotDryRecord.id)).limit(most)).all()
    names = naming.names(session, [(row.record, row.record_id) for row in rows])
    return [
        DryRecordView(
            id=int(row.id or 0),
            record=row.record,
            record_id=row.record_id,
            hubspot_id=row.hubspot_id,
            name=named.name,
            href=named.href,
            outcomes=row.outcomes,
            note=row.note,
            fields=row.fields,
        )
        for row in rows
        for named in [names[row.record, row.record_id]]
    ]


def purge(session: Session) -> None:
    """Forgets dry runs of yesterday: what they say is true no longer."""
    session.execute(delete(HubSpotDryRun).where(col(HubSpotDryRun.made_at) < clock.now() - _KEPT))


def _begin(session: Session, running: jobs.Running) -> None:
    if switch.get(session) is None:
        marks.remember(session)  # as the start of the sync does
    session.add(HubSpotDryRun(job_id=running.id, made_at=clock.now()))


def _look(access: Access, running: jobs.Running) -> None:
    mapping = going_through.mapping(access, running)
    with db.session() as session:
        position = Position.of(session.get_one(HubSpotDryRun, running.id).position)
    for batch in going_through.batches(running, position, mapping):
        looked = dry_run.look(access, mapping, batch.record, batch.ids, running.id)
        with db.session() as session:
            running.keep(session)
            _add(session, running.id, looked, batch.then)
    with db.session() as session:
        kept = session.get_one(HubSpotDryRun, running.id)
        running.finish(session, dict(kept.result.get("counts", {})))


def _add(session: Session, job_id: int, looked: Look, then: Position) -> None:
    kept = session.get_one(HubSpotDryRun, job_id)
    before = kept.result
    listed = before.get("listed", 0)
    rows = looked.records[: MOST_LISTED - listed]
    kept.result = {
        "counts": dict(Counter(before.get("counts", {})) + looked.counts),
        "calls": before.get("calls", 0) + looked.calls,
        "listed": listed + len(rows),
    }
    kept.position = then.as_json()
    session.add_all([kept, *rows])


def _of(session: Session, principal: Principal, job_id: int) -> tuple[HubSpotDryRun, Job]:
    known = 0 < job_id <= LARGEST_ID
    kept = session.get(HubSpotDryRun, job_id) if known else None
    job = session.get(Job, job_id) if known else None
    if job is None or kept is None:
        raise NotFound.of("dry run")
    require_own(principal, job.asked_by, "dry run")
    return kept, job


def _seconds(session: Session, calls: int) -> int:
    connected = connection.read(session)
    return math.ceil(calls / pace.calls(connected.calls).per_second) if connected else 0
