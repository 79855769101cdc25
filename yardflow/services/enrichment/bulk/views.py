"""Bulks as people see them: how far, what it cost, and what happened to each contact."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import (
    BulkMode,
    BulkStatus,
    Claim,
    EnrichmentBulk,
    EnrichmentRun,
    Job,
    Outcome,
    Trigger,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment.bulk.lifecycle import LEAD, subject_of
from yardflow.services.enrichment.runs.outcome_now import run_outcome
from yardflow.services.records.load import row_of

SHOWN = 50
# What happened to a contact: what its run came to, as it stands after review, or where its run is.
OUTCOMES = (*Outcome, "failed", "cancelled", "running", "queued")
# The share of a bulk that must be done before it says anything about the rest.
TELLING = 0.02


@dataclass(frozen=True, slots=True)
class BulkView:
    """A bulk as it stands. ``counts`` are its contacts by outcome (`OUTCOMES`); ``note`` says why
    it rests, or, ``waiting``, what it waits for; ``seconds_left`` is None while nobody can tell;
    ``review`` counts the suggestions it left to decide.
    """

    id: int
    label: str
    trigger: Trigger
    mode: BulkMode
    status: BulkStatus
    note: str
    total: int
    done: int
    counts: dict[str, int]
    skipped: dict[str, int]
    cost_usd: Decimal
    asked_by: str
    asked_by_id: int | None
    created_at: datetime
    finished_at: datetime | None
    seconds_left: int | None = None
    job_id: int | None = None
    waiting: bool = field(default=False)
    review: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in (BulkStatus.FINISHED, BulkStatus.CANCELLED)


def get(session: Session, principal: Principal, bulk_id: int) -> BulkView:
    """One bulk.

    Raises:
        NotFound: there is none with this id.
    """
    bulk = row_of(session, EnrichmentBulk, bulk_id)
    if bulk is None:
        raise NotFound.of("bulk run")
    return view_of(session, bulk)


def search(
    session: Session, principal: Principal, before: int | None = None, limit: int = SHOWN
) -> tuple[list[BulkView], int | None]:
    """The bulks, those that have not ended first, then the newest; with the id to go on before."""
    statement = select(EnrichmentBulk)
    if before is not None:
        statement = statement.where(col(EnrichmentBulk.id) < before)
    rows = (
        session.execute(statement.order_by(col(EnrichmentBulk.id).desc()).limit(limit + 1))
        .scalars()
        .all()
    )
    views = views_of(session, rows[:limit])
    views.sort(key=lambda view: view.ended)
    return views, int(rows[limit - 1].id or 0) if len(rows) > limit else None


def view_of(session: Session, bulk: EnrichmentBulk) -> BulkView:
    """One bulk with its figures."""
    return views_of(session, [bulk])[0]


def views_of(session: Session, bulks: Any) -> list[BulkView]:
    """These bulks with their figures, in their order; five statements for any number."""
    ids = [int(bulk.id or 0) for bulk in bulks]
    counts: dict[int, dict[str, int]] = {key: {} for key in ids}
    costs: dict[int, Decimal] = dict.fromkeys(ids, Decimal(0))
    outcome = run_outcome.label("outcome")
    for bulk_id, name, many, cost in session.execute(
        select(EnrichmentRun.bulk_id, outcome, func.count(), func.sum(EnrichmentRun.cost_usd))  # type: ignore[call-overload]
        .where(col(EnrichmentRun.bulk_id).in_(ids))
        .group_by(EnrichmentRun.bulk_id, outcome)
    ):
        counts[bulk_id][str(getattr(name, "value", name))] = many
        costs[bulk_id] += cost
    leads, review = _leads(session, ids), _to_review(session, ids)
    people = [bulk.asked_by for bulk in bulks if bulk.asked_by]
    rows = session.execute(select(User.id, User.name).where(col(User.id).in_(people)))  # type: ignore[call-overload]
    names = {row[0]: row[1] for row in rows}
    return [
        replace(
            _view(bulk, counts[int(bulk.id or 0)], costs[int(bulk.id or 0)], leads, names),
            review=review.get(int(bulk.id or 0), 0),
        )
        for bulk in bulks
    ]


def _to_review(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(col(EnrichmentRun.bulk_id), func.count())
        .join(Claim, col(Claim.run_id) == EnrichmentRun.id)
        .where(col(Claim.is_question), col(EnrichmentRun.bulk_id).in_(ids))
        .group_by(col(EnrichmentRun.bulk_id))
    )
    return {row[0]: row[1] for row in rows}


def _leads(session: Session, ids: list[int]) -> dict[str, Job]:
    """The first worker's newest job of each bulk, which shows how far it is."""
    rows = session.execute(
        select(Job)
        .where(col(Job.subject).in_([subject_of(key) for key in ids]), col(Job.kind) == LEAD)
        .distinct(col(Job.subject))
        .order_by(col(Job.subject), col(Job.id).desc())
    ).scalars()
    return {job.subject: job for job in rows}


def _view(
    bulk: EnrichmentBulk,
    counts: dict[str, int],
    cost: Decimal,
    leads: dict[str, Job],
    names: dict[int, str],
) -> BulkView:
    bulk_id = int(bulk.id or 0)
    job = leads.get(subject_of(bulk_id))
    open_ = counts.get("queued", 0) + counts.get("running", 0)
    done = sum(counts.values()) - open_
    running = bulk.status == BulkStatus.RUNNING
    waiting = running and bulk.note is not None
    return BulkView(
        id=bulk_id,
        label=bulk.label,
        trigger=bulk.trigger,
        mode=bulk.mode,
        status=bulk.status,
        note=bulk.note or "",
        total=bulk.total,
        done=done,
        counts=counts,
        skipped=bulk.skipped,
        cost_usd=cost,
        asked_by=names.get(bulk.asked_by or 0, ""),
        asked_by_id=bulk.asked_by,
        created_at=bulk.created_at,
        finished_at=bulk.finished_at,
        seconds_left=_left(bulk, done, open_) if running and not waiting else None,
        job_id=job.id if job else None,
        waiting=waiting,
    )


def _left(bulk: EnrichmentBulk, done: int, open_: int) -> int | None:
    if bulk.mode == BulkMode.ECONOMY or done < max(1, TELLING * bulk.total):
        return None
    spent = (clock.now() - bulk.created_at).total_seconds()
    return round(spent / done * open_)
