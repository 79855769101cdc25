"""When a program that ended is started again, for `make run` and for the worker."""

import time
from dataclasses import dataclass

STEADY_SECONDS = 60.0
LONGEST_PAUSE = 10.0


@dataclass
class Restart:
    """One program's restarts: at first after half a second, then after pauses twice as long each.

    ``failures`` is how often in a row it ended soon after its start. ``due`` is when it is started
    again, on the monotonic clock; None while it runs.
    """

    failures: int = 0
    due: float | None = None
    started_at: float = 0.0

    @property
    def is_due(self) -> bool:
        """Whether the pause is over."""
        return self.due is not None and time.monotonic() >= self.due

    def started(self) -> None:
        """It runs."""
        self.started_at, self.due = time.monotonic(), None

    def failed(self) -> None:
        """It ended, or did not start."""
        now = time.monotonic()
        if self.due is None and now - self.started_at > STEADY_SECONDS:
            self.failures = 0
        self.failures += 1
        self.due = now + min(LONGEST_PAUSE, 2 ** (self.failures - 2))
