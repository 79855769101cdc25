"""Runs as people see them: what each did, when and why, and the decisions in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from yardflow.errors import NotFound
from yardflow.models import (
    ChangedBy,
    HubSpotDecision,
    HubSpotRun,
    Job,
    JobStatus,
    Side,
    SyncAction,
    SyncedRecord,
    User,
)
from yardflow.models.job import OPEN
from yardflow.services.access import Principal
from yardflow.services.hubspot.journal import conflicts, naming, undo
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.records.values.fields import LARGEST_ID

PAGE = 50
COUNTS = ("created", "linked", "changed_here", "changed_there", "conflicts", "refused")
_DID_SOMETHING = or_(
    col(HubSpotRun.job_id).is_not(None), *(getattr(HubSpotRun, name) > 0 for name in COUNTS)
)


@dataclass(frozen=True, slots=True)
class RunView:
    """A run. One that a person asked for has its job's ``payload`` (see `RecordFilter`),
    ``status``, progress and ``note``; else it is all that changes led to within an hour.
    """

    id: int
    started_at: datetime
    job_id: int | None
    asked_by_id: int | None
    asked_by: str
    payload: dict[str, Any]
    status: JobStatus | None
    paused: bool
    note: str
    done: int
    total: int
    created: int
    linked: int
    changed_here: int
    changed_there: int
    conflicts: int
    refused: int

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision about a field of a record, whose ``name`` and ``href`` they are. ``undone``: it
    was undone since; ``kept`` says why it can't be anymore.
    """

    id: int
    record: SyncedRecord
    record_id: int
    name: str
    href: str
    field: str
    property_name: str
    action: SyncAction
    winner: Side | None
    ours: str
    ours_at: datetime | None
    ours_by: ChangedBy | None
    theirs: str
    theirs_at: datetime | None
    written: str
    why: str
    at: datetime
    undone: bool = False
    kept: str = ""

    @property
    def can_undo(self) -> bool:
        """Whether it wrote something that is still as it was written."""
        wrote = self.action in (SyncAction.WRITE_HERE, SyncAction.WRITE_THERE)
        return wrote and not self.undone and not self.kept


def search(
    session: Session, principal: Principal, *, before: int = LARGEST_ID, most: int = PAGE
) -> list[RunView]:
    """Runs that did something or that a person asked for, the latest first, from behind the one
    with the id ``before``.
    """
    return _views(session, col(HubSpotRun.id) < before, _DID_SOMETHING, most=most)


def still_open(session: Session, principal: Principal) -> list[RunView]:
    """Runs that people asked for and that go on, the latest first."""
    return _views(session, col(Job.status).in_(OPEN), most=PAGE)


def get(session: Session, principal: Principal, run_id: int) -> RunView:
    """One run.

    Raises:
        NotFound: there is none with this id.
    """
    views = _views(session, HubSpotRun.id == run_id) if 0 < run_id <= LARGEST_ID else []
    if not views:
        raise NotFound.of("sync")
    return views[0]


def decisions(
    session: Session, principal: Principal, run_id: int, *, after: int = 0, most: int = PAGE
) -> list[DecisionView]:
    """What a run decided, in that order, from behind the decision with the id ``after``.

    Raises:
        NotFound: there is no such run.
    """
    get(session, principal, run_id)
    rows = session.exec(
        select(HubSpotDecision)
        .where(
            HubSpotDecision.run_id == run_id,
            col(HubSpotDecision.id) > after,
            HubSpotDecision.action != SyncAction.UNDO,
        )
        .order_by(col(HubSpotDecision.id))
        .limit(most)
    ).all()
    return views(session, rows)


def waiting(
    session: Session, principal: Principal, *, after: int = 0, most: int = PAGE
) -> list[DecisionView]:
    """Conflicts that wait for a person, the longest waiting first, from behind the one with the id
    ``after``.
    """
    return views(session, conflicts.waiting(session, after, most))


def views(session: Session, rows: Sequence[HubSpotDecision]) -> list[DecisionView]:
    """Decisions as they are shown."""
    names = naming.names(session, map(undo.about, rows))
    undone = undo.undone(session, [int(row.id or 0) for row in rows])
    kept = undo.obstacles(session, rows)
    return [_view(row, names[undo.about(row)], undone, kept) for row in rows]


def _view(
    row: HubSpotDecision, named: naming.Named, undone: set[int], kept: dict[int, str]
) -> DecisionView:
    record, record_id = undo.about(row)
    copied = (
        *("action", "winner", "ours", "ours_at", "ours_by", "theirs", "theirs_at"),
        *("written", "why", "at"),
    )
    return DecisionView(
        id=int(row.id or 0),
        record=record,
        record_id=record_id,
        name=named.name,
        href=named.href,
        field=FIELDS[record, row.field].label,
        property_name=row.property,
        undone=row.id in undone,
        kept=kept.get(int(row.id or 0), ""),
        **{name: getattr(row, name) for name in copied},
    )


def _views(session: Session, *conditions: Any, most: int = 1) -> list[RunView]:
    rows = session.execute(
        select(HubSpotRun, Job, func.coalesce(User.name, ""))
        .outerjoin(Job, col(Job.id) == HubSpotRun.job_id)
        .outerjoin(User, col(User.id) == Job.asked_by)
        .where(*conditions)
        .order_by(col(HubSpotRun.id).desc())
        .limit(most)
    )
    return [_run(*row) for row in rows]


def _run(run: HubSpotRun, job: Job | None, asked_by: str) -> RunView:
    return RunView(
        id=int(run.id or 0),
        started_at=run.started_at,
        job_id=run.job_id,
        asked_by_id=job.asked_by if job else None,
        asked_by=asked_by,
        payload=job.payload if job else {},
        status=job.status if job else None,
        paused=run.paused_at is not None,
        note=(job.error or job.note or "") if job else "",
        done=int(run.position.get("done", 0)),
        total=(job.progress_total or 0) if job else 0,
        **{name: getattr(run, name) for name in COUNTS},
    )
