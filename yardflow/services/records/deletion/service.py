"""Deletions as people make, see and undo them. They belong to who made them; to others they do not
exist, but an ADMIN sees everyone's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from yardflow import clock, jobs
from yardflow.counts import counted
from yardflow.errors import Conflict, NotFound
from yardflow.models import Account, Contact, DeletedKind, DeletedRow, Deletion, Job, User
from yardflow.models.job import OPEN
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import icp
from yardflow.services.records.deletion.keeping import keep, lock
from yardflow.services.records.deletion.restoring import RECORDS, restore
from yardflow.services.records.fields import LARGEST_ID
from yardflow.services.records.memberships import among

KEPT_FOR = timedelta(hours=24)
# More records than these are deleted and restored by a job.
AT_ONCE = 1_000
# How many chosen records a job deletes in a transaction; accounts bring their contacts.
BATCH = {DeletedKind.ACCOUNTS: 100, DeletedKind.CONTACTS: 500}
ROOT = {DeletedKind.ACCOUNTS: "account", DeletedKind.CONTACTS: "contact"}
_MODELS: dict[DeletedKind, Any] = {DeletedKind.ACCOUNTS: Account, DeletedKind.CONTACTS: Contact}
_PURGED_AT_ONCE = 50_000
_NAMED = 3
GONE = "Deleted records not found. They are kept for 24 hours, then they can't be restored."


@dataclass(frozen=True, slots=True)
class DeletionView:
    """Records that were deleted together. ``label`` is what they are called.

    ``accounts`` and ``contacts`` are deleted so far; ``not_restored`` names some of those that an
    undo could not put back, and ``remaining`` counts all that are still deleted. ``job_id`` is of
    the open job that deletes or restores them.
    """

    id: int
    kind: DeletedKind
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


@dataclass(frozen=True, slots=True)
class Preview:
    """What a deletion would delete: ``label`` is what the chosen records are called, ``contacts``
    includes those of accounts.
    """

    label: str
    accounts: int
    contacts: int
    many: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What an undo put back, and the names of some of the ``remaining`` that it could not; or the
    job that does it.
    """

    accounts: int
    contacts: int
    remaining: int
    not_restored: tuple[str, ...]
    job_id: int | None = None


def preview(
    session: Session, principal: Principal, kind: DeletedKind, record_ids: Sequence[int]
) -> Preview:
    """What deleting these records would delete.

    Raises:
        NotFound: none of them is there.
    """
    ids = _existing(session, kind, record_ids)
    accounts, contacts = _weight(session, kind, ids)
    return Preview(_label(session, kind, ids), accounts, contacts, len(ids) > 1)


def delete(
    session: Session, principal: Principal, kind: DeletedKind, record_ids: Sequence[int]
) -> int:
    """Deletes records now, with all that goes with them; the deletion's id. Unknown ids are passed
    over.

    Raises:
        NotFound: none of them is there.
    """
    deletion = _begin(session, principal, kind, record_ids)
    delete_batch(session, principal, deletion, len(deletion.record_ids))
    return int(deletion.id or 0)


def start(
    session: Session, principal: Principal, kind: DeletedKind, record_ids: Sequence[int]
) -> DeletionView:
    """Deletes a selection: now if it is small, else by a job (``job_id``).

    Raises:
        NotFound: none of them is there.
    """
    deletion = _begin(session, principal, kind, record_ids)
    noun, count = kind.value, len(deletion.record_ids)
    audit.record(
        session, principal, f"{noun}.deleted", "deletion", deletion.id, after={noun: count}
    )
    if sum(_weight(session, kind, deletion.record_ids)) <= AT_ONCE:
        delete_batch(session, principal, deletion, count)
    else:
        _enqueue(session, principal, deletion, "delete_records", count)
    return _view(session, deletion)


def delete_batch(session: Session, principal: Principal, deletion: Deletion, count: int) -> None:
    """Deletes the next so many records of a deletion."""
    assert deletion.id is not None
    root = ROOT[deletion.kind]
    batch, place = deletion.done, deletion.done + count
    ids = lock(session, root, deletion.record_ids[batch:place])
    accounts = _accounts_of(session, ids) if deletion.kind == DeletedKind.CONTACTS else []
    deleted = keep(session, deletion.id, batch, root, ids)
    deletion.done = min(place, len(deletion.record_ids))
    deletion.counts = {
        f"{name}s": deletion.counts.get(f"{name}s", 0) + deleted.get(name, 0) for name in RECORDS
    }
    deletion.expires_at = clock.now() + KEPT_FOR
    session.flush()
    why = "Contact deleted" if len(deletion.record_ids) == 1 else "Contacts deleted"
    icp.recalculate(session, accounts, why, principal.user_id)


