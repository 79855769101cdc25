"""What enrichment did: a contact's runs with their steps and claims, and summaries of any runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow.integrations.errors import Details
from yardflow.models import (
    Claim,
    ClaimStatus,
    EnrichmentBulk,
    EnrichmentRun,
    Job,
    Outcome,
    RunStatus,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.outcome_now import run_outcome
from yardflow.services.enrichment.runs.request import load_contact
from yardflow.services.enrichment.runs.status import job_goes_on, percent, was_unchanged
from yardflow.services.records.enrichment_filter import has_changed_its_field

MOST_RUNS = 20


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim: on which field, from where, how sure, and what became of it. ``was_applied``:
    it fills the field, or did once.
    """

    id: int
    field: str
    label: str
    value: str
    percent: int
    source: str
    how: str
    status: ClaimStatus
    before: str
    was_applied: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    """What became of asking one provider; ``cost_usd`` None where nothing was paid. ``details`` are
    what it reported when it refused; only an ADMIN sees them.
    """

    source: str
    outcome: str
    model: str
    cost_usd: Decimal | None
    ms: int
    details: str


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. ``cost_usd`` counts every question it asked, also those without a usable answer;
    ``outcome`` is what one came to that ended well, as it stands after review; ``trigger`` and
    ``asked_by`` say what or who asked, ``bulk`` is the name of its bulk.
    """

    id: int
    status: RunStatus
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    asked_by: str
    trigger: str
    bulk_id: int | None
    bulk: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    outcome: Outcome | None
    error: str
    note: str
    forced: bool
    unchanged: bool
    reverted_at: datetime | None
    reverted_by: str
    steps: list[StepView] = field(default_factory=list)
    claims: list[ClaimView] = field(default_factory=list)


def history(session: Session, principal: Principal, contact_id: int) -> list[RunView]:
    """The last runs of a contact with all their claims, the newest first.

    Raises:
        NotFound: there is no such contact.
    """
    load_contact(session, contact_id)
    rows = session.execute(_runs(), {"contact_id": contact_id}).all()
    claims = _claims(session, [int(row[0].id or 0) for row in rows])
    return [
        _run(row, claims.get(int(row[0].id or 0), []), with_details=principal.is_admin)
        for row in rows
    ]


@cache
def _runs() -> Select:
    """The last runs of the contact ``contact_id``. Made once: that takes longer than to send it."""
    asker, reverter = aliased(User), aliased(User)
    return (
        select(
            EnrichmentRun,
            Job,
            EnrichmentBulk,
            asker.name.label("asked_by"),  # type: ignore[attr-defined]
            reverter.name.label("reverted_by"),  # type: ignore[attr-defined]
            run_outcome.label("outcome"),
        )
        .outerjoin(Job, col(Job.id) == EnrichmentRun.job_id)
        .outerjoin(EnrichmentBulk, col(EnrichmentBulk.id) == EnrichmentRun.bulk_id)
        .outerjoin(asker, col(asker.id) == EnrichmentRun.asked_by)
        .outerjoin(reverter, col(reverter.id) == EnrichmentRun.reverted_by)
        .where(col(EnrichmentRun.contact_id) == bindparam("contact_id"))
        .order_by(col(EnrichmentRun.id).desc())
        .limit(MOST_RUNS)
    )


def _claims(session: Session, run_ids: list[int]) -> dict[int, list[ClaimView]]:
    rows = session.execute(
        select(Claim, col(Claim.is_question))  # as it is now, whatever the session has read
        .where(col(Claim.run_id).in_(run_ids))
        .order_by(col(Claim.id))
    ).all()
    views: dict[int, list[ClaimView]] = {}
    for row, asks in rows:
        shown_already = row.status == ClaimStatus.REVIEW and not asks
        views.setdefault(row.run_id, []).append(
            ClaimView(
                id=int(row.id or 0),
                field=row.field,
                label=FIELDS.get(row.field, row.field),
                value=row.value,
                percent=percent(row.confidence) or 0,
                source=label_of(row.source),
                how=row.how,
                status=ClaimStatus.UNUSED if shown_already else row.status,
                before=row.value if shown_already else row.before or "",
                was_applied=row.applied_at is not None,
            )
        )
    return views


def _run(row: Any, claims: list[ClaimView], *, with_details: bool) -> RunView:
    run: EnrichmentRun = row.EnrichmentRun
    job, bulk = row.Job, row.EnrichmentBulk
    status, error = run.status, run.error or ""
    if status in run_store.OPEN and not job_goes_on(run.bulk_id, job and job.status):
        # Its job ended without it; the row follows a moment later.
        status, error = RunStatus.FAILED, (job.error if job else None) or run_store.DIED
    return RunView(
        id=int(run.id or 0),
        status=status,
        asked_at=run.asked_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        asked_by=row.asked_by or "",
        trigger=run.trigger.value,
        bulk_id=run.bulk_id,
        bulk=bulk.label if bulk else "",
        model=run.model or "",
        input_tokens=run.input_tokens,
        output_tokens=run.output_tokens,
        cost_usd=run.cost_usd,
        outcome=Outcome(row.outcome) if status == RunStatus.SUCCEEDED else None,
        error=error,
        note=run.note or "",
        forced=run.forced,
        unchanged=was_unchanged(run.steps),
        reverted_at=run.reverted_at,
        reverted_by=row.reverted_by or "",
        steps=[_step(step, with_details) for step in run.steps],
        claims=claims,
    )


def _step(step: dict[str, Any], with_details: bool) -> StepView:
    cost = step.get("cost_usd")
    return StepView(
        source=label_of(step["provider"]),
        outcome=step["outcome"],
        model=step.get("model", ""),
        cost_usd=Decimal(cost) if cost else None,
        ms=int(step.get("ms", 0)),
        details=str(Details.kept(step.get("details"))) if with_details else "",
    )


_FILLED = {ClaimStatus.APPLIED, ClaimStatus.REPLACED, ClaimStatus.CORRECTED}


def summaries(session: Session, principal: Principal, run_ids: Iterable[int]) -> dict[int, str]:
    """``Filled in Title, Industry; needs review: Email``, by run; or why nothing of it was used.

    Runs without claims are left out. One statement for any number of runs.
    """
    rows = session.execute(
        select(
            col(Claim.run_id),
            col(Claim.field),
            col(Claim.status),
            and_(col(Claim.applied_at).is_not(None), has_changed_its_field()).label("filled"),
            col(Claim.is_question).label("asks"),
        )
        .where(col(Claim.run_id).in_(list(run_ids)))
        .order_by(col(Claim.id))
    ).all()
    labels: dict[int, dict[str, dict[str, None]]] = {}
    for run_id, field_name, status, filled, asks in rows:
        kind = _kind(ClaimStatus(status), filled=filled, asks=asks)
        if kind:
            of_run = labels.setdefault(run_id, {})
            of_run.setdefault(kind, {})[FIELDS.get(field_name, field_name)] = None
    return {run_id: _summary(kinds) for run_id, kinds in labels.items()}


def _kind(status: ClaimStatus, *, filled: bool, asks: bool) -> str:
    if status in _FILLED and filled:
        return "filled"
    kinds = {
        ClaimStatus.APPLIED: "known",
        ClaimStatus.REVIEW: "review" if asks else "known",
        ClaimStatus.UNUSED: "known",
        ClaimStatus.REPLACED: "outdone",
    }
    return kinds.get(status, "")


def _summary(kinds: Mapping[str, Iterable[str]]) -> str:
    parts = [
        f"{words} {', '.join(kinds[kind])}"
        for kind, words in (("filled", "filled in"), ("review", "needs review:"))
        if kind in kinds
    ]
    if not parts:
        parts = [
            f"{words}: {', '.join(kinds[kind])}"
            for kind, words in (
                ("known", "already known"),
                ("outdone", "lower confidence, not used"),
            )
            if kind in kinds
        ]
    summary = "; ".join(parts)
    return summary[:1].upper() + summary[1:]
