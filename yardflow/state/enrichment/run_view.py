"""Runs as a contact's record shows them."""

from dataclasses import dataclass, field

from yardflow.services.enrichment import ClaimView, RunView
from yardflow.services.enrichment.runs.history import StepView

_STATUSES = {
    "queued": ("Queued", "gray"),
    "running": ("Enriching…", "blue"),
    "succeeded": ("Enriched", "green"),
    "failed": ("Failed", "red"),
    "cancelled": ("Cancelled", "gray"),
}
_TRIGGERS = {
    "manual": "by hand",
    "created": "when added",
    "imported": "after an import",
    "qualified": "account made Qualified",
    "bulk": "in bulk",
    "scheduled": "by the schedule",
}
_OUTCOMES = {
    "applied": ("Filled in", "green"),
    "review": ("Waits for review", "orange"),
    "rejected": ("Rejected", "red"),
    "corrected": ("Corrected by a person", "violet"),
    "replaced": ("Replaced", "gray"),
    "unused": ("Not used", "gray"),
}
_TAKEN_BACK = ("Taken back", "red")
_KNOWN = ("Already there", "gray")
_KEPT = ("Former value kept", "gray")


@dataclass
class ClaimRow:
    """One claim: on which field, what, how sure, from where, and what became of it."""

    label: str
    value: str
    percent: int
    source: str
    how: str
    outcome: str
    tone: str


@dataclass
class StepRow:
    """One provider that was asked, what came of it, its money and time, and what it reported."""

    source: str
    outcome: str
    facts: str
    details: str


@dataclass
class RunRow:
    """One run. ``trigger`` says in words what or who asked, ``facts`` what it used; ``can_revert``:
    something that it filled in still stands.
    """

    id: int
    word: str
    tone: str
    at: str
    trigger: str
    bulk: str
    bulk_href: str
    facts: str
    error: str
    note: str
    can_revert: bool
    reverted_at: str
    reverted_by: str
    steps: list[StepRow] = field(default_factory=list)
    claims: list[ClaimRow] = field(default_factory=list)


def row_of(run: RunView) -> RunRow:
    """A run in words."""
    word, tone = _STATUSES[run.status.value]
    if run.status.value == "succeeded" and run.percent is not None:
        word = f"{word} ({run.percent} %)"
    elif run.status.value == "succeeded":
        word, tone = "Nothing new", "gray"
    return RunRow(
        id=run.id,
        word=word,
        tone=tone,
        at=(run.started_at or run.asked_at).isoformat(),
        trigger=_trigger(run),
        bulk=run.bulk,
        bulk_href=f"/enrichment/{run.bulk_id}/" if run.bulk_id else "",
        facts=" · ".join(part for part in _facts(run) if part),
        error=run.error,
        note=run.note,
        can_revert=bool(standing(run)) and run.reverted_at is None,
        reverted_at=run.reverted_at.isoformat() if run.reverted_at else "",
        reverted_by=run.reverted_by,
        steps=[_step(one) for one in run.steps],
        claims=[_claim(one) for one in run.claims],
    )


def standing(run: RunView) -> tuple[int, ...]:
    """The claims of a run that the record shows now."""
    return tuple(one.id for one in run.claims if one.status.value == "applied")


def waiting(run: RunView) -> tuple[int, ...]:
    """The claims of a run that wait for a person."""
    return tuple(one.id for one in run.claims if one.status.value == "review")


def _trigger(run: RunView) -> str:
    if run.trigger == "manual" and run.asked_by:
        return f"by {run.asked_by}"
    words = _TRIGGERS.get(run.trigger, run.trigger)
    named = run.asked_by and run.trigger != "scheduled"
    return f"{words} by {run.asked_by}" if named else words


def _facts(run: RunView) -> list[str]:
    tokens = run.input_tokens + run.output_tokens
    began = run.started_at or run.asked_at
    seconds = (run.finished_at - began).total_seconds() if run.finished_at else None
    return [
        "asked again on purpose" if run.forced else "",
        run.model,
        f"{tokens:,} tokens" if tokens else "",
        (f"${run.cost_usd:.4f}" if run.cost_usd else "free") if run.finished_at else "",
        f"{max(seconds, 0):.1f} s" if seconds is not None else "",
    ]


def _step(one: StepView) -> StepRow:
    facts = [f"${one.cost_usd:.4f}" if one.cost_usd else "", f"{one.ms:,} ms" if one.ms else ""]
    return StepRow(one.source, one.outcome, " · ".join(part for part in facts if part), one.details)


def _claim(one: ClaimView) -> ClaimRow:
    outcome, tone = _OUTCOMES[one.status.value]
    if one.status.value == "unused" and one.before:
        outcome, tone = _KNOWN if one.value == one.before else _KEPT
    if one.status.value == "rejected" and one.was_applied:
        outcome, tone = _TAKEN_BACK
    return ClaimRow(one.label, one.value, one.percent, one.source, one.how, outcome, tone)
