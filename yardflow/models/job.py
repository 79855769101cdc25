"""Background jobs. The row is the truth; a message in Redis only says "look at it"."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from yardflow.models.base import choice, document, moment, primary_key, reference


class JobStatus(StrEnum):
    """The status of a job. `waiting`: it runs once something outside of it changes."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    WAITING = "waiting"


OPEN = (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.WAITING)


class Job(SQLModel, table=True):
    """One piece of work: its kind, its record, who started it, and its progress.

    ``subject`` names the record as ``kind:id``. ``unique_key`` prevents a second open job for the
    same work. A running job has a lease; when it expires the worker is taken for dead and the job
    is queued again. ``payload`` holds ids and settings, never personal data.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "uq_job_open",
            "unique_key",
            unique=True,
            postgresql_where=text("status IN ('queued', 'running', 'waiting')"),
        ),
        Index(
            "ix_job_due",
            "due_at",
            "id",
            postgresql_where=text("status IN ('queued', 'waiting')"),
        ),
        Index("ix_job_lease", "leased_until", postgresql_where=text("status = 'running'")),
        Index("ix_job_status_created_at", "status", "created_at"),
        Index("ix_job_asked_by_created_at", "asked_by", "created_at"),
        Index("ix_job_subject", "subject", "id"),
        CheckConstraint("progress_done >= 0", name="progress_not_negative"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
    )

    id: int | None = primary_key()
    kind: str
    subject: str = ""
    unique_key: str | None = None
    status: JobStatus = choice(JobStatus, JobStatus.QUEUED)
    payload: dict = document()
    result: dict | None = document(nullable=True)
    error: str | None = None
    note: str | None = None
    progress_done: int = 0
    progress_total: int | None = None
    attempts: int = 0
    asked_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    created_at: datetime = moment()
    due_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)
    started_at: datetime | None = moment(nullable=True)
    finished_at: datetime | None = moment(nullable=True)
    lease: str | None = None
    leased_until: datetime | None = moment(nullable=True)
    cancel_asked_at: datetime | None = moment(nullable=True)
