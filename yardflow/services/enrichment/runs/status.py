"""How far the enrichment of contacts has come: for cards, records and lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select, true
from sqlmodel import Session, col

from yardflow import db
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
from yardflow.services.records.memberships import among_ids, possible


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


_OF_RUN = ("status", "job_id", "bulk_id", "note", "error", "steps")
_UNDER_WAY = (Progress.QUEUED, Progress.RUNNING, Progress.WAITING, Progress.PAUSED)


def state_of(session: Session, contact_ids: Iterable[int]) -> dict[int, EnrichmentState]:
    """Of each of these contacts that exists. One statement, for any number of them."""
    rows = db.named(db.plain(session, _standing(), {"ids": possible(contact_ids)}))
    return {row.contact_id: _state(row) for row in rows}


def percent(confidence: Decimal | None) -> int | None:
    """0–1 as a whole percentage."""
    return None if confidence is None else int((confidence * 100).to_integral_value())


@cache
def _standing() -> Select:
    """What the state of the contacts with these ``ids`` goes by. Made once, which takes longer than
    to send it; columns instead of records, which a list of fifty would spend most of its time on.
    """
    run = _latest_run()
    return (
        select(
            col(Contact.id).label("contact_id"),
            col(Contact.enriched_at),
            came_to(Contact, [EnrichmentFilter.FILLED_IN]).label("known"),
            _to_review().label("review"),
            *run.c,
            *_columns(Job, "job", "kind", "status", "note", "error"),
            *_columns(EnrichmentBulk, "bulk", "status", "note"),
        )
        .select_from(Contact)
        .outerjoin(run, true())
        .outerjoin(Job, col(Job.id) == run.c.run_job_id)
        .outerjoin(EnrichmentBulk, col(EnrichmentBulk.id) == run.c.run_bulk_id)
        .where(among_ids(Contact.id))
    )


def _latest_run() -> Any:
    """The latest run of each contact, if there is any."""
    return (
        select(*_columns(EnrichmentRun, "run", *_OF_RUN))
        .where(col(EnrichmentRun.contact_id) == Contact.id)
        .order_by(col(EnrichmentRun.id).desc())
        .limit(1)
        .correlate(Contact)
        .lateral()
    )


def _columns(model: Any, of: str, *names: str) -> list[Any]:
    return [col(getattr(model, name)).label(f"{of}_{name}") for name in names]


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


def _state(row: Any) -> EnrichmentState:
    contact_id, enriched_at, review = row.contact_id, row.enriched_at, row.review
    if row.run_status is not None:
        if row.run_status in run_store.OPEN and job_goes_on(row.run_bulk_id, row.job_status):
            progress, reason = _under_way(row)
            return EnrichmentState(contact_id, progress, reason=reason)
        if row.run_status != RunStatus.SUCCEEDED:
            progress, reason = _ended_badly(row)
            if progress == Progress.FAILED or enriched_at is None:
                return EnrichmentState(contact_id, progress, reason=reason, review=review)
    if enriched_at is None:
        return EnrichmentState(contact_id, Progress.NEVER, review=review)
    nothing = Progress.NEEDS_REVIEW if review else Progress.NOTHING_FOUND
    return EnrichmentState(
        contact_id,
        Progress.FILLED_IN if row.known else nothing,
        enriched_at=enriched_at,
        review=review,
        unchanged=was_unchanged(row.run_steps or ()),
    )


def job_goes_on(bulk_id: int | None, job_status: JobStatus | None) -> bool:
    """An own job that has ended took its run along; the row follows a moment later."""
    return bulk_id is not None or job_status in OPEN


def _under_way(row: Any) -> tuple[Progress, str]:
    if row.run_status == RunStatus.RUNNING:
        waits = row.run_note or (row.job_note if row.job_status == JobStatus.WAITING else None)
        if waits:
            return Progress.WAITING, waits
        return Progress.RUNNING, (row.job_note or "") if row.job_kind == JOB_KIND else ""
    if row.run_job_id is None and row.bulk_status is not None:
        if row.bulk_status == BulkStatus.PAUSED:
            return Progress.PAUSED, row.bulk_note or "Its bulk run is paused."
        if row.bulk_note:
            return Progress.WAITING, row.bulk_note
        return Progress.QUEUED, row.run_note or ""
    if row.job_status == JobStatus.WAITING:
        return Progress.WAITING, row.job_note or ""
    return Progress.QUEUED, row.job_note or ""


def _ended_badly(row: Any) -> tuple[Progress, str]:
    reason = row.run_error or row.job_error
    cancelled = row.run_status == RunStatus.CANCELLED or (
        row.run_status in run_store.OPEN and row.job_status == JobStatus.CANCELLED
    )
    if cancelled:
        return Progress.CANCELLED, reason or run_store.STOPPED
    return Progress.FAILED, reason or run_store.DIED


def was_unchanged(steps: Sequence[Mapping[str, Any]]) -> bool:
    """Whether nothing was paid in a run of these steps, because a paid provider had been shown the
    same before.
    """
    unchanged = any(str(step.get("outcome", "")).startswith(UNCHANGED) for step in steps)
    return unchanged and not any(step.get("cost_usd") for step in steps)
