"""One contact on its way through the providers, and what becomes of its run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from yardflow.integrations.errors import ProviderError
from yardflow.models import RunStatus
from yardflow.prices import Usage
from yardflow.services.enrichment.budget.limits import Refusal
from yardflow.services.enrichment.claims.apply import RunResult
from yardflow.services.enrichment.providers.protocol import (
    ContactSnapshot,
    Pattern,
    ProviderAnswer,
    ProviderClaim,
    Question,
)
from yardflow.services.enrichment.providers.registry import ProviderEntry
from yardflow.services.enrichment.runs.store import StartedRun
from yardflow.services.enrichment.settings import EnrichmentSettings


@dataclass(slots=True)
class PaidQuestion:
    """A run's question to one paid provider, whose money is reserved under ``charge_id``; then
    what its answer used, or why there was none.
    """

    charge_id: int
    fingerprint: str
    economy: bool = False
    usage: Usage | None = None
    fault: ProviderError | None = None


@dataclass(slots=True)
class RunContext:
    """One contact on its way through the providers. ``paid`` is by provider; ``missing`` the label
    of a provider that is not set up; ``good_for`` of one that could not be reached.
    """

    run: StartedRun
    contact: ContactSnapshot
    claims: list[ProviderClaim] = field(default_factory=list)
    patterns: tuple[Pattern, ...] = ()
    site: str = ""
    good_for: timedelta | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    missing: str = ""
    paid: dict[str, PaidQuestion] = field(default_factory=dict)
    fault: ProviderError | None = None
    refusal: Refusal | None = None

    @property
    def going(self) -> bool:
        """Whether nothing has stopped it."""
        return self.fault is None and self.refusal is None

    @property
    def has_paid_answer(self) -> bool:
        """Whether a provider was paid for an answer, which must not be lost and paid again."""
        return any(each.usage is not None and each.fault is None for each in self.paid.values())

    def open_fields(self, provider: ProviderEntry, settings: EnrichmentSettings) -> frozenset[str]:
        """The provider's fields that nobody before it knows well enough."""
        known = {
            claim.field
            for claim in self.claims
            if claim.confidence >= settings.thresholds[claim.field]
        }
        return (self.contact.missing - known) & provider.fields

    def question(self, provider: ProviderEntry, settings: EnrichmentSettings) -> Question:
        """What this provider is asked now."""
        return Question(
            self.contact,
            self.open_fields(provider, settings),
            tuple(self.claims),
            settings.options,
            self.site,
            self.run.more_room,
        )

    def add_answer(self, provider: ProviderEntry, answer: ProviderAnswer, ms: int = 0) -> None:
        """Keeps what a provider said."""
        self.claims += answer.claims
        self.patterns += answer.patterns
        self.site = answer.site or self.site
        self.good_for = answer.good_for or self.good_for
        if provider.name in self.paid:
            self.paid[provider.name].usage = answer.usage
        count = len({claim.field for claim in answer.claims})
        summary = f"{count} {'field' if count == 1 else 'fields'} found" if count else NOTHING_FOUND
        self.add_step(provider, answer.note or summary, answer.usage, ms)

    def add_step(
        self, provider: ProviderEntry, outcome: str, usage: Usage | None = None, ms: int = 0
    ) -> None:
        """Writes down what became of asking one provider."""
        step: dict[str, Any] = {"provider": provider.name, "outcome": outcome, "ms": ms}
        if usage is not None:
            question = self.paid.get(provider.name)
            economy = question is not None and question.economy
            cost = {} if usage.tier else {"cost_usd": str(usage.charged(economy))}
            step |= {"model": usage.model, **cost}
        self.steps.append(step)

    def fail(self, provider: ProviderEntry, fault: ProviderError, ms: int = 0) -> None:
        """A provider could not answer: nobody else is asked, unless one was paid for an answer
        already, which is kept. What the provider reported is kept, too.
        """
        keep = self.has_paid_answer
        if provider.name in self.paid:
            question = self.paid[provider.name]
            question.fault, question.usage = fault, fault.usage
        if not keep:
            self.fault = fault
        self.add_step(provider, fault.message, fault.usage, ms)
        if fault.details is not None:
            self.steps[-1]["details"] = fault.details.as_json()

    def refuse(self, provider: ProviderEntry, refusal: Refusal) -> None:
        """A provider may not be asked now: the run waits, unless it has a paid answer to keep."""
        if self.has_paid_answer:
            self.add_step(provider, refusal.reason)
        else:
            self.refusal = refusal


NOTHING_FOUND = "Nothing found"


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How one run goes on: it ended (``until`` None), or is tried again then.

    ``blocks_all``: what holds it back holds back every other run too. ``unusable``: until an
    administrator has done something. ``counts``: as one of its attempts. ``more_room``: its next
    answer may be longer. ``result`` is what it came to, when it ended well.
    """

    status: RunStatus
    reason: str = ""
    until: datetime | None = None
    blocks_all: bool = False
    unusable: bool = False
    counts: bool = True
    more_room: bool = False
    result: RunResult | None = None


# By run.
RunOutcomes = dict[int, RunOutcome]
Close = Callable[[Session, RunOutcomes], None]
