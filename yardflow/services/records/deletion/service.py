"""Deleting accounts with their contacts, and contacts: one, or a selection."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from yardflow import clock, jobs
from yardflow.counts import counted
from yardflow.errors import Conflict, NotFound
from yardflow.models import Account, Contact, DeletedRow, Deletion, Job, RecordKind
from yardflow.models.job import OPEN
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import icp
from yardflow.services.records.deletion.keeping import keep, lock
from yardflow.services.records.deletion.views import AT_ONCE, KEPT_FOR, DeletionView, view
from yardflow.services.records.lists import similar_words
from yardflow.services.records.memberships import among
from yardflow.services.records.selection import Selection, selected

# How many chosen records a job deletes in a transaction; accounts bring their contacts.
BATCH = {RecordKind.ACCOUNT: 100, RecordKind.CONTACT: 500}
DELETE_JOB = "delete_records"
_PURGED_AT_ONCE = 50_000
_EXPIRED = "These records were deleted more than 24 hours ago, so this job can't be retried."
_MORE = (
    "The list changed, and {} would be deleted now, including {:,} that you didn't confirm. Check "
    "the selection and delete again."
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a deletion would delete: ``label`` is what the selected records are called;
    ``contact_ids`` includes those of accounts. Eight bytes a record: it waits in the server's
    memory until the person has confirmed it.
    """

    label: str
    account_ids: Sequence[int]
    contact_ids: Sequence[int]
    many: bool

    @property
    def contacts(self) -> int:
        """How many contacts go."""
        return len(self.contact_ids)


def preview(session: Session, principal: Principal, selection: Selection) -> Preview:
    """What deleting what is selected would delete.

    Raises:
        NotFound: nothing of it is there.
        Invalid: a filter means nothing.
    """
    ids = _selected_ids(session, principal, selection)
    accounts, contacts = _going(session, selection.kind, ids)
    label = _label(session, selection.kind, ids)
    return Preview(label, array("q", accounts), array("q", contacts), len(ids) > 1)


def delete(
    session: Session, principal: Principal, kind: RecordKind, record_ids: Sequence[int]
) -> int:
    """Deletes records now, with all that goes with them; the deletion's id. Unknown ids are passed
    over.

    Raises:
        NotFound: none of them is there.
    """
    ids = _selected_ids(session, principal, Selection(kind, record_ids))
    deletion = _begin(session, principal, kind, ids)
    delete_batch(session, principal, deletion, len(ids))
    return int(deletion.id or 0)


def start(
    session: Session, principal: Principal, selection: Selection, confirmed: Preview | None = None
) -> DeletionView:
    """Deletes what is selected: now if it is little, else by a job. What matches a query only later
    is not deleted. ``confirmed`` is what the person agreed to.

    Raises:
        NotFound: nothing of it is there.
        Conflict: something of it was not confirmed.
        Invalid: a filter means nothing.
    """
    kind = selection.kind
    ids = _selected_ids(session, principal, selection)
    accounts, contacts = _going(session, kind, ids)
    total = len(accounts) + len(contacts)
    if confirmed:
        new = set(accounts).difference(confirmed.account_ids)
        new_contacts = set(contacts).difference(confirmed.contact_ids)
        if new or new_contacts:
            raise Conflict(_MORE.format(counted(total, "record"), len(new) + len(new_contacts)))
    deletion = _begin(session, principal, kind, ids)
    noun, count = f"{kind.value}s", len(ids)
    audit.record(
        session, principal, f"{noun}.deleted", "deletion", deletion.id, after={noun: count}
    )
    if total <= AT_ONCE:
        delete_batch(session, principal, deletion, count)
    else:
        enqueue(session, principal, deletion, DELETE_JOB, count)
    return view(session, deletion)


def delete_batch(session: Session, principal: Principal, deletion: Deletion, count: int) -> int:
    """Deletes the next so many records of a deletion; how many it has in all."""
    assert deletion.id is not None
    root = deletion.record.value
    batch, place = deletion.done, deletion.done + count
    record_ids = col(Deletion.record_ids)
    chosen, total = session.execute(
        select(record_ids[batch + 1 : place], func.cardinality(record_ids)).where(
            col(Deletion.id) == deletion.id
        )
    ).one()
    ids = lock(session, root, chosen)
    accounts = _accounts_of(session, ids) if deletion.record == RecordKind.CONTACT else []
    deleted = keep(session, deletion.id, batch, root, ids)
    before = deletion.counts
    # In one statement: a second one would lock the job, and keep a person from canceling it.
    deletion.done = min(place, total)
    deletion.counts = {
        kind.value: before.get(kind.value, 0) + deleted.get(kind.value, 0) for kind in RecordKind
    }
    deletion.expires_at = clock.now() + KEPT_FOR
    session.flush()
    why = "Contact deleted" if total == 1 else "Contacts deleted"
    icp.recalculate(session, accounts, why, principal.user_id)
    return int(total)


