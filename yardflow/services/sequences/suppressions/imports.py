"""Importing a list of suppressions: a short one at once, a long one by a job; and its undo."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from yardflow import clock, db, jobs
from yardflow.counts import counted
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    Job,
    JobStatus,
    Suppression,
    SuppressionImport,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.models.job import OPEN
from yardflow.services import audit
from yardflow.services.access import Principal, acting_for, require_own
from yardflow.services.records.load import row_of
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import printable
from yardflow.services.sequences.suppressions import list_file
from yardflow.services.sequences.suppressions.list_file import Problem
from yardflow.services.sequences.suppressions.service import NOTE
from yardflow.services.sequences.suppressions.store import put

JOB = "import_suppressions"
UNDO_WITHIN = timedelta(days=1)
# In characters: about 800 addresses, which take a tenth of a second.
AT_ONCE = 20_000
PASTED = "a pasted list"
_LONGEST_LABEL, _MOST_OPEN = 120, 3
_TOO_MANY = "Your last imports aren't done yet. Try again when they are."


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import of suppressions. ``status`` is that of its job; one without a job has succeeded.
    ``duplicates`` repeat what the list has; ``problems`` are the first of the ``refused`` lines.
    """

    id: int
    label: str
    reason: SuppressionReason
    status: JobStatus
    error: str | None
    added: int
    existing: int
    duplicates: int
    refused: int
    problems: list[Problem]
    job_id: int | None
    made_at: datetime
    can_undo: bool

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.status not in OPEN


def start(
    session: Session,
    principal: Principal,
    text: str,
    reason: SuppressionReason,
    note: str = "",
    label: str = PASTED,
) -> ImportView:
    """Imports a list, or has a job do it; ``label`` says in a sentence which list it is.

    Raises:
        Invalid: it is empty, too long or no text, or the note is too long.
        Conflict: this person waits for too many imports already.
    """
    list_file.check(text)
    clean = fields.cleaned({"note": note}, {"note": NOTE})
    row = SuppressionImport(
        label=printable(label)[:_LONGEST_LABEL].strip() or PASTED,
        reason=reason,
        note=str(clean["note"]),
        content=text,
        made_by=principal.user_id,
    )
    session.add(row)
    session.flush()
    if len(text) <= AT_ONCE:
        _perform(session, principal, row)
    else:
        _enqueue(session, principal, row)
    session.flush()
    return get(session, principal, row.id or 0)


def get(session: Session, principal: Principal, import_id: int) -> ImportView:
    """One import.

    Raises:
        NotFound: there is none, it is another person's and this person no ADMIN, or it is older
            than a day.
    """
    row = _own(session, principal, import_id)
    job = session.get(Job, row.job_id, populate_existing=True) if row.job_id else None
    return ImportView(
        id=row.id or 0,
        label=row.label,
        reason=row.reason,
        status=job.status if job else JobStatus.SUCCEEDED,
        error=job.error if job else None,
        added=row.added,
        existing=row.existing,
        duplicates=row.problems.get("duplicates", 0),
        refused=row.refused,
        problems=[Problem(**each) for each in row.problems.get("lines", [])],
        job_id=row.job_id,
        made_at=row.made_at,
        can_undo=_can_undo(row),
    )


def run(running: jobs.Running) -> None:
    """Performs a job of kind ``import_suppressions``; its payload holds ``import_id``.

    Raises:
        YardFlowError: the list is gone, or says too much.
    """
    with db.session() as session, running.stoppable(session):
        row = _load(session, int(running.payload["import_id"]))
        _perform(session, acting_for(session, running.asked_by), row)
        result = {"added": row.added, "existing": row.existing, "refused": row.refused}
        running.finish(session, result)


