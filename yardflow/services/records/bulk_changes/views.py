"""Bulk changes as people see them: how far they are, and whether they can be undone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, cast, exists, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.counts import counted
from yardflow.models import BulkChange, BulkChangeRecord, ChangeKind, Event, Job, RecordKind
from yardflow.models.job import OPEN
from yardflow.services.access import Principal, require_own
from yardflow.services.records.bulk_changes import kinds, steps
from yardflow.services.records.bulk_changes.steps import TO_UNDO, UNDO_WITHIN

_record: Any = BulkChangeRecord.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class BulkChangeView:
    """A bulk change as it stands. ``pending`` to ``kept`` count the records that were selected,
    ``value`` is what the change is kept as; a job still undoes ``undoing`` of them.

    ``job_id`` is the job that makes it, None where it was made at once; ``ended``: that one has.
    """

    id: int
    record: RecordKind
    kind: ChangeKind
    value: dict[str, Any]
    label: str
    total: int
    pending: int
    changed: int
    unchanged: int
    missing: int
    undone: int
    kept: int
    undoing: int
    job_id: int | None
    ended: bool
    can_undo: bool
    created_at: datetime


def get(session: Session, principal: Principal, change_id: int) -> BulkChangeView:
    """One change.

    Raises:
        NotFound: there is none, it is another person's and this person no ADMIN, or it is too old.
    """
    row = steps.load(session, change_id)
    require_own(principal, row.asked_by, "change")
    # The job before what it has done: where that has ended, nothing is counted that still changes.
    job = session.get(Job, row.job_id, populate_existing=True) if row.job_id else None
    counts = steps.counts(session, row)
    return BulkChangeView(
        id=change_id,
        record=row.record,
        kind=row.kind,
        value=row.value,
        label=row.label,
        total=row.total,
        **{
            name: counts.get(name, 0)
            for name in ("pending", "changed", "unchanged", "missing", "undone", "kept")
        },
        undoing=steps.left_to_undo(session, row) if row.undo_asked_at else 0,
        job_id=row.job_id,
        ended=job is None or job.status not in OPEN,
        can_undo=change_id in undoable(session, [change_id]),
        created_at=row.created_at,
    )


def undoable(session: Session, change_ids: Iterable[int]) -> set[int]:
    """Which of these changes can be undone: they have ended, lately, and changed something, at an
    event that is still there if it was at one.
    """
    change = BulkChange
    event_id: Any = cast(col(change.value)["event_id"].astext, BigInteger)
    is_open = exists().where(col(Job.id) == change.job_id, col(Job.status).in_(OPEN))
    something = exists().where(_record.c.bulk_change_id == change.id, *TO_UNDO)
    rows = session.execute(
        select(col(change.id)).where(
            col(change.id).in_(list(change_ids)),
            col(change.undo_asked_at).is_(None),
            col(change.created_at) > clock.now() - UNDO_WITHIN,
            ~is_open,
            something,
            event_id.is_(None) | exists().where(col(Event.id) == event_id),
        )
    )
    return set(rows.scalars())


def undoable_jobs(session: Session, job_ids: Collection[int]) -> set[int]:
    """Which of these jobs made changes that can be undone."""
    rows = session.execute(
        select(col(BulkChange.id), col(BulkChange.job_id)).where(
            col(BulkChange.job_id).in_(list(job_ids))
        )
    )
    jobs_of = {change_id: int(job_id) for change_id, job_id in rows}
    return {jobs_of[change_id] for change_id in undoable(session, jobs_of)}


def reason_against_undo(session: Session, row: BulkChange) -> str:
    """Why a change that isn't `undoable` is not, as an error says it."""
    job = session.get(Job, row.job_id) if row.job_id else None
    if row.undo_asked_at is not None:
        return "This change was undone already."
    if job is not None and job.status in OPEN:
        return "This change is still running. Cancel it first, or wait for its end."
    if (event_id := row.value.get("event_id")) and session.get(Event, event_id) is None:
        return "The event was deleted, and its list with it. This change left nothing to undo."
    if not steps.is_recent(row):
        return "This change is more than a day old, so it can't be undone anymore."
    return "This change left nothing to undo."


def undone_in_words(view: BulkChangeView) -> str:
    """What came of an undo, as a notice says it."""
    if view.undoing:
        return f"Undoing this for {kinds.records_of(view.undoing, view.record)} in the background"
    undone = f"{kinds.records_of(view.undone, view.record)} restored"
    if not view.kept:
        return undone
    kept = counted(view.kept, f"{view.record.value} was", f"{view.record.value}s were")
    return f"{undone}. {kept} changed or deleted since, so we restored nothing there"
