"""Deletions as people see them. They belong to who made them; to others they do not exist, but an
ADMIN sees everyone's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, literal_column, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import DeletedRow, Deletion, Job, RecordKind, User
from yardflow.models.contact import whole_name
from yardflow.models.job import OPEN
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of

KEPT_FOR = timedelta(hours=24)
# More records than these are deleted and restored by a job.
AT_ONCE = 1_000
GONE = "Deleted records not found. They are kept for 24 hours, then they can't be restored."
_NAMED = 3
_OF_CONTACT: Any = literal_column(
    whole_name("(deleted_row.row ->> 'first_name')", "(deleted_row.row ->> 'last_name')")
)


@dataclass(frozen=True, slots=True)
class DeletionView:
    """Records that were deleted together. ``label`` is what they are called.

    ``accounts`` and ``contacts`` are deleted so far; ``not_restored`` names some of those that an
    undo could not put back, and ``remaining`` counts all that are still deleted. ``job_id`` is of
    the open job that deletes or restores them.
    """

    id: int
    record: RecordKind
    label: str
    accounts: int
    contacts: int
    remaining: int
    not_restored: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    undone_at: datetime | None
    job_id: int | None


def get(session: Session, principal: Principal, deletion_id: int) -> DeletionView:
    """One deletion.

    Raises:
        NotFound: there is none, it can't be undone anymore, or it is another person's.
    """
    return view(session, load(session, principal, deletion_id))


def search(session: Session, principal: Principal, limit: int = 50) -> list[DeletionView]:
    """The deletions of which something can be restored, the latest first; an ADMIN sees
    everyone's.
    """
    statement = (
        select(Deletion)
        .where(
            col(Deletion.expires_at) > clock.now(),
            exists().where(col(DeletedRow.deletion_id) == Deletion.id),
        )
        .order_by(col(Deletion.id).desc())
        .limit(limit)
    )
    if not principal.is_admin:
        statement = statement.where(col(Deletion.made_by) == principal.user_id)
    return [view(session, deletion) for deletion in session.execute(statement).scalars()]


def load(
    session: Session, principal: Principal, deletion_id: int, *, lock: bool = False
) -> Deletion:
    """A deletion that this person may see and that can still be undone.

    Raises:
        NotFound: as in `get`.
    """
    deletion = row_of(session, Deletion, deletion_id, lock, anew=True)
    if deletion is None or deletion.expires_at <= clock.now():
        raise NotFound(GONE)
    if deletion.made_by != principal.user_id and not principal.is_admin:
        raise NotFound(GONE)
    return deletion


def open_job(session: Session, deletion: Deletion) -> Job | None:
    """The job that is at it, if any."""
    if deletion.job_id is None:
        return None
    job = session.get(Job, deletion.job_id, populate_existing=True)
    return job if job is not None and job.status in OPEN else None


def remaining(session: Session, deletion: Deletion) -> dict[str, int]:
    """How many records of a deletion are still deleted: ``{account, contact}``."""
    if deletion.undone_at is None:
        return {kind.value: deletion.counts.get(kind.value, 0) for kind in RecordKind}
    rows = session.execute(
        select(col(DeletedRow.table_name), func.count())
        .where(*_records_of(deletion))
        .group_by(col(DeletedRow.table_name))
    )
    counts = {str(table): int(count) for table, count in rows}
    return {kind.value: counts.get(kind.value, 0) for kind in RecordKind}


def names(session: Session, deletion: Deletion) -> tuple[str, ...]:
    """The names of some of the records that are still deleted, accounts first."""
    rows = session.execute(
        select(func.coalesce(col(DeletedRow.row)["name"].astext, _OF_CONTACT))
        .where(*_records_of(deletion))
        .order_by(col(DeletedRow.table_name), col(DeletedRow.id))
        .limit(_NAMED)
    )
    return tuple(rows.scalars())


def view(session: Session, deletion: Deletion) -> DeletionView:
    """A deletion as it stands."""
    job = open_job(session, deletion)
    if job is None and deletion.job_id is not None:
        session.refresh(deletion)  # it may have ended since the deletion was read
    left = sum(remaining(session, deletion).values())
    maker = session.get(User, deletion.made_by) if deletion.made_by is not None else None
    return DeletionView(
        id=int(deletion.id or 0),
        record=deletion.record,
        label=deletion.label,
        accounts=deletion.counts.get("account", 0),
        contacts=deletion.counts.get("contact", 0),
        remaining=left,
        not_restored=names(session, deletion) if deletion.undone_at and left else (),
        made_by=maker.name if maker is not None else "",
        made_at=deletion.made_at,
        expires_at=deletion.expires_at,
        undone_at=deletion.undone_at,
        job_id=job.id if job is not None else None,
    )


def _records_of(deletion: Deletion) -> tuple[Any, ...]:
    return (
        col(DeletedRow.deletion_id) == deletion.id,
        col(DeletedRow.table_name).in_([kind.value for kind in RecordKind]),
        col(DeletedRow.column_name).is_(None),
    )
