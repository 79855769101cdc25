"""Changing many records at once, and undoing that: a few at once, more of them as a job."""

from typing import Any

from sqlalchemy import delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock, jobs
from yardflow.errors import Conflict, Contradictory, Invalid
from yardflow.models import BulkChange, BulkChangeRecord, Job, RecordKind
from yardflow.models.job import OPEN
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.records.bulk_changes import kinds, steps
from yardflow.services.records.bulk_changes.batches import SIZE
from yardflow.services.records.bulk_changes.kinds import Change
from yardflow.services.records.bulk_changes.steps import UNDO_WITHIN, Step
from yardflow.services.records.bulk_changes.views import (
    BulkChangeView,
    get,
    reason_against_undo,
    undoable,
    undone_in_words,
)
from yardflow.services.records.selection import Selection, selected

CHANGE_JOB, UNDO_JOB = "change_records", "undo_change"
NOTHING = "Nothing is selected, or someone else just deleted it. Select records and try again."

_record: Any = BulkChangeRecord.__table__  # type: ignore[attr-defined]


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
        raise Conflict(reason_against_undo(session, row))
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
        raise Contradictory(NOTHING)
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
