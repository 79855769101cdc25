"""Background jobs, as the person who started them sees, cancels and retries them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from yardflow import clock, db, registry
from yardflow.errors import Conflict, NotFound
from yardflow.jobs.queue import send
from yardflow.models.job import OPEN, Job, JobStatus
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.operations.job_views import JobView, newest, view
from yardflow.services.records.load import row_of

PAGE = 50
LATEST, FAILED_WITHIN = 5, timedelta(days=1)
# What the page calls a group, and the statuses in it.
GROUPS = {
    "open": OPEN,
    "failed": (JobStatus.FAILED,),
    "done": (JobStatus.SUCCEEDED, JobStatus.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class JobPage:
    """Part of the list, the newest first; ``next`` continues it, None at its end."""

    items: list[JobView]
    next: int | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class JobsAtAGlance:
    """The latest jobs, the newest first; how many are open, and how many of those started within
    `FAILED_WITHIN` have failed."""

    latest: list[JobView]
    open: int
    failed: int


def get(session: Session, principal: Principal, job_id: int) -> JobView:
    """One job.

    Raises:
        NotFound: there is none; or it is another person's, this person is no ADMIN, and it is not
            about a record that the whole team may see.
    """
    job = _load(session, job_id)
    kind = registry.job_kinds().get(job.kind)
    if kind is None or not kind.readable_by_all:
        require_own(principal, job.asked_by, "job")
    return view(session, principal, job)


def search(
    session: Session,
    principal: Principal,
    group: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> JobPage:
    """The jobs of a group (`GROUPS`; "" for all): one's own, and everybody's for an ADMIN."""
    visible = _visible(principal)
    matching = [*visible]
    if group in GROUPS:
        matching.append(col(Job.status).in_(GROUPS[group]))
    if before is not None:
        matching.append(col(Job.id) < before)
    jobs = newest(session, principal, matching, limit + 1)
    items = jobs[:limit]
    return JobPage(items, items[-1].id if len(jobs) > limit else None, _counts(session, visible))


def at_a_glance(session: Session, principal: Principal) -> JobsAtAGlance:
    """One's own latest jobs, and everybody's for an ADMIN; cheap enough to be asked all day."""
    visible = _visible(principal)
    is_open = col(Job.status).in_(OPEN)
    since = clock.now() - FAILED_WITHIN
    has_failed = (col(Job.status) == JobStatus.FAILED) & (col(Job.created_at) >= since)
    counts = select(func.count().filter(is_open), func.count().filter(has_failed)).where(
        *visible, is_open | has_failed
    )
    open_count, failed_count = session.execute(counts).one()
    return JobsAtAGlance(newest(session, principal, visible, LATEST), open_count, failed_count)


def cancel(session: Session, principal: Principal, job_id: int) -> JobView:
    """Cancels a job: at once while no worker has it, else after its current step.

    Raises:
        NotFound: there is none, or it is another person's and this person is no ADMIN.
        Conflict: it has ended already.
    """
    job = _to_steer(session, principal, job_id)
    if job.status not in OPEN:
        raise Conflict("This job has already ended, so there is nothing to cancel.")
    kind = registry.job_kinds().get(job.kind)
    if kind is not None and kind.cancel is not None:
        kind.cancel(session, job.payload)
    else:
        job.cancel_asked_at = clock.now()
        if job.status != JobStatus.RUNNING:
            job.status, job.finished_at = JobStatus.CANCELLED, job.cancel_asked_at
        session.add(job)
    audit.record(session, principal, "job.cancelled", "job", job_id)
    return view(session, principal, job)


def run_again(session: Session, principal: Principal, job_id: int) -> JobView:
    """Puts a failed or canceled job back in the queue.

    Raises:
        NotFound: as in `cancel`.
        Conflict: it neither failed nor was canceled, or a newer one does the same work.
    """
    job = _to_steer(session, principal, job_id)
    if job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
        raise Conflict("Only failed and canceled jobs can be retried.")
    if job.unique_key and _has_open_twin(session, job.unique_key):
        raise Conflict("A newer job is already doing this.")
    moment = clock.now()
    job.status, job.attempts, job.progress_done = JobStatus.QUEUED, 0, 0
    job.error = job.note = job.result = job.started_at = None
    job.finished_at = job.cancel_asked_at = None
    job.due_at = job.sent_at = moment
    session.add(job)
    kind = registry.job_kinds().get(job.kind)
    if kind is not None and kind.run_again is not None:
        session.flush()
        kind.run_again(session, job.payload)
    audit.record(session, principal, "job.run_again", "job", job_id)
    message = (job_id, job.kind)
    db.after_commit(session, lambda: send([message]))
    return view(session, principal, job)


def undo(session: Session, principal: Principal, job_id: int) -> str:
    """Undoes what a job did; says what came of it.

    Raises:
        NotFound: as in `cancel`.
        Conflict: it can't be undone, or not anymore.
    """
    job = _to_steer(session, principal, job_id)
    kind = registry.job_kinds().get(job.kind)
    if kind is None or kind.undo is None:
        raise Conflict("This job can't be undone.")
    return kind.undo(session, principal, job_id)


def _load(session: Session, job_id: int, *, lock: bool = False) -> Job:
    job = row_of(session, Job, job_id, lock)
    if job is None:
        raise NotFound.of("job")
    return job


def _to_steer(session: Session, principal: Principal, job_id: int) -> Job:
    job = _load(session, job_id, lock=True)
    require_own(principal, job.asked_by, "job")
    return job


def _visible(principal: Principal) -> list[ColumnElement[bool]]:
    unlisted = [kind.name for kind in registry.job_kinds().values() if not kind.listed]
    listed: list[ColumnElement[bool]] = [col(Job.kind).not_in(unlisted)]
    return listed if principal.is_admin else [*listed, col(Job.asked_by) == principal.user_id]


def _counts(session: Session, visible: list[ColumnElement[bool]]) -> dict[str, int]:
    rows = session.execute(
        select(Job.status, func.count()).where(*visible).group_by(col(Job.status))
    ).all()
    counts = {row[0]: row[1] for row in rows}
    return {
        name: sum(counts.get(status, 0) for status in statuses) for name, statuses in GROUPS.items()
    }


def _has_open_twin(session: Session, key: str) -> bool:
    twin = select(Job.id).where(Job.unique_key == key, col(Job.status).in_(OPEN))
    return session.exec(twin).first() is not None
