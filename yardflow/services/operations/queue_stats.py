"""How the queue is doing: what waits, what runs, who works."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, func, or_, select

from yardflow import clock, jobs
from yardflow.models import Job, JobStatus, WorkerHeartbeat
from yardflow.models.job import OPEN
from yardflow.services.access import Principal
from yardflow.services.operations.health import ALIVE_FOR

ENDED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QueueStats:
    """Open jobs now and those ended in the last 24 hours, of everybody.

    ``by_status`` has every status; ``by_queue`` what is queued or running in each queue;
    ``oldest_queued_seconds`` how long the longest-waiting due job has waited.
    """

    by_status: dict[str, int]
    by_queue: dict[str, int]
    oldest_queued_seconds: float | None
    workers: int
    redis: bool


def read(session: Session, principal: Principal) -> QueueStats:
    """The figures now; numbers only, so everybody in the team may see them."""
    moment = clock.now()
    counted = session.execute(
        select(Job.status, func.count())
        .where(or_(col(Job.status).in_(OPEN), col(Job.created_at) > moment - ENDED_WITHIN))
        .group_by(col(Job.status))
    ).all()
    kinds = session.execute(
        select(Job.kind, func.count())
        .where(col(Job.status).in_((JobStatus.QUEUED, JobStatus.RUNNING)))
        .group_by(col(Job.kind))
    ).all()
    oldest = session.execute(
        select(func.min(Job.due_at)).where(Job.status == JobStatus.QUEUED, Job.due_at <= moment)
    ).scalar()
    workers = session.execute(
        select(func.count())
        .select_from(WorkerHeartbeat)
        .where(col(WorkerHeartbeat.seen_at) > moment - ALIVE_FOR)
    ).scalar_one()
    by_queue = dict.fromkeys(jobs.QUEUE_OF.values(), 0)
    for kind, count in kinds:
        queue = jobs.QUEUE_OF.get(kind, kind)
        by_queue[queue] = by_queue.get(queue, 0) + count
    return QueueStats(
        by_status={one.value: 0 for one in JobStatus} | {row[0].value: row[1] for row in counted},
        by_queue=by_queue,
        oldest_queued_seconds=(moment - oldest).total_seconds() if oldest else None,
        workers=workers,
        redis=jobs.redis_available(),
    )