def get(session: Session, principal: Principal, deletion_id: int) -> DeletionView:
    """One deletion.

    Raises:
        NotFound: there is none, it can't be undone anymore, or it is another person's.
    """
    return _view(session, _load(session, principal, deletion_id))


def search(session: Session, principal: Principal, limit: int = 50) -> list[DeletionView]:
    """The deletions that can still be undone, the latest first; an ADMIN sees everyone's."""
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
    return [_view(session, deletion) for deletion in session.execute(statement).scalars()]


def undo(session: Session, principal: Principal, deletion_id: int) -> Restored:
    """Puts back what was deleted, as far as no other record has taken its place; of many records
    by a job. What could not be restored can be tried again.

    Raises:
        NotFound: there is none, it can't be undone anymore, or it is another person's.
        Conflict: it is undone already, or a job is still at it.
    """
    deletion = _load(session, principal, deletion_id, locked=True)
    if _open_job(session, deletion) is not None:
        raise Conflict("A job is still deleting or restoring these records. Cancel it or wait.")
    remaining = _remaining(session, deletion)
    if not sum(remaining.values()):
        raise Conflict("There is nothing left to restore.")
    deletion.undone_at, deletion.undone_by = clock.now(), principal.user_id
    if sum(remaining.values()) > AT_ONCE:
        batches = len(batches_of(session, deletion_id))
        job = _enqueue(session, principal, deletion, "restore_records", batches)
        return Restored(0, 0, sum(remaining.values()), (), job.id)
    for batch in batches_of(session, deletion_id):
        restore_batch(session, principal, deletion, batch)
    restored = restored_since(session, deletion, remaining)
    note_restored(session, principal, deletion, restored)
    return restored


def batches_of(session: Session, deletion_id: int) -> list[int]:
    """The batches of a deletion of which something is still deleted, in their order."""
    batches = (
        select(col(DeletedRow.batch))
        .where(col(DeletedRow.deletion_id) == deletion_id)
        .distinct()
        .order_by(col(DeletedRow.batch))
    )
    return list(session.execute(batches).scalars())


def restore_batch(session: Session, principal: Principal, deletion: Deletion, batch: int) -> None:
    """Puts a batch back, and scores its accounts again."""
    session.flush()
    accounts = restore(session, deletion, batch, ROOT[deletion.kind])
    noun = "Account" if deletion.kind == DeletedKind.ACCOUNTS else "Contact"
    why = f"{noun} restored" if len(deletion.record_ids) == 1 else f"{noun}s restored"
    icp.recalculate(session, accounts, why, principal.user_id)


def restored_since(session: Session, deletion: Deletion, before: dict[str, int]) -> Restored:
    """What was put back of the records that were deleted ``before``."""
    left = _remaining(session, deletion)
    return Restored(
        accounts=before["accounts"] - left["accounts"],
        contacts=before["contacts"] - left["contacts"],
        remaining=sum(left.values()),
        not_restored=_names(session, deletion) if sum(left.values()) else (),
    )


def note_restored(
    session: Session, principal: Principal, deletion: Deletion, restored: Restored
) -> None:
    """Notes an undo in the audit log."""
    counts = {"accounts": restored.accounts, "contacts": restored.contacts}
    action = f"{deletion.kind.value}.restored"
    audit.record(session, principal, action, "deletion", deletion.id, after=counts)


def purge(session: Session) -> None:
    """Forgets deletions that can't be undone anymore; of many rows some each time."""
    over = select(col(Deletion.id)).where(
        col(Deletion.expires_at) <= clock.now(),
        ~exists().where(col(Job.id) == Deletion.job_id, col(Job.status).in_(OPEN)),
    )
    rows = (
        select(col(DeletedRow.id))
        .where(col(DeletedRow.deletion_id).in_(over))
        .limit(_PURGED_AT_ONCE)
    )
    session.execute(delete_rows(DeletedRow).where(col(DeletedRow.id).in_(rows)))
    session.execute(
        delete_rows(Deletion).where(
            col(Deletion.id).in_(over),
            ~exists().where(col(DeletedRow.deletion_id) == Deletion.id),
        )
    )


def _begin(
    session: Session, principal: Principal, kind: DeletedKind, record_ids: Sequence[int]
) -> Deletion:
    ids = _existing(session, kind, record_ids)
    moment = clock.now()
    deletion = Deletion(
        kind=kind,
        label=_label(session, kind, ids),
        record_ids=ids,
        made_by=principal.user_id,
        made_at=moment,
        expires_at=moment + KEPT_FOR,
    )
    session.add(deletion)
    session.flush()
    return deletion