def undo(session: Session, principal: Principal, import_id: int) -> str:
    """Removes what only this import added; in words, what came of it. What someone else suppressed
    since, or another import has too, stays.

    Raises:
        NotFound: as in `get`.
        Conflict: it isn't done, or was undone already.
    """
    row = _own(session, principal, import_id, lock=True)
    if row.undone_at is not None:
        raise Conflict("This import was undone already.")
    if row.ended_at is None:
        raise Conflict("This import isn't done yet. Cancel it, or wait for its end.")
    own = cast([row.id], ARRAY(BigInteger))
    of_this = col(Suppression.import_ids).contains(own)
    # In the order in which they are written, so that others wait and don't block.
    locked = (
        select(col(Suppression.id))
        .where(of_this)
        .order_by(col(Suppression.value))
        .with_for_update()
    )
    session.execute(locked)
    removed = session.execute(
        delete(Suppression)
        .where(col(Suppression.import_ids) == own)
        .execution_options(synchronize_session=False, preserve_rowcount=True)
    ).rowcount  # type: ignore[attr-defined]
    session.execute(
        update(Suppression)
        .where(of_this)
        .values(import_ids=func.array_remove(col(Suppression.import_ids), row.id))
        .execution_options(synchronize_session=False)
    )
    row.undone_at = clock.now()
    kept = max(0, row.added - removed)
    after = {"removed": removed, "kept": kept}
    audit.record(
        session, principal, "suppressions.undone", "suppression_import", row.id, after=after
    )
    session.flush()
    words = f"{counted(removed, 'suppression')} removed"
    return (
        f"{words}, {kept:,} kept: they changed since, or others added them too" if kept else words
    )


def undo_job(session: Session, principal: Principal, job_id: int) -> str:
    """`undo` of the import that a job did."""
    of_job = select(col(SuppressionImport.id)).where(col(SuppressionImport.job_id) == job_id)
    return undo(session, principal, session.execute(of_job).scalar_one_or_none() or 0)


def undoable_jobs(session: Session, job_ids: Collection[int]) -> set[int]:
    """Which of these jobs did imports that can be undone."""
    rows = session.execute(
        select(SuppressionImport).where(col(SuppressionImport.job_id).in_(list(job_ids)))
    ).scalars()
    return {row.job_id for row in rows if row.job_id is not None and _can_undo(row)}


def purge(session: Session) -> None:
    """Forgets the imports that can't be undone anymore, but for those that are still to be read."""
    is_open = select(1).where(col(Job.id) == SuppressionImport.job_id, col(Job.status).in_(OPEN))
    session.execute(
        delete(SuppressionImport)
        .where(col(SuppressionImport.made_at) <= clock.now() - UNDO_WITHIN, ~is_open.exists())
        .execution_options(synchronize_session=False)
    )


def _enqueue(session: Session, principal: Principal, row: SuppressionImport) -> None:
    mine = select(func.count()).select_from(SuppressionImport)
    waiting = mine.join(Job, col(Job.id) == SuppressionImport.job_id).where(
        col(SuppressionImport.made_by) == principal.user_id, col(Job.status).in_(OPEN)
    )
    if session.execute(waiting).scalar_one() >= _MOST_OPEN:
        raise Conflict(_TOO_MANY)
    job = jobs.enqueue(
        session,
        JOB,
        subject=f"suppression_import:{row.id}",
        payload={"import_id": row.id},
        unique_key=f"suppression_import:{row.id}",
        asked_by=principal.user_id,
    )
    row.job_id = job.id


def _perform(session: Session, principal: Principal, row: SuppressionImport) -> None:
    result = list_file.read(row.content, row.reason, row.note)
    stored = put(
        *(session, list(result.wishes.values()), SuppressionSource.IMPORT),
        added_by=principal.user_id,
        import_ids=[row.id or 0],
    )
    row.added = sum(each.added for each in stored)
    row.existing, row.refused = len(stored) - row.added, result.refused
    row.problems = {
        "duplicates": result.duplicates,
        "lines": [asdict(problem) for problem in result.problems],
    }
    row.content, row.ended_at = "", clock.now()
    after: dict[str, Any] = {
        "reason": row.reason.value,
        "added": row.added,
        "existing": row.existing,
        "refused": row.refused,
    }
    audit.record(
        session, principal, "suppressions.imported", "suppression_import", row.id, after=after
    )
    session.flush()


def _own(
    session: Session, principal: Principal, import_id: int, *, lock: bool = False
) -> SuppressionImport:
    row = _load(session, import_id, lock=lock)
    require_own(principal, row.made_by, "import")
    return row


def _load(session: Session, import_id: int, *, lock: bool = False) -> SuppressionImport:
    row = row_of(session, SuppressionImport, import_id, lock, anew=True)
    if row is None or row.made_at <= clock.now() - UNDO_WITHIN:
        raise NotFound("This import can't be undone or shown anymore: it is more than a day old.")
    return row


def _can_undo(row: SuppressionImport) -> bool:
    recent = row.made_at > clock.now() - UNDO_WITHIN
    return recent and row.ended_at is not None and row.undone_at is None and row.added > 0
