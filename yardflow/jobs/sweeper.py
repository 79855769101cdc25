"""Bringing back what fell through: the jobs of dead workers, and messages that never left."""

from datetime import timedelta

from redis import RedisError
from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.jobs.queue import send
from yardflow.jobs.runner import MAX_ATTEMPTS
from yardflow.jobs.transport import broker, redis_available
from yardflow.models.job import Job, JobStatus
from yardflow.registry import JobQueue

# A message may be on its way or in a worker's hands for this long before it is taken for lost.
RESEND_AFTER = timedelta(seconds=60)
BATCH = 1000
DIED = "The worker stopped {n} times while doing this. Nothing is half done; run it again."


def sweep(session: Session) -> int:
    """One round, every second or two, by any number of schedulers. Returns the messages it sent."""
    _take_from_the_dead(session)
    _release_the_waiting(session)
    return _send_the_unsent(session)


def _take_from_the_dead(session: Session) -> None:
    moment = clock.now()
    expired = (col(Job.status) == JobStatus.RUNNING, col(Job.leased_until) < moment)
    no_lease = {"lease": None, "leased_until": None}
    session.execute(
        update(Job)
        .where(*expired, col(Job.attempts) >= MAX_ATTEMPTS)
        .values(
            status=JobStatus.FAILED,
            finished_at=moment,
            error=DIED.format(n=MAX_ATTEMPTS),
            **no_lease,
        )
    )
    session.execute(
        update(Job)
        .where(*expired, col(Job.cancel_asked_at).is_not(None))
        .values(status=JobStatus.CANCELLED, finished_at=moment, **no_lease)
    )
    session.execute(
        update(Job)
        .where(*expired)
        .values(status=JobStatus.QUEUED, due_at=moment, sent_at=None, **no_lease)
    )


def _release_the_waiting(session: Session) -> None:
    session.execute(
        update(Job)
        .where(col(Job.status) == JobStatus.WAITING, col(Job.due_at) <= clock.now())
        .values(status=JobStatus.QUEUED, sent_at=None, note=None)
    )


def _send_the_unsent(session: Session) -> int:
    """Sends what is due and unsent; what was sent long ago only when the queues ran empty."""
    if not redis_available():
        return 0
    moment = clock.now()
    unsent: ColumnElement[bool] = col(Job.sent_at).is_(None)
    if _queues_are_empty():
        unsent = or_(unsent, col(Job.sent_at) < moment - RESEND_AFTER)
    due = (
        select(Job.id)
        .where(col(Job.status) == JobStatus.QUEUED, col(Job.due_at) <= moment, unsent)
        .order_by(col(Job.due_at), col(Job.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .cte("due")  # read once, whatever the planner takes the size of the table for
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows = session.execute(
        update(Job)
        .where(col(Job.id).in_(select(due.c.id)))
        .values(sent_at=moment)
        .returning(col(Job.id), col(Job.kind))
    ).all()
    messages = [(row[0], row[1]) for row in rows]
    if messages:
        db.after_commit(session, lambda: send(messages))
    return len(messages)


def _queues_are_empty() -> bool:
    try:
        client = broker().client
        return not any(client.llen(f"dramatiq:{queue}") for queue in JobQueue)
    except RedisError:
        return False
