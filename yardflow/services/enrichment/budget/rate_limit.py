"""How fast a paid provider is asked: one bucket of requests and tokens for all workers together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
