"""Deleting and restoring many records: batch by batch, each in a transaction of its own, so that
the job of a killed worker continues where it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from yardflow import db, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.models import Deletion
from yardflow.services.access import Principal, acting_for
from yardflow.services.records.deletion.service import BATCH, delete_batch
from yardflow.services.records.deletion.undoing import (
    Restored,
    batches_of,
    note_restored,
    restore_batch,
    restored_since,
)
from yardflow.services.records.deletion.views import GONE

_UNDONE = "These records were restored. Select and delete them again."
_OVERTAKEN = "Someone changed the same records at the same time. Trying again."


def delete_records(running: jobs.Running) -> None:
    """Performs a job of kind ``delete_records``; its payload holds ``deletion_id``.

    Raises:
        YardFlowError: it can't be done, and trying again won't help.
        RetryLater: others changed the same records meanwhile.
    """
    while not running.ended:
        with _step(running) as (session, principal, deletion):
            if deletion.undone_at is not None:
                raise NotFound(_UNDONE)
            total = delete_batch(session, principal, deletion, BATCH[deletion.record])
            done = deletion.done
            if done < total:
                running.keep(session)
            else:
                running.finish(session, {f"{kind}s": n for kind, n in deletion.counts.items()})
        if not running.ended:
            running.progress(done, total)


def restore_records(running: jobs.Running) -> None:
    """Performs a job of kind ``restore_records``; its payload holds ``deletion_id``, and how many
    records of each kind were deleted ``before``.

    Raises:
        YardFlowError: it can't be done, and trying again won't help.
        RetryLater: others changed the same records meanwhile.
    """
    with _step(running) as (session, _, deletion):
        batches = batches_of(session, deletion.id or 0)
    try:
        for place, batch in enumerate(batches, 1):
            with _step(running) as (session, principal, deletion):
                restore_batch(session, principal, deletion, batch)
                running.keep(session)
            running.progress(place, len(batches))
    except jobs.Cancelled:
        with _step(running) as (session, principal, deletion):
            _note(running, session, principal, deletion)
        raise
    with _step(running) as (session, principal, deletion):
        restored = _note(running, session, principal, deletion)
        counts = {"accounts": restored.accounts, "contacts": restored.contacts}
        running.finish(session, {**counts, "remaining": restored.remaining})


def _note(
    running: jobs.Running, session: Session, principal: Principal, deletion: Deletion
) -> Restored:
    """Notes in the audit log what a job has restored."""
    restored = restored_since(session, deletion, running.payload["before"])
    note_restored(session, principal, deletion, restored)
    return restored


@contextmanager
def _step(running: jobs.Running) -> Iterator[tuple[Session, Principal, Deletion]]:
    """A transaction of a job, in which no other changes its deletion."""
    try:
        with db.session() as session:
            deletion_id = int(running.payload["deletion_id"])
            deletion = session.get(Deletion, deletion_id, with_for_update=True)
            if deletion is None:
                raise NotFound(GONE)
            yield session, acting_for(session, running.asked_by), deletion
    except Conflict as conflict:
        raise jobs.RetryLater(_OVERTAKEN) from conflict
