"""One contact on its way through the providers, and what becomes of its run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from yardflow.integrations.errors import ProviderError
from yardflow.models import RunStatus
from yardflow.prices import Usage
from yardflow.services.enrichment.budget import reservations
from yardflow.services.enrichment.claims import apply as apply_claims
from yardflow.services.enrichment.providers.email_pattern.patterns import Pattern
from yardflow.services.enrichment.providers.protocol import (
    Finding,
    Outcome,
    Provider,
    Question,
    Subject,
)
from yardflow.services.enrichment.runs.store import Taken
from yardflow.services.enrichment.settings import Choices


@dataclass
class Pass:
    """One contact on its way through the providers."""

    taken: Taken
    subject: Subject
    findings: list[Finding] = field(default_factory=list)
    patterns: tuple[Pattern, ...] = ()
    site: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    missing: str = ""
    fingerprint: str | None = None
    charge_id: int | None = None
    usage: Usage | None = None
    fault: ProviderError | None = None
    refused: reservations.Refused | None = None
    economy: bool = False

    @property
    def going(self) -> bool:
        """Whether nothing has stopped it."""
        return self.fault is None and self.refused is None

    def open_fields(self, provider: Provider, decided: Choices) -> frozenset[str]:
        """The provider's fields that nobody before it knows well enough."""
        known = {
            one.field for one in self.findings if one.confidence >= decided.thresholds[one.field]
        }
        return (self.subject.wanted - known) & provider.fields

    def question(self, provider: Provider, decided: Choices) -> Question:
        """What this provider is asked now."""
        fields = self.open_fields(provider, decided)
        known = tuple(self.findings)
        room = self.taken.more_room
        return Question(self.subject, fields, known, decided, self.site, room)

    def take(self, provider: Provider, outcome: Outcome, ms: int) -> None:
        """Keeps what a provider said."""
        self.findings += outcome.findings
        self.patterns += outcome.patterns
        self.site = outcome.site or self.site
        told = len({one.field for one in outcome.findings})
        found = f"{told} {'field' if told == 1 else 'fields'} found" if told else "Nothing found"
        self.note(provider, outcome.note or found, outcome.usage, ms)

    def note(
        self, provider: Provider, outcome: str, usage: Usage | None = None, ms: int = 0
    ) -> None:
        """Writes down what became of asking one provider."""
        step: dict[str, Any] = {"provider": provider.name, "outcome": outcome, "ms": ms}
        if usage is not None:
            cost = {} if usage.tier else {"cost_usd": str(usage.charged(self.economy))}
            step |= {"model": usage.model, **cost}
        self.steps.append(step)

    def stop(self, provider: Provider, fault: ProviderError, ms: int = 0) -> None:
        """A provider could not answer: nobody else is asked, and what it reported is kept."""
        self.fault, self.usage = fault, fault.usage
        self.note(provider, fault.message, fault.usage, ms)
        if fault.details is not None:
            self.steps[-1]["details"] = fault.details.as_json()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run goes on: it ended (``until`` None), or is tried again then.

    ``held``: what holds it back holds back every other run too. ``unusable``: until an
    administrator has done something. ``more_room``: its next answer may be longer. ``settled`` is
    what it came to, when it ended well.
    """

    status: RunStatus
    reason: str = ""
    until: datetime | None = None
    held: bool = False
    unusable: bool = False
    counts: bool = True
    more_room: bool = False
    settled: apply_claims.Settled | None = None


Verdicts = dict[int, Verdict]
Close = Callable[[Session, Verdicts], None]
