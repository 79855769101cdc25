"""The way through a bulk change, a batch at a time, and back again.

Which records are left stands in their rows, so whoever goes on after a worker that died begins
where that one had come to.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import func, select
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import BulkChange, BulkChangeRecord, ChangeOutcome, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records.bulk_changes import kinds
from yardflow.services.records.bulk_changes.batches import SIZE, Batch
from yardflow.services.records.former_state import as_before
from yardflow.services.records.load import row_of

# So long a change can be undone, and what it needs for that is kept.
UNDO_WITHIN = timedelta(days=1)
UNDONE = "This change was undone, so nothing more is changed. Select the records and start again."
GONE = "This change is too old, or it never was. Select the records and start again."

_record: Any = BulkChangeRecord.__table__  # type: ignore[attr-defined]
TO_UNDO = (
    _record.c.before.is_not(None),
    _record.c.outcome.in_([ChangeOutcome.CHANGED, ChangeOutcome.UNCHANGED]),
)
_PENDING = (_record.c.outcome == ChangeOutcome.PENDING,)


@dataclass(frozen=True, slots=True)
class Step:
    """How far the way has come: to the record with the id ``last``, by ``count`` more records."""

    last: int = 0
    count: int = 0
    came_along: bool = False


def load(
    session: Session, change_id: int, *, lock: Literal["", "share", "update"] = ""
) -> BulkChange:
    """A change; with a ``lock`` no one else begins to undo it until the transaction ends.

    Raises:
        NotFound: there is none, or it is not kept anymore.
    """
    locked = {"read": lock == "share"} if lock else False
    change = row_of(session, BulkChange, change_id, locked, anew=True)
    if change is None:
        raise NotFound(GONE)
    return change


def apply_next(session: Session, principal: Principal, change_id: int, step: Step) -> Step | None:
    """Changes the batch of records behind this step; None where there are no more.

    Raises:
        NotFound: the change was undone meanwhile, or what it is about is gone.
        Invalid: it can't be made anymore.
    """
    row = load(session, change_id, lock="share")
    if row.undo_asked_at is not None:
        raise NotFound(UNDONE)
    ids = _next(session, row, row.record, step.last, _PENDING)
    if not ids:
        return None
    change = kinds.read(row.kind, row.value)
    change.check(session)
    change.apply(Batch(session, principal, change_id, row.record, ids))
    session.expire_all()
    return Step(ids[-1], len(ids))


def undo_next(session: Session, principal: Principal, change_id: int, step: Step) -> Step | None:
    """Undoes the batch behind this step; None where there are no more. The accounts that came
    along are last: whether they can go depends on who is still there.

    Raises:
        NotFound: its event was deleted.
    """
    row = load(session, change_id)
    record = _other(row.record) if step.came_along else row.record
    ids = _next(session, row, record, step.last, TO_UNDO)
    if not ids:
        first = Step(came_along=True)
        return None if step.came_along else undo_next(session, principal, change_id, first)
    as_before(session)
    batch = Batch(session, principal, change_id, record, ids)
    kinds.read(row.kind, row.value).undo(batch, came_along=step.came_along)
    session.expire_all()
    return Step(ids[-1], len(ids), step.came_along)


def counts(session: Session, change: BulkChange) -> dict[str, int]:
    """How many of the selected records there are of each outcome."""
    rows = session.execute(
        select(_record.c.outcome, func.count())
        .where(_record.c.bulk_change_id == change.id, _record.c.record == change.record)
        .group_by(_record.c.outcome)
    )
    return {outcome.value: count for outcome, count in rows}


def done(session: Session, change_id: int) -> int:
    """How many of the selected records a change has come to."""
    row = load(session, change_id)
    return row.total - counts(session, row).get(ChangeOutcome.PENDING, 0)


def undone(session: Session, change_id: int) -> int:
    """How many records undoing has come to, also those that came along."""
    statement = select(func.count()).where(
        _record.c.bulk_change_id == change_id,
        _record.c.outcome.in_([ChangeOutcome.UNDONE, ChangeOutcome.KEPT]),
    )
    return session.execute(statement).scalar_one()


def left_to_undo(session: Session, change: BulkChange, *, came_along: bool = False) -> int:
    """How many of the selected records are as the change left them, as far as undoing knows; with
    those that ``came_along``.
    """
    kind = () if came_along else (_record.c.record == change.record,)
    statement = select(func.count()).where(_record.c.bulk_change_id == change.id, *TO_UNDO, *kind)
    return session.execute(statement).scalar_one()


def is_recent(change: BulkChange) -> bool:
    """Whether what undoing needs is still kept."""
    return change.created_at > clock.now() - UNDO_WITHIN


def _other(record: RecordKind) -> RecordKind:
    return RecordKind.ACCOUNT if record == RecordKind.CONTACT else RecordKind.CONTACT


def _next(
    session: Session, change: BulkChange, record: RecordKind, after: int, which: tuple[Any, ...]
) -> list[int]:
    rows = session.execute(
        select(_record.c.record_id)
        .where(
            _record.c.bulk_change_id == change.id,
            _record.c.record == record,
            _record.c.record_id > after,
            *which,
        )
        .order_by(_record.c.record_id)
        .limit(SIZE)
    )
    return list(rows.scalars())
