"""How often an app may call: in ten seconds that roll, in a second of searches, and in a day."""

from collections import defaultdict, deque

from pydantic import BaseModel, ConfigDict, Field

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.errors import ROLLING
from yardflow.sandbox.hubspot.refusals import Refusal

WINDOW_MS, SECOND_MS, DAY_MS = 10_000, 1_000, 86_400_000
SEARCHES, DAILY = "SECONDLY", "DAILY"


class Allowed(BaseModel):
    """How many calls are allowed: of an app in 10 s (100 with a free account, 110 through OAuth,
    190 with a professional one), of searches in a second, of all in a day.
    """

    model_config = ConfigDict(extra="forbid")

    window: int = Field(190, ge=0)
    searches: int = Field(5, ge=0)
    daily: int = Field(650_000, ge=0)


class Limits:
    """Counts calls; those that are refused for the window count toward none."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """As at the beginning, with the usual limits."""
        self.allowed = Allowed()
        self._windows: dict[str, deque[int]] = defaultdict(deque)
        self._searches: deque[int] = deque()
        self._day, self._used = 0, 0
        self.refused = self.searched = 0

    def take(self, token: str, *, searches: bool) -> dict[str, str]:
        """Counts a call of the app with this token; the headers that its answer has.

        Raises:
            Refusal: a limit is reached.
        """
        now = self._clock.milliseconds()
        window = _within(self._windows[token], now - WINDOW_MS)
        recent = _within(self._searches, now - SECOND_MS)
        if self.used() >= self.allowed.daily:
            raise self._refusal(DAILY)
        if searches and len(recent) >= self.allowed.searches:
            raise self._refusal(SEARCHES)
        if len(window) >= self.allowed.window:
            raise self._refusal(ROLLING)
        window.append(now)
        self._used += 1
        if searches:
            recent.append(now)
            self.searched += 1
            return {}
        return self._headers(len(window))

    def now(self) -> int:
        """Milliseconds since 1970, as far as the sandbox is concerned."""
        return self._clock.milliseconds()

    def used(self) -> int:
        """How many calls there were today."""
        day = self._clock.milliseconds() // DAY_MS
        if day != self._day:
            self._day, self._used = day, 0
        return self._used

    def _headers(self, in_window: int) -> dict[str, str]:
        allowed = self.allowed
        return {
            "X-HubSpot-RateLimit-Daily": str(allowed.daily),
            "X-HubSpot-RateLimit-Daily-Remaining": str(max(0, allowed.daily - self._used)),
            "X-HubSpot-RateLimit-Interval-Milliseconds": str(WINDOW_MS),
            "X-HubSpot-RateLimit-Max": str(allowed.window),
            "X-HubSpot-RateLimit-Remaining": str(allowed.window - in_window),
        }

    def _refusal(self, policy: str) -> Refusal:
        self.refused += 1
        message = f"You have reached your {policy.lower()} limit."
        return Refusal(429, message, "RATE_LIMITS", policy=policy)


def _within(times: deque[int], since: int) -> deque[int]:
    while times and times[0] <= since:
        times.popleft()
    return times
