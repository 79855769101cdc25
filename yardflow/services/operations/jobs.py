"""Background jobs, as the person who asked for them sees and steers them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from yardflow import clock, db, registry
from yardflow.errors import Conflict, NotFound
from yardflow.jobs.queue import send
from yardflow.models.job import OPEN, Job, JobStatus
from yardflow.models.user import User
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.operations import subjects
from yardflow.services.records.fields import LARGEST_ID

PAGE = 50
# What the page calls a group, and the statuses in it.
GROUPS = {
    "open": OPEN,
    "failed": (JobStatus.FAILED,),
    "done": (JobStatus.SUCCEEDED, JobStatus.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it stands. ``subject`` is ``kind:id`` of the record it works on, or empty; ``href``
    is that record's page. ``title`` says what the job does, with the record's name if it exists:
    ``Enrich Ann Lee``.
    """

    id: int
    kind: str
    subject: str
    status: JobStatus
    done: int
    total: int | None
    error: str | None
    note: str | None
    result: dict[str, Any] | None
    attempts: int
    asked_by: str
    stopping: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    title: str
    href: str

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.status not in OPEN


@dataclass(frozen=True, slots=True)
class JobPage:
    """Part of the list, the newest first; ``next`` continues it, None at its end."""

    items: list[JobView]
    next: int | None
    counts: dict[str, int]


def get(session: Session, principal: Principal, job_id: int) -> JobView:
    """One job.

    Raises:
        NotFound: there is none; or it is another person's, this one is no ADMIN, and not everybody
            may read jobs of its kind.
    """
    job = _existing(session, job_id)
    kind = registry.job_kinds().get(job.kind)
    if kind is None or not kind.readable_by_all:
        require_own(principal, job.asked_by, "job")
    return _view(session, job)


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
    rows = session.execute(
        select(Job, User.name)
        .outerjoin(User, col(User.id) == Job.asked_by)
        .where(*matching)
        .order_by(col(Job.id).desc())
        .limit(limit + 1)
    ).all()
    names = subjects.names(session, {job.subject for job, _ in rows[:limit]})
    items = [_as_view(job, owner, names.get(job.subject, "")) for job, owner in rows[:limit]]
    return JobPage(items, items[-1].id if len(rows) > limit else None, _counts(session, visible))


def cancel(session: Session, principal: Principal, job_id: int) -> JobView:
    """Stops a job: at once while no worker has it, else at its next step.

    Raises:
        NotFound: there is none, or it is another person's and this one is no ADMIN.
        Conflict: it has ended already.
    """
    job = _to_steer(session, principal, job_id)
    if job.status not in OPEN:
        raise Conflict("This job has ended already, so there is nothing to stop.")
    kind = registry.job_kinds().get(job.kind)
    if kind is not None and kind.cancel is not None:
        kind.cancel(session, job.payload)
    else:
        job.cancel_asked_at = clock.now()
        if job.status != JobStatus.RUNNING:
            job.status, job.finished_at = JobStatus.CANCELLED, job.cancel_asked_at
        session.add(job)
    audit.record(session, principal, "job.cancelled", "job", job_id)
    return _view(session, job)


def run_again(session: Session, principal: Principal, job_id: int) -> JobView:
    """Puts a failed or cancelled job back in the queue.

    Raises:
        NotFound: as in `cancel`.
        Conflict: it is not one that failed or was cancelled, or a newer one does the same work.
    """
    job = _to_steer(session, principal, job_id)
    if job.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
        raise Conflict("Only a job that failed or was cancelled can be run again.")
    if job.unique_key and _open_twin(session, job.unique_key):
        raise Conflict("The same work is already under way in a newer job.")
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
    db.after_commit(session, lambda: send([(job_id, job.kind)]))
    return _view(session, job)


def _existing(session: Session, job_id: int, *, lock: bool = False) -> Job:
    job = None
    if 0 < job_id <= LARGEST_ID:
        job = session.get(Job, job_id, with_for_update=lock or None)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def _to_steer(session: Session, principal: Principal, job_id: int) -> Job:
    job = _existing(session, job_id, lock=True)
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
    by_status = {row[0]: row[1] for row in rows}
    return {
        name: sum(by_status.get(status, 0) for status in group) for name, group in GROUPS.items()
    }


def _open_twin(session: Session, key: str) -> bool:
    twin = select(Job.id).where(Job.unique_key == key, col(Job.status).in_(OPEN))
    return session.exec(twin).first() is not None


def _view(session: Session, job: Job) -> JobView:
    owner = session.get(User, job.asked_by) if job.asked_by is not None else None
    name = subjects.names(session, [job.subject]).get(job.subject, "")
    return _as_view(job, owner.name if owner else None, name)


def _as_view(job: Job, asked_by: str | None, subject_name: str) -> JobView:
    return JobView(
        id=int(job.id or 0),
        kind=job.kind,
        subject=job.subject,
        status=job.status,
        done=job.progress_done,
        total=job.progress_total,
        error=job.error,
        note=job.note,
        result=job.result,
        attempts=job.attempts,
        asked_by=asked_by or "",
        stopping=job.cancel_asked_at is not None and job.status == JobStatus.RUNNING,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        title=_title(job.kind, subject_name),
        href=subjects.page_of(job.subject),
    )


def _title(kind: str, subject_name: str) -> str:
    declared = registry.job_kinds().get(kind)
    if declared is None:  # of a domain that is not there any more
        return kind.replace("_", " ").capitalize()
    return declared.title.format(subject_name) if subject_name else declared.title_without_name
