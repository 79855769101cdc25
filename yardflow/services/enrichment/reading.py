"""How far the enrichment of contacts has come, and what it did: for cards, records and lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session, col, select

from yardflow.models import (
    Claim,
    ClaimStatus,
    Contact,
    EnrichmentRun,
    Job,
    JobStatus,
    RunStatus,
    User,
)
from yardflow.models.job import OPEN
from yardflow.services.access import Principal
from yardflow.services.enrichment.asking import KIND, contact_of, subject_of
from yardflow.services.enrichment.claims import FIELDS, SOURCES
from yardflow.services.records.fields import LARGEST_ID

MOST_RUNS = 20
DIED = "The worker stopped before the end. Nothing was changed."


class Progress(StrEnum):
    """How far one contact's enrichment has come."""

    NEVER = "never"
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    ENRICHED = "enriched"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class EnrichmentState:
    """A contact's enrichment as it stands. ``percent`` is the confidence of the last run that
    ended well, None when it found nothing; ``reason`` says why it failed or waits.
    """

    contact_id: int
    progress: Progress
    percent: int | None = None
    reason: str = ""
    enriched_at: datetime | None = None

    @property
    def under_way(self) -> bool:
        """Whether it will change by itself."""
        return self.progress in (Progress.QUEUED, Progress.RUNNING, Progress.WAITING)


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim: on which field, from where, how sure, and what became of it."""

    field: str
    label: str
    value: str
    percent: int
    source: str
    how: str
    status: ClaimStatus
    before: str


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. ``cost_usd`` counts every question it asked, also those without a usable answer."""

    id: int
    status: RunStatus
    started_at: datetime
    finished_at: datetime | None
    asked_by: str
    trigger: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    percent: int | None
    error: str
    claims: list[ClaimView] = field(default_factory=list)


def state_of(session: Session, contact_ids: Iterable[int]) -> dict[int, EnrichmentState]:
    """Of each of these contacts that exists. Two statements, for any number of them."""
    ids = sorted({key for key in contact_ids if 0 < key <= LARGEST_ID})
    latest = _latest_jobs(session, ids)
    rows = session.execute(
        select(col(Contact.id), col(Contact.enriched_at), col(Contact.enrichment_confidence)).where(
            col(Contact.id).in_(ids)
        )
    ).all()
    return {
        int(key): _state(int(key), latest.get(subject_of(key)), enriched_at, confidence)
        for key, enriched_at, confidence in rows
        if key is not None
    }


def history(session: Session, principal: Principal, contact_id: int) -> list[RunView]:
    """The last runs of a contact with all their claims, the newest first.

    Raises:
        NotFound: there is no such contact.
    """
    contact_of(session, contact_id)
    rows = session.exec(
        select(EnrichmentRun, User.name, Job)
        .outerjoin(User, col(User.id) == EnrichmentRun.asked_by)
        .outerjoin(Job, col(Job.id) == EnrichmentRun.job_id)
        .where(EnrichmentRun.contact_id == contact_id)
        .order_by(col(EnrichmentRun.id).desc())
        .limit(MOST_RUNS)
    ).all()
    claims = _claims(session, [int(run.id or 0) for run, _, _ in rows])
    return [_run(run, name, job, claims.get(int(run.id or 0), [])) for run, name, job in rows]


def percent(confidence: Decimal | None) -> int | None:
    """0–1 as a whole percentage."""
    return None if confidence is None else int((confidence * 100).to_integral_value())


def _latest_jobs(session: Session, ids: list[int]) -> dict[str, Job]:
    rows = session.exec(
        select(Job)
        .where(col(Job.subject).in_([subject_of(key) for key in ids]), Job.kind == KIND)
        .distinct(col(Job.subject))
        .order_by(col(Job.subject), col(Job.id).desc())
    ).all()
    return {job.subject: job for job in rows}


def _state(
    contact_id: int, job: Job | None, enriched_at: datetime | None, confidence: Decimal | None
) -> EnrichmentState:
    if job is not None and job.status in OPEN:
        return EnrichmentState(contact_id, Progress(job.status.value), reason=job.note or "")
    if job is not None and job.status == JobStatus.FAILED:
        return EnrichmentState(contact_id, Progress.FAILED, reason=job.error or "")
    if enriched_at is None:
        return EnrichmentState(contact_id, Progress.NEVER)
    return EnrichmentState(
        contact_id, Progress.ENRICHED, percent(confidence), enriched_at=enriched_at
    )


def _claims(session: Session, run_ids: list[int]) -> dict[int, list[ClaimView]]:
    rows = session.exec(
        select(Claim).where(col(Claim.run_id).in_(run_ids)).order_by(col(Claim.id))
    ).all()
    found: dict[int, list[ClaimView]] = {}
    for one in rows:
        found.setdefault(one.run_id, []).append(
            ClaimView(
                field=one.field,
                label=FIELDS.get(one.field, one.field),
                value=one.value,
                percent=percent(one.confidence) or 0,
                source=SOURCES.get(one.source, one.source),
                how=one.how,
                status=one.status,
                before=one.before or "",
            )
        )
    return found


def _run(run: EnrichmentRun, name: str | None, job: Job | None, claims: list[ClaimView]) -> RunView:
    status, error = run.status, run.error or ""
    if status == RunStatus.RUNNING and (job is None or job.status not in OPEN):
        # Its worker died for good, so nobody wrote down the end.
        status, error = RunStatus.FAILED, (job.error if job else None) or DIED
    return RunView(
        id=int(run.id or 0),
        status=status,
        started_at=run.started_at,
        finished_at=run.finished_at,
        asked_by=name or "",
        trigger=run.trigger.value,
        model=run.model or "",
        input_tokens=run.input_tokens,
        output_tokens=run.output_tokens,
        cost_usd=run.cost_usd,
        percent=percent(run.confidence),
        error=error,
        claims=claims,
    )
