"""Enrichment runs as a contact's record shows them."""

from dataclasses import dataclass, field

from yardflow.counts import counted
from yardflow.services.enrichment import ClaimView, RunView
from yardflow.services.enrichment.runs.history import StepView
from yardflow.state.enrichment.budget_view import usd

_STATUS_LABELS = {
    "queued": ("Queued", "gray"),
    "running": ("Enriching…", "blue"),
    "filled_in": ("Filled in", "green"),
    "needs_review": ("Needs review", "orange"),
    "nothing_found": ("Nothing found", "gray"),
    "failed": ("Failed", "red"),
    "cancelled": ("Canceled", "gray"),
}
_TRIGGERS = {
    "manual": "Started manually",
    "created": "Triggered when added",
    "imported": "Triggered when imported",
    "qualified": "Triggered when the account became Qualified",
    "bulk": "Bulk run",
    "scheduled": "Started on schedule",
}
# The same with the person whose action it was.
_TRIGGERS_BY = {
    "manual": "Started by {}",
    "created": "Triggered when added by {}",
    "imported": "Triggered when imported by {}",
    "qualified": "Triggered when {} qualified the account",
    "bulk": "Bulk run by {}",
}
_OUTCOMES = {
    "applied": ("Filled in", "green"),
    "review": ("Needs review", "orange"),
    "rejected": ("Rejected", "red"),
    "corrected": ("Corrected", "violet"),
    "replaced": ("Replaced", "gray"),
    "unused": ("Not used", "gray"),
}
_REMOVED = ("Removed", "red")
_KNOWN = ("Already known", "gray")
_KEPT = ("Kept existing value", "gray")


@dataclass
class ClaimRow:
    """One claim: its field, value, confidence, source, and what was done with it."""

    label: str
    value: str
    percent: int
    source: str
    how: str
    outcome: str
    tone: str


@dataclass
class StepRow:
    """One provider's step in a run. ``figures`` are its cost and time, ``details`` for support."""

    source: str
    outcome: str
    figures: str
    details: str


@dataclass
class RunRow:
    """One run. ``trigger`` says what or who started it, ``figures`` its model, tokens, cost and
    time; ``can_revert``: some values that it filled in are still in place.
    """

    id: int
    status_label: str
    tone: str
    at: str
    trigger: str
    bulk: str
    bulk_href: str
    figures: str
    error: str
    note: str
    can_revert: bool
    reverted_at: str
    reverted_by: str
    steps: list[StepRow] = field(default_factory=list)
    claims: list[ClaimRow] = field(default_factory=list)


def row_of(run: RunView) -> RunRow:
    label, tone = _STATUS_LABELS[run.outcome.value if run.outcome else run.status.value]
    return RunRow(
        id=run.id,
        status_label=label,
        tone=tone,
        at=(run.started_at or run.asked_at).isoformat(),
        trigger=_trigger(run),
        bulk=run.bulk,
        bulk_href=f"/enrichment/{run.bulk_id}/" if run.bulk_id else "",
        figures=" · ".join(part for part in _figures(run) if part),
        error=run.error,
        note=run.note,
        can_revert=bool(applied_claims(run)) and run.reverted_at is None,
        reverted_at=run.reverted_at.isoformat() if run.reverted_at else "",
        reverted_by=run.reverted_by,
        steps=[_step(step) for step in run.steps],
        claims=[_claim(claim) for claim in run.claims],
    )


def applied_claims(run: RunView) -> tuple[int, ...]:
    """The ids of the run's claims that the record shows now."""
    return tuple(claim.id for claim in run.claims if claim.status.value == "applied")


def suggested_claims(run: RunView) -> tuple[int, ...]:
    """The ids of the run's claims that wait for a person."""
    return tuple(claim.id for claim in run.claims if claim.status.value == "review")


def _trigger(run: RunView) -> str:
    if run.asked_by and run.trigger in _TRIGGERS_BY:
        return _TRIGGERS_BY[run.trigger].format(run.asked_by)
    return _TRIGGERS.get(run.trigger, run.trigger)


def _figures(run: RunView) -> list[str]:
    tokens = run.input_tokens + run.output_tokens
    began = run.started_at or run.asked_at
    seconds = (run.finished_at - began).total_seconds() if run.finished_at else None
    return [
        "re-run" if run.forced else "",
        run.model,
        counted(tokens, "token") if tokens else "",
        (usd(run.cost_usd) if run.cost_usd else "free") if run.finished_at else "",
        f"{max(seconds, 0):.1f} s" if seconds is not None else "",
    ]


def _step(step: StepView) -> StepRow:
    cost = usd(step.cost_usd) if step.cost_usd else ""
    time = f"{step.ms:,} ms" if step.ms else ""
    return StepRow(step.source, step.outcome, " · ".join(filter(None, (cost, time))), step.details)


def _claim(claim: ClaimView) -> ClaimRow:
    outcome, tone = _OUTCOMES[claim.status.value]
    if claim.status.value == "unused" and claim.before:
        outcome, tone = _KNOWN if claim.value == claim.before else _KEPT
    if claim.status.value == "rejected" and claim.was_applied:
        outcome, tone = _REMOVED
    return ClaimRow(claim.label, claim.value, claim.percent, claim.source, claim.how, outcome, tone)
