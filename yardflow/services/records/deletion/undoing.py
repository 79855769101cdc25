"""Undoing a deletion: now if it is little, else by a job; and what people read of it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.counts import counted
from yardflow.errors import Conflict
from yardflow.models import DeletedRow, Deletion, RecordKind
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import icp
from yardflow.services.records.deletion.restoring import restore
from yardflow.services.records.deletion.service import enqueue
from yardflow.services.records.deletion.views import AT_ONCE, load, names, open_job, remaining

RESTORE_JOB = "restore_records"


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


def undo(session: Session, principal: Principal, deletion_id: int) -> Restored:
    """Puts back what was deleted, as far as no other record has taken its place; of many records
    by a job. What could not be restored can be tried again.

    Raises:
        NotFound: there is none, it can't be undone anymore, or it is another person's.
        Conflict: it is undone already, or a job is still at it.
    """
    deletion = load(session, principal, deletion_id, lock=True)
    if open_job(session, deletion) is not None:
        raise Conflict("A job is still deleting or restoring these records. Cancel it or wait.")
    before = remaining(session, deletion)
    count = sum(before.values())
    if not count:
        raise Conflict("There is nothing left to restore.")
    deletion.undone_at, deletion.undone_by = clock.now(), principal.user_id
    batches = batches_of(session, deletion_id)
    if count > AT_ONCE:
        started = f"{deletion.record.value}s.restore_started"
        counts = {f"{kind}s": number for kind, number in before.items()}
        audit.record(session, principal, started, "deletion", deletion_id, after=counts)
        job = enqueue(session, principal, deletion, RESTORE_JOB, len(batches), before=before)
        return Restored(0, 0, count, (), job.id)
    for batch in batches:
        restore_batch(session, principal, deletion, batch)
    restored = restored_since(session, deletion, before)
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
    accounts = restore(session, deletion, batch)
    noun = deletion.record.value.capitalize()
    count = deletion.counts[deletion.record.value]
    why = f"{noun} restored" if count == 1 else f"{noun}s restored"
    icp.recalculate(session, accounts, why, principal.user_id)


def restored_since(session: Session, deletion: Deletion, before: dict[str, int]) -> Restored:
    """What was put back of the records that were deleted ``before``."""
    left = remaining(session, deletion)
    account, contact = (before.get(kind.value, 0) - left[kind.value] for kind in RecordKind)
    count = sum(left.values())
    return Restored(account, contact, count, names(session, deletion) if count else ())


def note_restored(
    session: Session, principal: Principal, deletion: Deletion, restored: Restored
) -> None:
    """Notes an undo in the audit log."""
    counts = {"accounts": restored.accounts, "contacts": restored.contacts}
    action = f"{deletion.record.value}s.restored"
    audit.record(session, principal, action, "deletion", deletion.id, after=counts)


def undoable_jobs(session: Session, job_ids: Collection[int]) -> set[int]:
    """Which of these jobs, which have ended, deleted what can be restored."""
    rows = session.execute(
        select(col(Deletion.job_id)).where(
            col(Deletion.job_id).in_(list(job_ids)),
            col(Deletion.undone_at).is_(None),
            col(Deletion.expires_at) > clock.now(),
            exists().where(col(DeletedRow.deletion_id) == Deletion.id),
        )
    )
    return {int(job_id) for job_id in rows.scalars()}


def undo_job(session: Session, principal: Principal, job_id: int) -> str:
    """Undoes the deletion that a job made; the sentence to show.

    Raises:
        NotFound: as in `undo`.
        Conflict: as in `undo`.
    """
    deletion_id = session.execute(
        select(col(Deletion.id)).where(col(Deletion.job_id) == job_id)
    ).scalar_one_or_none()
    return in_words(undo(session, principal, deletion_id or 0))


def in_words(restored: Restored) -> str:
    """``1 account and 5 contacts restored``, and which records could not be."""
    if restored.job_id is not None:
        return f"Restoring {counted(restored.remaining, 'record')} in the background"
    counts = [
        counted(count, noun)
        for count, noun in ((restored.accounts, "account"), (restored.contacts, "contact"))
        if count
    ]
    sentence = f"{' and '.join(counts)} restored" if counts else ""
    if not restored.remaining:
        return sentence
    problem = not_restored(restored.not_restored, restored.remaining)
    return f"{sentence}. {problem}" if sentence else problem


def not_restored(some: tuple[str, ...], count: int) -> str:
    """Which records an undo could not put back, and why; ``some`` of ``count`` by name."""
    more = count - len(some)
    which = ", ".join(some) + (f" and {more:,} more" if more else "")
    return (
        f"We couldn't restore {which}: another record has the same email, domain or name now, the "
        "account is deleted, or the import that added the record was undone."
    )