def _existing(session: Session, kind: DeletedKind, record_ids: Sequence[int]) -> list[int]:
    key = _MODELS[kind].id
    ids = session.execute(select(key).where(among(key, record_ids)).order_by(key)).scalars().all()
    if not ids:
        raise NotFound.of(ROOT[kind])
    return list(ids)


def _label(session: Session, kind: DeletedKind, ids: Sequence[int]) -> str:
    if len(ids) > 1:
        return counted(len(ids), ROOT[kind])
    if kind == DeletedKind.ACCOUNTS:
        return session.get_one(Account, ids[0]).name
    contact = session.get_one(Contact, ids[0])
    return f"{contact.first_name} {contact.last_name}".strip()


def _weight(session: Session, kind: DeletedKind, ids: Sequence[int]) -> tuple[int, int]:
    """How many accounts and contacts go."""
    if kind == DeletedKind.CONTACTS:
        return 0, len(ids)
    contacts = select(func.count()).where(among(Contact.account_id, ids))
    return len(ids), int(session.execute(contacts).scalar_one())


def _accounts_of(session: Session, contact_ids: Sequence[int]) -> list[int]:
    accounts = select(col(Contact.account_id)).where(among(Contact.id, contact_ids)).distinct()
    return list(session.execute(accounts).scalars())


def _enqueue(
    session: Session, principal: Principal, deletion: Deletion, kind: str, total: int
) -> Job:
    job = jobs.enqueue(
        session,
        kind,
        subject=f"deletion:{deletion.id}",
        payload={"deletion_id": deletion.id},
        unique_key=f"deletion:{deletion.id}",
        asked_by=principal.user_id,
        total=total,
    )
    deletion.job_id = job.id
    session.flush()
    return job


def _load(
    session: Session, principal: Principal, deletion_id: int, *, locked: bool = False
) -> Deletion:
    deletion = None
    if 0 < deletion_id <= LARGEST_ID:
        deletion = session.get(
            Deletion, deletion_id, with_for_update=locked or None, populate_existing=True
        )
    if deletion is None or deletion.expires_at <= clock.now():
        raise NotFound(GONE)
    if deletion.made_by != principal.user_id and not principal.is_admin:
        raise NotFound(GONE)
    return deletion


def _open_job(session: Session, deletion: Deletion) -> Job | None:
    job = session.get(Job, deletion.job_id) if deletion.job_id is not None else None
    return job if job is not None and job.status in OPEN else None


def _remaining(session: Session, deletion: Deletion) -> dict[str, int]:
    """How many records of a deletion are still deleted."""
    rows = session.execute(
        select(col(DeletedRow.table_name), func.count())
        .where(*_records_of(deletion))
        .group_by(col(DeletedRow.table_name))
    )
    counts = {str(table): int(count) for table, count in rows}
    return {f"{name}s": counts.get(name, 0) for name in RECORDS}


def _names(session: Session, deletion: Deletion) -> tuple[str, ...]:
    """Some of the records that are still deleted, accounts first."""
    rows = session.execute(
        select(col(DeletedRow.table_name), col(DeletedRow.row))
        .where(*_records_of(deletion))
        .order_by(col(DeletedRow.table_name), col(DeletedRow.id))
        .limit(_NAMED)
    )
    return tuple(
        row["name"] if table == "account" else f"{row['first_name']} {row['last_name']}".strip()
        for table, row in rows
    )


def _records_of(deletion: Deletion) -> tuple[Any, ...]:
    return (
        col(DeletedRow.deletion_id) == deletion.id,
        col(DeletedRow.table_name).in_(RECORDS),
        col(DeletedRow.column_name).is_(None),
    )


def _view(session: Session, deletion: Deletion) -> DeletionView:
    job = _open_job(session, deletion)
    remaining = sum(_remaining(session, deletion).values())
    maker = session.get(User, deletion.made_by) if deletion.made_by is not None else None
    assert deletion.id is not None
    return DeletionView(
        id=deletion.id,
        kind=deletion.kind,
        label=deletion.label,
        accounts=deletion.counts.get("accounts", 0),
        contacts=deletion.counts.get("contacts", 0),
        remaining=remaining,
        not_restored=_names(session, deletion) if deletion.undone_at and remaining else (),
        made_by=maker.name if maker is not None else "",
        made_at=deletion.made_at,
        expires_at=deletion.expires_at,
        undone_at=deletion.undone_at,
        job_id=job.id if job is not None else None,
    )