def enqueue(
    session: Session,
    principal: Principal,
    deletion: Deletion,
    kind: str,
    total: int,
    **payload: object,
) -> Job:
    """Queues the job that deletes or restores, the only one that is at this deletion."""
    job = jobs.enqueue(
        session,
        kind,
        subject=f"deletion:{deletion.id}",
        payload={"deletion_id": deletion.id, **payload},
        unique_key=f"deletion:{deletion.id}",
        asked_by=principal.user_id,
        total=total,
    )
    deletion.job_id = job.id
    session.flush()
    return job


def refuse_expired(session: Session, payload: dict[str, Any]) -> None:
    """Before a job of a deletion is retried. An open job keeps its deletion from being purged, but
    of one that has expired before, rows may be gone already.

    Raises:
        NotFound: the deletion has expired.
    """
    deletion = session.get(
        Deletion, int(payload["deletion_id"]), with_for_update=True, populate_existing=True
    )
    # Of one that is gone the job itself says so.
    if deletion is not None and deletion.expires_at <= clock.now():
        raise NotFound(_EXPIRED)


def purge(session: Session) -> None:
    """Forgets deletions that can't be undone anymore, and the words that only they had in names; of
    many rows some each time.
    """
    # What someone restores or retries at this moment is locked, and looked at the next time.
    expired = select(col(Deletion.id)).where(col(Deletion.expires_at) <= clock.now())
    locked = session.execute(expired.with_for_update(skip_locked=True)).scalars().all()
    over = select(col(Deletion.id)).where(
        among(Deletion.id, locked),
        ~exists().where(col(Job.id) == Deletion.job_id, col(Job.status).in_(OPEN)),
    )
    rows = (
        select(col(DeletedRow.id))
        .where(col(DeletedRow.deletion_id).in_(over))
        .limit(_PURGED_AT_ONCE)
    )
    names = session.execute(
        delete_rows(DeletedRow)
        .where(col(DeletedRow.id).in_(rows))
        .returning(col(DeletedRow.row)["name_key"].astext)
    ).scalars()
    similar_words.forget(session, {name for name in names if name})
    session.execute(
        delete_rows(Deletion).where(
            col(Deletion.id).in_(over),
            ~exists().where(col(DeletedRow.deletion_id) == Deletion.id),
        )
    )


def _begin(
    session: Session, principal: Principal, kind: RecordKind, ids: Sequence[int]
) -> Deletion:
    moment = clock.now()
    deletion = Deletion(
        record=kind,
        label=_label(session, kind, ids),
        record_ids=[*ids],
        made_by=principal.user_id,
        made_at=moment,
        expires_at=moment + KEPT_FOR,
    )
    session.add(deletion)
    session.flush()
    return deletion


def _selected_ids(session: Session, principal: Principal, selection: Selection) -> list[int]:
    session.flush()
    among_them: Any = selected(session, principal, selection).order_by(None)
    ids = sorted(set(session.execute(among_them).scalars()))
    if not ids:
        raise NotFound.of(selection.kind.value)
    return ids


def _label(session: Session, kind: RecordKind, ids: Sequence[int]) -> str:
    if len(ids) > 1:
        return counted(len(ids), kind.value)
    if kind == RecordKind.ACCOUNT:
        return session.get_one(Account, ids[0]).name
    return session.get_one(Contact, ids[0]).name or ""


def _going(
    session: Session, kind: RecordKind, ids: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """The accounts and the contacts that go."""
    if kind == RecordKind.CONTACT:
        return (), ids
    contacts = select(col(Contact.id)).where(among(Contact.account_id, ids))
    return ids, list(session.execute(contacts).scalars())


def _accounts_of(session: Session, contact_ids: Sequence[int]) -> list[int]:
    accounts = select(col(Contact.account_id)).where(among(Contact.id, contact_ids)).distinct()
    return list(session.execute(accounts).scalars())
