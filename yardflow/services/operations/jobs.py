"""Work out of band, as the person who asked for it sees and steers it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.errors import Conflict, NotFound
from yardflow.jobs.queue import send
from yardflow.models.job import OPEN, Job, JobStatus
from yardflow.models.user import User
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.operations import subjects
from yardflow.services.records.fields import LARGEST_ID

PAGE = 50
# About records that everybody may see. Who asks for what is under way already is led to the job
# that does it, whoever began it.
_READ_BY_ALL = frozenset({"enrich_contact", bulk_lifecycle.LEAD, bulk_lifecycle.WORKER})
# The first worker speaks for its bulk; the others only help.
_HIDDEN = frozenset({bulk_lifecycle.WORKER})
# What the page calls a group, and the statuses in it.
GROUPS = {
    "open": OPEN,
    "failed": (JobStatus.FAILED,),
    "done": (JobStatus.SUCCEEDED, JobStatus.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it stands. ``subject`` is ``kind:id`` of the record it works on, or empty;
    ``about`` is that record's name while it exists."""

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
    about: str = ""

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
        NotFound: there is none; or it is somebody else's, this person no ADMIN, and it is not
            about a record that everybody may see.
    """
    job = _known(session, job_id)
    if job.kind not in _READ_BY_ALL:
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
    mine = _visible(principal)
    wanted = [*mine]
    if group in GROUPS:
        wanted.append(col(Job.status).in_(GROUPS[group]))
    if before is not None:
        wanted.append(col(Job.id) < before)
    rows = session.execute(
        select(Job, User.name)
        .outerjoin(User, col(User.id) == Job.asked_by)
        .where(*wanted)
        .order_by(col(Job.id).desc())
        .limit(limit + 1)
    ).all()
    about = subjects.names(session, {job.subject for job, _ in rows[:limit]})
    items = [_as_view(job, name, about.get(job.subject, "")) for job, name in rows[:limit]]
    return JobPage(items, items[-1].id if len(rows) > limit else None, _counts(session, mine))


def cancel(session: Session, principal: Principal, job_id: int) -> JobView:
    """Stops a job: at once while nobody works on it, else at its next step.

    Raises:
        NotFound: there is none, or it is somebody else's and this person no ADMIN.
        Conflict: it has ended already.
    """
    job = _to_steer(session, principal, job_id)
    if job.status not in OPEN:
        raise Conflict("This job has ended already, so there is nothing to stop.")
    if job.kind == bulk_lifecycle.LEAD:
        # The job goes on to its end, because what was asked already has to be taken and paid for.
        bulk_lifecycle.cancel(session, int(job.payload["bulk_id"]))
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
    if job.kind == bulk_lifecycle.LEAD:
        session.flush()
        bulk_lifecycle.resume(session, int(job.payload["bulk_id"]))
    audit.record(session, principal, "job.run_again", "job", job_id)
    db.after_commit(session, lambda: send([(job_id, job.kind)]))
    return _view(session, job)


def _known(session: Session, job_id: int, *, lock: bool = False) -> Job:
    job = None
    if 0 < job_id <= LARGEST_ID:
        job = session.get(Job, job_id, with_for_update=lock or None)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def _to_steer(session: Session, principal: Principal, job_id: int) -> Job:
    job = _known(session, job_id, lock=True)
    require_own(principal, job.asked_by, "job")
    return job


def _visible(principal: Principal) -> list[ColumnElement[bool]]:
    shown: list[ColumnElement[bool]] = [col(Job.kind).not_in(_HIDDEN)]
    return shown if principal.is_admin else [*shown, col(Job.asked_by) == principal.user_id]


def _counts(session: Session, mine: list[ColumnElement[bool]]) -> dict[str, int]:
    rows = session.execute(
        select(Job.status, func.count()).where(*mine).group_by(col(Job.status))
    ).all()
    found = {row[0]: row[1] for row in rows}
    return {name: sum(found.get(one, 0) for one in group) for name, group in GROUPS.items()}


def _open_twin(session: Session, key: str) -> bool:
    twin = select(Job.id).where(Job.unique_key == key, col(Job.status).in_(OPEN))
    return session.exec(twin).first() is not None


def _view(session: Session, job: Job) -> JobView:
    asker = session.get(User, job.asked_by) if job.asked_by is not None else None
    about = subjects.names(session, [job.subject]).get(job.subject, "")
    return _as_view(job, asker.name if asker else None, about)


def _as_view(job: Job, asked_by: str | None, about: str) -> JobView:
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
        about=about,
    )
