"""What enrichment did to one contact, for its record."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services import enrichment
from yardflow.services.enrichment import ClaimView, RunView
from yardflow.state.enrichment import after_enrichment
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

_OUTCOMES = {
    "applied": ("Filled in", "green"),
    "review": ("Waits for review", "orange"),
    "rejected": ("Taken back", "red"),
    "replaced": ("Replaced", "gray"),
    "unused": ("Not used", "gray"),
}
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
class RunRow:
    """One run; ``facts`` says in one line who asked, what it used and what it cost."""

    id: int
    status: str
    at: str
    percent: int
    facts: str
    error: str
    claims: list[ClaimRow]


class EnrichmentHistory(Loading, Workplace):
    """The last runs of the contact whose record is open."""

    runs: list[RunRow] = []
    linkedin_search: str = ""
    _contact_id: int = 0

    @rx.event
    async def load(self, contact_id: int):
        """Reads the runs of a contact."""
        self._contact_id = contact_id
        await self._read()

    @rx.event
    async def read_again(self):
        """Reads them again, after a run has ended."""
        if self._contact_id:
            await self._read()

    async def _read(self) -> None:
        with self._loading():
            found = await self._run(enrichment.history, self._contact_id)
            self.runs = [_row(run) for run in found]
            self.linkedin_search = await self._run(enrichment.search_of, self._contact_id)


after_enrichment("/contacts/*", EnrichmentHistory.read_again)


def _row(run: RunView) -> RunRow:
    return RunRow(
        id=run.id,
        status=run.status.value,
        at=run.started_at.isoformat(),
        percent=-1 if run.percent is None else run.percent,
        facts=" · ".join(part for part in _facts(run) if part),
        error=run.error,
        claims=[_claim(one) for one in run.claims],
    )


def _facts(run: RunView) -> list[str]:
    tokens = run.input_tokens + run.output_tokens
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    return [
        f"by {run.asked_by}" if run.asked_by else "",
        run.model,
        f"{tokens:,} tokens" if tokens else "",
        f"${run.cost_usd:.4f}" if run.cost_usd else "free",
        f"{seconds:.1f} s" if seconds is not None else "",
    ]


def _claim(one: ClaimView) -> ClaimRow:
    outcome, tone = _OUTCOMES[one.status.value]
    if one.status.value == "unused" and one.before:
        outcome, tone = _KNOWN if one.value == one.before else _KEPT
    return ClaimRow(one.label, one.value, one.percent, one.source, one.how, outcome, tone)
