"""Deleting and restoring many records: batch by batch, each in a transaction of its own, so that
the job of a killed worker continues where it was.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

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

Result = TypeVar("Result")
_UNDONE = "These records were restored. Select and delete them again."
_OVERTAKEN = "Someone changed the same records at the same time. Trying again."


def delete_records(running: jobs.Running) -> None:
    """Performs a job of kind ``delete_records``; its payload holds ``deletion_id``.

    Raises:
        YardFlowError: it can't be done, and trying again won't help.
        RetryLater: others changed the same records meanwhile.
    """
    while not running.ended:
        done, total = _again(partial(_delete_next, running))
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
            _again(partial(_restore_next, running, batch))
            running.progress(place, len(batches))
    except jobs.Cancelled:
        with _step(running) as (session, principal, deletion):
            _note(running, session, principal, deletion)
        raise
    with _step(running) as (session, principal, deletion):
        restored = _note(running, session, principal, deletion)
        counts = {"accounts": restored.accounts, "contacts": restored.contacts}
        running.finish(session, {**counts, "remaining": restored.remaining})


def _delete_next(running: jobs.Running) -> tuple[int, int]:
    """Deletes a batch; how many of how many records are deleted."""
    with _step(running) as (session, principal, deletion):
        if deletion.undone_at is not None:
            raise NotFound(_UNDONE)
        total = delete_batch(session, principal, deletion, BATCH[deletion.record])
        if deletion.done < total:
            running.keep(session)
        else:
            running.finish(session, {f"{kind}s": n for kind, n in deletion.counts.items()})
        return deletion.done, total


def _restore_next(running: jobs.Running, batch: int) -> None:
    with _step(running) as (session, principal, deletion):
        restore_batch(session, principal, deletion, batch)
        running.keep(session)


def _note(
    running: jobs.Running, session: Session, principal: Principal, deletion: Deletion
) -> Restored:
    """Notes in the audit log what a job has restored; one of the release before has no count."""
    restored = restored_since(session, deletion, running.payload.get("before", deletion.counts))
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
    except db.Deadlock:
        raise  # a batch is done again at once
    except Conflict as conflict:
        raise jobs.RetryLater(_OVERTAKEN) from conflict


def _again(batch: Callable[[], Result]) -> Result:
    try:
        return db.again(batch)
    except db.Deadlock as deadlock:
        raise jobs.RetryLater(_OVERTAKEN) from deadlock
