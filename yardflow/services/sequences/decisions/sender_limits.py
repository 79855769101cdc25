"""How much a sender may send: so many emails a day, while it warms up fewer, and so far apart."""

import zlib
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DailyCaps:
    """How many emails a day: ``most``, and while it warms up ``first`` on the day ``began`` and
    ``step`` more each day since.
    """

    most: int
    began: date | None = None
    first: int = 0
    step: int = 0

    def on(self, day: date) -> int:
        """How many on this day; before the warm-up begins as many as on its first day."""
        if self.began is None:
            return self.most
        days = max((day - self.began).days, 0)
        return min(self.most, self.first + self.step * days)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a sender waits from one email to the next, in seconds, and up to how much longer."""

    sender_id: int
    pace_s: int
    jitter_s: int

    def gap(self, day: date, sent: int) -> timedelta:
        """The pace with a part of the jitter, which differs from one email to the next; ``sent``
        were sent on this day before.
        """
        part = zlib.crc32(f"{self.sender_id} {day} {sent}".encode()) / 2**32
        return timedelta(seconds=self.pace_s + round(self.jitter_s * part))
