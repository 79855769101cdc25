"""The jobs that make and undo large changes: batch after batch, each in a transaction of its own.

A worker that dies leaves whole batches, and the next goes on behind them. A batch that meets others
at the same records is done again, at once and then later.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlmodel import Session

from yardflow import db, jobs
from yardflow.errors import Conflict
from yardflow.services.access import Principal, acting_for
from yardflow.services.records.bulk_changes import service, steps
from yardflow.services.records.bulk_changes.steps import Step

OVERTAKEN = "Someone else is changing the same records."


def change(running: jobs.Running) -> None:
    """Does a job of kind ``change_records``; its payload holds ``bulk_change_id``.

    Raises:
        YardFlowError: it can't be made anymore. What it has changed stays, and can be undone.
        RetryLater: others changed the same records at that moment.
    """
    change_id, step = int(running.payload["bulk_change_id"]), Step()
    with db.session() as session:
        done = steps.done(session, change_id)
    with _overtaken_is_tried_again():
        try:
            while True:
                running.progress(done)
                following = db.again(
                    partial(_next, running, change_id, step, steps.apply_next, service.note_end)
                )
                if following is None:
                    return
                step = following
                done += step.count
        except jobs.Cancelled:
            with db.session() as session:
                service.note_end(session, acting_for(session, running.asked_by), change_id)
            raise


def undo(running: jobs.Running) -> None:
    """Does a job of kind ``undo_change``; its payload holds ``bulk_change_id``.

    Raises:
        YardFlowError: it can't be undone anymore.
        RetryLater: as in `change`.
    """
    change_id, step = int(running.payload["bulk_change_id"]), Step()
    with db.session() as session:
        done = steps.undone(session, change_id)
    with _overtaken_is_tried_again():
        while True:
            running.progress(done)
            following = db.again(
                partial(_next, running, change_id, step, steps.undo_next, service.note_undo)
            )
            if following is None:
                return
            step = following
            done += step.count


def _next(
    running: jobs.Running,
    change_id: int,
    step: Step,
    go: Callable[[Session, Principal, int, Step], Step | None],
    note: Callable[[Session, Principal, int], dict[str, int]],
) -> Step | None:
    """A batch, or behind the last one the job's end with what ``note`` says of it."""
    with db.session() as session:
        principal = acting_for(session, running.asked_by)
        following = go(session, principal, change_id, step)
        if following is None:
            running.finish(session, note(session, principal, change_id))
        else:
            running.keep(session)
    return following


@contextmanager
def _overtaken_is_tried_again() -> Iterator[None]:
    try:
        yield
    except Conflict as conflict:
        raise jobs.RetryLater(OVERTAKEN) from conflict
