"""Changing many records at once, and undoing that: a few at once, more of them as a job."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, cast, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock, jobs
from yardflow.counts import counted
from yardflow.errors import Conflict, Invalid
from yardflow.models import BulkChange, BulkChangeRecord, ChangeKind, Event, Job, RecordKind
from yardflow.models.job import OPEN
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.records.bulk_changes import kinds, steps
from yardflow.services.records.bulk_changes.batches import SIZE
from yardflow.services.records.bulk_changes.kinds import Change
from yardflow.services.records.bulk_changes.steps import TO_UNDO, UNDO_WITHIN, Step
from yardflow.services.records.selection import Selection, selected

CHANGE_JOB, UNDO_JOB = "change_records", "undo_change"
NOTHING = "Nothing is selected, or someone else just deleted it. Select records and try again."

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


def start(
    session: Session, principal: Principal, selection: Selection, change: Change
) -> BulkChangeView:
    """Changes what is selected: at once if it is one batch, else by a job.

    What matches a query only later is not changed.

    Raises:
        Invalid: nothing is selected, it can't be changed to that, or a filter means nothing.
        NotFound: its event does not exist.
    """
    if selection.kind not in change.records:
        raise Invalid(f"This can't be changed on {selection.kind.value}s.")
    change.check(session)
    row = _written(session, principal, selection, change)
    if row.total > SIZE:
        _record_event(session, principal, row, "change_started", {"selected": row.total})
        row.job_id = jobs.enqueue(
            session,
            CHANGE_JOB,
            subject=subject_of(row.id),
            payload={"bulk_change_id": row.id},
            unique_key=f"{CHANGE_JOB}:{row.id}",
            asked_by=principal.user_id,
            total=row.total,
        ).id
    else:
        steps.apply_next(session, principal, int(row.id or 0), Step())
        note_end(session, principal, int(row.id or 0))
    session.flush()
    return get(session, principal, int(row.id or 0))


def get(session: Session, principal: Principal, change_id: int) -> BulkChangeView:
    """One change.

    Raises:
        NotFound: there is none, it is another person's and this person no ADMIN, or it is too old.
    """
    row = steps.load(session, change_id)
    require_own(principal, row.asked_by, "change")
    counts = steps.counts(session, row)
    job = session.get(Job, row.job_id, populate_existing=True) if row.job_id else None
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


def undo(session: Session, principal: Principal, change_id: int) -> BulkChangeView:
    """Undoes a change on all records that no one has changed since: at once if it is one batch,
    else by a job. What it had not come to yet stays as it is.

    Raises:
        NotFound: as in `get`, or its event was deleted.
        Conflict: it has not ended, or there is nothing to undo.
    """
    row = steps.load(session, change_id, lock="update")
    require_own(principal, row.asked_by, "change")
    if change_id not in undoable(session, [change_id]):
        raise Conflict(_not_undoable(session, row))
    row.undo_asked_at = clock.now()
    session.add(row)
    session.flush()
    left = steps.left_to_undo(session, row, came_along=True)
    if left > SIZE:
        _record_event(session, principal, row, "change_undo_started", {})
        jobs.enqueue(
            session,
            UNDO_JOB,
            subject=subject_of(change_id),
            payload={"bulk_change_id": change_id},
            unique_key=f"{UNDO_JOB}:{change_id}",
            asked_by=principal.user_id,
            total=left,
        )
    else:
        step: Step | None = Step()
        while step is not None:
            step = steps.undo_next(session, principal, change_id, step)
        note_undo(session, principal, change_id)
    return get(session, principal, change_id)


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


def undo_job(session: Session, principal: Principal, job_id: int) -> str:
    """Undoes the change that a job made; says what came of it.

    Raises:
        NotFound: as in `undo`.
        Conflict: as in `undo`.
    """
    change_id = session.execute(
        select(col(BulkChange.id)).where(col(BulkChange.job_id) == job_id)
    ).scalar_one_or_none()
    return undone_in_words(undo(session, principal, change_id or 0))


def undone_in_words(view: BulkChangeView) -> str:
    """What came of an undo, as a notice says it."""
    if view.undoing:
        return f"Undoing this for {kinds.records_of(view.undoing, view.record)} in the background"
    undone = f"{kinds.records_of(view.undone, view.record)} restored"
    if not view.kept:
        return undone
    kept = counted(view.kept, f"{view.record.value} was", f"{view.record.value}s were")
    return f"{undone}. {kept} changed or deleted since, so we restored nothing there"


def note_end(session: Session, principal: Principal, change_id: int) -> dict[str, int]:
    """Says in the audit log what a change has done; how many records of each outcome."""
    row = steps.load(session, change_id)
    counts = steps.counts(session, row)
    _record_event(session, principal, row, "changed", {"records": counts})
    return counts


def note_undo(session: Session, principal: Principal, change_id: int) -> dict[str, int]:
    """`note_end` of an undo."""
    row = steps.load(session, change_id)
    counts = steps.counts(session, row)
    _record_event(session, principal, row, "change_undone", {"records": counts})
    return counts


def purge(session: Session) -> None:
    """Forgets the changes that can't be undone anymore, but for those that are still worked on."""
    subject = func.concat(subject_of(""), BulkChange.id)
    worked_on = exists().where(col(Job.subject) == subject, col(Job.status).in_(OPEN))
    session.execute(
        delete(BulkChange)
        .where(col(BulkChange.created_at) <= clock.now() - UNDO_WITHIN, ~worked_on)
        .execution_options(synchronize_session=False)
    )


def subject_of(change_id: int | str | None) -> str:
    """How a job names its change."""
    return f"bulk_change:{change_id}"


def _written(
    session: Session, principal: Principal, selection: Selection, change: Change
) -> BulkChange:
    """The change with the records that are selected now."""
    session.flush()
    among = selected(session, principal, selection).order_by(None).subquery()
    row = BulkChange(
        record=selection.kind,
        kind=change.kind,
        value=kinds.stored(change),
        label="",
        total=1,  # not known before they are written, which is under its id
        asked_by=principal.user_id,
    )
    session.add(row)
    session.flush()
    written = session.execute(
        insert(_record)
        .from_select(
            ["bulk_change_id", "record", "record_id"],
            select(literal(row.id), literal(row.record, _record.c.record.type), among.c[0]),
        )
        .on_conflict_do_nothing()
        .execution_options(preserve_rowcount=True)
    )
    count = int(written.rowcount)  # type: ignore[attr-defined]
    if not count:
        raise Invalid(NOTHING)
    row.total = count
    row.label = change.label(session, kinds.records_of(count, row.record))
    session.flush()
    return row


def _record_event(
    session: Session, principal: Principal, row: BulkChange, done: str, after: dict[str, Any]
) -> None:
    """Of contacts only what changed goes in, never to what."""
    about = row.value if row.record == RecordKind.ACCOUNT else {}
    audit.record(
        session,
        principal,
        f"{row.record.value}s.{done}",
        "bulk_change",
        row.id,
        after={"field": row.kind.value, **about, **after},
    )


def _not_undoable(session: Session, row: BulkChange) -> str:
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
