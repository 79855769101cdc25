"""Whether a paid provider may be asked just now: its breaker is closed, and it is our turn.

All workers together have one bucket of requests and tokens for each provider.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from yardflow.models import ProviderState
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.settings import EnrichmentSettings

_state: Any = ProviderState.__table__  # type: ignore[attr-defined]

# A bucket holds ten seconds' worth: a pause never turns into a burst of a whole minute.
_SHARE_OF_A_MINUTE = 6
# What floating point may lose when a bucket is filled in many small steps.
_ALMOST = 1e-6
_A_TOUCH = timedelta(milliseconds=1)


@dataclass(slots=True)
class Bucket:
    """What may be asked now. ``requests`` and ``tokens`` fill up with time, and never run over.

    A question larger than the bucket goes when the bucket is full, and leaves a debt.
    """

    requests_per_minute: int
    tokens_per_minute: int
    requests: float
    tokens: float
    at: datetime
    _queued_requests: float = 0.0
    _queued_tokens: float = 0.0

    @classmethod
    def filled(
        cls,
        requests_per_minute: int,
        tokens_per_minute: int,
        left: tuple[float | None, float | None, datetime | None],
        now: datetime,
    ) -> "Bucket":
        """The bucket as it was ``left`` (requests, tokens, when), filled up to now."""
        most_requests = max(1.0, requests_per_minute / _SHARE_OF_A_MINUTE)
        most_tokens = max(1.0, tokens_per_minute / _SHARE_OF_A_MINUTE)
        requests, tokens, before = left
        if requests is None or tokens is None or before is None:
            requests, tokens, before = most_requests, most_tokens, now
        # Another machine's clock may be ahead of ours; what it has filled is not filled twice.
        minutes = max(0.0, (now - before).total_seconds() / 60)
        return cls(
            requests_per_minute,
            tokens_per_minute,
            min(most_requests, requests + minutes * requests_per_minute),
            min(most_tokens, tokens + minutes * tokens_per_minute),
            max(now, before),
        )

    def take(self, tokens: int) -> timedelta | None:
        """Takes one request of so many tokens out; or how long until it would be its turn.

        Who comes after somebody that waits, waits behind them.
        """
        needed = min(float(tokens), max(1.0, self.tokens_per_minute / _SHARE_OF_A_MINUTE))
        if (
            not self._queued_requests
            and self.requests >= 1 - _ALMOST
            and self.tokens >= needed - _ALMOST
        ):
            self.requests -= 1
            self.tokens -= tokens
            return None
        requests = self._queued_requests + 1 - self.requests
        missing = self._queued_tokens + needed - self.tokens
        self._queued_requests += 1
        self._queued_tokens += tokens
        minutes = max(requests / self.requests_per_minute, missing / self.tokens_per_minute, 0.0)
        return timedelta(minutes=minutes) + _A_TOUCH


@dataclass(slots=True)
class ProviderGate:
    """One provider's, while its row is locked. What it says holds until the transaction ends."""

    breaker: circuit_breaker.BreakerView
    bucket: Bucket
    now: datetime
    _admitted: int = field(default=0)

    def blocked(self) -> tuple[datetime, str] | None:
        """Until when nobody may ask, and why; None while somebody may."""
        if not self.breaker.open or self.breaker.until is None:
            return None
        if self._admitted:  # one question goes and sees; the others wait for what comes of it
            until = self.now + circuit_breaker.PROBE
            return until, replace(self.breaker, trying=True).message
        if self.now < self.breaker.until:
            return self.breaker.until, self.breaker.message
        return None

    def admit(self, tokens: int | None) -> tuple[datetime, str] | None:
        """Lets one question of so many tokens out; or says when its turn comes. Without ``tokens``
        it takes no turn.
        """
        if tokens is not None and (wait := self.bucket.take(tokens)) is not None:
            until = self.now + wait
            return (
                until,
                f"{self.breaker.label}: rate limit reached. Resuming at {until:%H:%M:%S} UTC.",
            )
        self._admitted += 1
        return None

    def write(self, session: Session) -> None:
        """Remembers what went out."""
        if not self._admitted:
            return
        session.execute(
            update(_state)
            .where(_state.c.provider == self.breaker.provider)
            .values(
                requests_left=self.bucket.requests,
                tokens_left=self.bucket.tokens,
                refilled_at=self.bucket.at,
                probing_until=self.now + circuit_breaker.PROBE if self.breaker.open else None,
            )
        )


def lock_gates(
    session: Session, providers: Iterable[str], settings: EnrichmentSettings, now: datetime
) -> dict[str, ProviderGate]:
    """The gates of these providers; their rows are locked until the end of the transaction."""
    gates = {}
    for name, row in circuit_breaker.lock_states(session, providers).items():
        left = (row.requests_left, row.tokens_left, row.refilled_at)
        bucket = Bucket.filled(settings.requests_per_minute, settings.tokens_per_minute, left, now)
        gates[name] = ProviderGate(circuit_breaker.view(row), bucket, now)
    return gates
