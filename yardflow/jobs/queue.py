"""Asking for work."""

import logging

import dramatiq
from redis import RedisError
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock, db, registry
from yardflow.config import settings
from yardflow.jobs.transport import broker
from yardflow.models.job import OPEN, Job

log = logging.getLogger(__name__)


def enqueue(
    session: Session,
    kind: str,
    *,
    subject: str = "",
    payload: dict | None = None,
    unique_key: str | None = None,
    asked_by: int | None = None,
    total: int | None = None,
) -> Job:
    """Writes a job in the caller's transaction; its message leaves after the commit.

    ``kind`` is the name of a kind that a domain declares. With a ``unique_key`` that an open job
    already has, that job is returned instead of a second one. ``total`` is the number of steps that
    progress counts up to.

    Raises:
        ValueError: no domain declares this kind.
    """
    if kind not in registry.job_kinds():
        raise ValueError(f"no domain declares jobs of kind {kind}")
    moment = clock.now()
    values = {
        "kind": kind,
        "subject": subject,
        "payload": payload or {},
        "unique_key": unique_key,
        "asked_by": asked_by,
        "progress_done": 0,
        "progress_total": total,
        "attempts": 0,
        "created_at": moment,
        "due_at": moment,
        "sent_at": moment,
    }
    statement = insert(Job).values(**values).on_conflict_do_nothing().returning(Job)
    under_way = select(Job).where(Job.unique_key == unique_key, col(Job.status).in_(OPEN))
    # The job that is in the way may end before it is read; then there is room for this one.
    while (job := session.execute(statement).scalar_one_or_none()) is None:
        if (twin := session.exec(under_way).one_or_none()) is not None:
            return twin
    message = (int(job.id or 0), kind)  # now: the session may have forgotten the job by then
    db.after_commit(session, lambda: send([message]))
    return job


def send(messages: list[tuple[int, str]]) -> None:
    """Tells the workers of jobs (id, kind). With Redis away nothing is lost: the rows say so."""
    try:
        if not settings().redis_url:
            raise RedisError("REDIS_URL is not set")
        for job_id, kind in messages:
            broker().enqueue(
                dramatiq.Message(
                    queue_name=registry.job_kinds()[kind].queue,
                    actor_name=kind,
                    args=(job_id,),
                    kwargs={},
                    options={},
                )
            )
    except (RedisError, dramatiq.errors.BrokerError) as error:
        log.warning("%d job messages stay in the database: %s", len(messages), error)
        _mark_unsent([job_id for job_id, _ in messages])


def _mark_unsent(ids: list[int]) -> None:
    with db.session() as session:
        session.execute(update(Job).where(col(Job.id).in_(ids)).values(sent_at=None))
