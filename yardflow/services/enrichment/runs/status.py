"""How far the enrichment of contacts has come: for cards, records and lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow.models import (
    BulkStatus,
    Claim,
    Contact,
    EnrichmentBulk,
    EnrichmentRun,
    Job,
    JobStatus,
    RunStatus,
)
from yardflow.models.job import OPEN
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.request import JOB_KIND
from yardflow.services.enrichment.runs.store import UNCHANGED
from yardflow.services.records.enrichment_filter import EnrichmentFilter, came_to, is_about
from yardflow.services.records.memberships import among


class Progress(StrEnum):
    """How far one contact's enrichment has come, and what it came to. ``waiting``: for money, a
    provider, or a batch at OpenAI; ``paused``: its bulk rests until somebody resumes it.
    ``filled_in``: a field of it or its account shows what enrichment filled in, now;
    ``needs_review``: none does, but something waits for a person.
    """

    NEVER = "never"
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    PAUSED = "paused"
    FILLED_IN = "filled_in"
    NEEDS_REVIEW = "needs_review"
    NOTHING_FOUND = "nothing_found"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class EnrichmentState:
    """A contact's enrichment as it stands. ``reason`` says why it failed or waits, or what it does
    just now; ``review`` counts what its runs left for a person to decide, of it or its account;
    ``unchanged``: the last run paid nobody, because nothing had changed since the one before.
    """

    contact_id: int
    progress: Progress
    reason: str = ""
    enriched_at: datetime | None = None
    review: int = 0
    unchanged: bool = False

    @property
    def under_way(self) -> bool:
        """Whether it will change by itself."""
        return self.progress in _UNDER_WAY


_UNDER_WAY = (Progress.QUEUED, Progress.RUNNING, Progress.WAITING, Progress.PAUSED)


def state_of(session: Session, contact_ids: Iterable[int]) -> dict[int, EnrichmentState]:
    """Of each of these contacts that exists. One statement, for any number of them."""
    run = _latest_run()
    known = came_to(Contact, [EnrichmentFilter.FILLED_IN])
    about: list[Any] = [Contact.id, Contact.enriched_at, known, _to_review()]
    rows = session.execute(
        select(*about, run, Job, EnrichmentBulk)
        .select_from(Contact)
        .outerjoin(run, true())
        .outerjoin(Job, col(Job.id) == run.job_id)
        .outerjoin(EnrichmentBulk, col(EnrichmentBulk.id) == run.bulk_id)
        .where(among(Contact.id, list(contact_ids)))
    )
    return {row[0]: _state(*row) for row in rows}


def percent(confidence: Decimal | None) -> int | None:
    """0–1 as a whole percentage."""
    return None if confidence is None else int((confidence * 100).to_integral_value())


def _latest_run() -> Any:
    """The latest run of each contact, if there is any."""
    run = (
        select(EnrichmentRun)
        .where(col(EnrichmentRun.contact_id) == Contact.id)
        .order_by(col(EnrichmentRun.id).desc())
        .limit(1)
        .correlate(Contact)
        .lateral()
    )
    return aliased(EnrichmentRun, run)


def _to_review() -> Any:
    """How much a contact's runs left for a person to decide."""
    of_contact = col(EnrichmentRun.contact_id) == Contact.id
    return (
        select(func.count())
        .select_from(EnrichmentRun)
        .join(Claim, col(Claim.run_id) == EnrichmentRun.id)
        .where(of_contact, col(Claim.is_question), is_about(Contact))
        .correlate(Contact)
        .scalar_subquery()
    )


def _state(
    contact_id: int,
    enriched_at: datetime | None,
    known: bool,
    review: int,
    run: EnrichmentRun | None,
    job: Job | None,
    bulk: EnrichmentBulk | None,
) -> EnrichmentState:
    if run is not None:
        if run.status in run_store.OPEN and job_goes_on(run, job):
            progress, reason = _under_way(run, job, bulk)
            return EnrichmentState(contact_id, progress, reason=reason)
        if run.status != RunStatus.SUCCEEDED:
            progress, reason = _ended_badly(run, job)
            if progress == Progress.FAILED or enriched_at is None:
                return EnrichmentState(contact_id, progress, reason=reason, review=review)
    if enriched_at is None:
        return EnrichmentState(contact_id, Progress.NEVER, review=review)
    nothing = Progress.NEEDS_REVIEW if review else Progress.NOTHING_FOUND
    return EnrichmentState(
        contact_id,
        Progress.FILLED_IN if known else nothing,
        enriched_at=enriched_at,
        review=review,
        unchanged=run is not None and was_unchanged(run),
    )


def job_goes_on(run: EnrichmentRun, job: Job | None) -> bool:
    """An own job that has ended took its run along; the row follows a moment later."""
    return run.bulk_id is not None or (job is not None and job.status in OPEN)


def _under_way(
    run: EnrichmentRun, job: Job | None, bulk: EnrichmentBulk | None
) -> tuple[Progress, str]:
    if run.status == RunStatus.RUNNING:
        waits = run.note or (job.note if job and job.status == JobStatus.WAITING else None)
        if waits:
            return Progress.WAITING, waits
        own = job is not None and job.kind == JOB_KIND
        return Progress.RUNNING, (job.note or "") if job and own else ""
    if run.job_id is None and bulk is not None:
        if bulk.status == BulkStatus.PAUSED:
            return Progress.PAUSED, bulk.note or "Its bulk run is paused."
        if bulk.note:
            return Progress.WAITING, bulk.note
        return Progress.QUEUED, run.note or ""
    if job is not None and job.status == JobStatus.WAITING:
        return Progress.WAITING, job.note or ""
    return Progress.QUEUED, (job.note if job else "") or ""


def _ended_badly(run: EnrichmentRun, job: Job | None) -> tuple[Progress, str]:
    reason = run.error or (job.error if job else None)
    cancelled = run.status == RunStatus.CANCELLED or (
        job is not None and run.status in run_store.OPEN and job.status == JobStatus.CANCELLED
    )
    if cancelled:
        return Progress.CANCELLED, reason or run_store.STOPPED
    return Progress.FAILED, reason or run_store.DIED


def was_unchanged(run: EnrichmentRun) -> bool:
    """Whether nothing was paid, because a paid provider had been shown the same before."""
    unchanged = any(str(step.get("outcome", "")).startswith(UNCHANGED) for step in run.steps)
    return unchanged and not any(step.get("cost_usd") for step in run.steps)
