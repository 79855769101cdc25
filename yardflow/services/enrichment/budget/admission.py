"""Whether a question may go to a provider just now: its breaker is closed and it is our turn."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from yardflow.models import ProviderState
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.budget.rate_limit import Bucket
from yardflow.services.enrichment.settings import Choices

_state: Any = ProviderState.__table__  # type: ignore[attr-defined]


@dataclass(slots=True)
class Door:
    """One provider's, while its row is locked. What it says holds until the transaction ends."""

    view: circuit_breaker.BreakerView
    bucket: Bucket
    now: datetime
    probing_until: datetime | None
    _passed: int = field(default=0)

    def shut(self) -> tuple[datetime, str] | None:
        """Until when nobody may ask, and why; None while somebody may."""
        if not self.view.open or self.view.until is None:
            return None
        if self._passed:  # one question goes and sees; the others wait for what it finds
            return self.now + circuit_breaker.PROBE, replace(self.view, trying=True).told
        return (self.view.until, self.view.told) if self.now < self.view.until else None

    def pass_through(self, tokens: int, paced: bool = True) -> tuple[datetime, str] | None:
        """Lets one question out; or says when its turn comes. A batch is not ``paced``."""
        if paced and (wait := self.bucket.take(tokens)) is not None:
            until = self.now + wait
            return until, (
                f"{self.view.label} is asked as fast as the settings allow. "
                f"Goes on by itself at {until:%H:%M:%S} UTC."
            )
        self._passed += 1
        return None

    def write(self, session: Session) -> None:
        """Remembers what went out."""
        if not self._passed:
            return
        session.execute(
            update(_state)
            .where(_state.c.provider == self.view.provider)
            .values(
                requests_left=self.bucket.requests,
                tokens_left=self.bucket.tokens,
                refilled_at=self.bucket.at,
                probing_until=self.now + circuit_breaker.PROBE if self.view.open else None,
            )
        )


def doors(
    session: Session, providers: Iterable[str], choices: Choices, now: datetime
) -> dict[str, Door]:
    """The doors of these providers; their rows are locked until the end of the transaction."""
    found = {}
    for name, row in circuit_breaker.locked(session, providers).items():
        left = (row.requests_left, row.tokens_left, row.refilled_at)
        rpm, tpm = choices.requests_per_minute, choices.tokens_per_minute
        bucket = Bucket.filled(rpm, tpm, left, now)
        found[name] = Door(circuit_breaker.view(row), bucket, now, row.probing_until)
    return found
