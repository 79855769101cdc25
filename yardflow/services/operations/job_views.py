"""Background jobs as people see them: what each is about, where that is, and whether it can be
undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from yardflow import registry
from yardflow.models.job import OPEN, Job, JobStatus
from yardflow.models.user import User
from yardflow.services.access import Principal
from yardflow.services.operations import subjects


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it stands. ``subject`` is ``kind:id`` of the record it works on, or empty; ``href``
    is that record's page. ``title`` says what the job does, with the record's name if it exists:
    ``Enrich Ann Lee``. ``download`` is the address of the file that it made, for who asked for it.
    ``can_undo``: what it did can still be undone.
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
    download: str
    can_undo: bool

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen unless the job is retried."""
        return self.status not in OPEN


def newest(
    session: Session, principal: Principal, matching: list[ColumnElement[bool]], limit: int
) -> list[JobView]:
    """The jobs that match, the newest first; with one question for each kind of thing shown."""
    rows = session.execute(
        select(Job, User.name)
        .outerjoin(User, col(User.id) == Job.asked_by)
        .where(*matching)
        .order_by(col(Job.id).desc())
        .limit(limit)
    ).all()
    names = subjects.names(session, {job.subject for job, _ in rows})
    undoable = _undoable(session, [job for job, _ in rows])
    return [
        _as_view(principal, job, owner, names.get(job.subject, ""), job.id in undoable)
        for job, owner in rows
    ]


def view(session: Session, principal: Principal, job: Job) -> JobView:
    """One job."""
    owner = session.get(User, job.asked_by) if job.asked_by is not None else None
    name = subjects.names(session, [job.subject]).get(job.subject, "")
    undoable = _undoable(session, [job])
    return _as_view(principal, job, owner.name if owner else None, name, job.id in undoable)


def _undoable(session: Session, jobs: Sequence[Job]) -> set[int]:
    """Which of these jobs did what can be undone, with one question a kind."""
    undoable: set[int] = set()
    for kind in registry.job_kinds().values():
        ids = [int(job.id or 0) for job in jobs if job.kind == kind.name and job.status not in OPEN]
        if ids and kind.can_undo is not None:
            undoable.update(kind.can_undo(session, ids))
    return undoable


def _as_view(
    principal: Principal, job: Job, asked_by: str | None, subject_name: str, can_undo: bool
) -> JobView:
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
        download=_download(principal, job) if subject_name else "",
        can_undo=can_undo,
    )


def _download(principal: Principal, job: Job) -> str:
    declared = registry.job_kinds().get(job.kind)
    made = job.status == JobStatus.SUCCEEDED and job.asked_by == principal.user_id
    return declared.download.format(job.subject.partition(":")[2]) if declared and made else ""


def _title(kind: str, subject_name: str) -> str:
    declared = registry.job_kinds().get(kind)
    if declared is None:  # of a domain that is not there any more
        return kind.replace("_", " ").capitalize()
    return declared.title.format(subject_name) if subject_name else declared.title_without_name
