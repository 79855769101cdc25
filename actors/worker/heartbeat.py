"""Memory that the worker's processes share: each says there how many of its threads live."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass

STALE_SECONDS = 6.0
_FIELDS = 3  # when, threads alive, threads expected


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One process's last sign of life."""

    name: str
    seconds_ago: float
    alive: int
    expected: int

    @property
    def healthy(self) -> bool:
        """Whether it lives and all of its threads do."""
        return (
            self.seconds_ago < STALE_SECONDS and self.expected > 0 and self.alive >= self.expected
        )


class Heartbeats:
    """A slot for each named process. Made before the processes are forked."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = list(names)
        self._slots = multiprocessing.RawArray("d", len(names) * _FIELDS)

    def beat(self, name: str, alive: int, expected: int) -> None:
        """Says: this process lives, and so many of its threads."""
        start = self._names.index(name) * _FIELDS
        self._slots[start : start + _FIELDS] = [time.monotonic(), alive, expected]

    def gone(self, name: str) -> None:
        """Says that this process ended."""
        start = self._names.index(name) * _FIELDS
        self._slots[start : start + _FIELDS] = [0, 0, 0]

    def read(self) -> list[Heartbeat]:
        """Everybody's last sign of life; one who gave none yet counts as long gone."""
        now = time.monotonic()
        beats = []
        for index, name in enumerate(self._names):
            at, alive, expected = self._slots[index * _FIELDS : (index + 1) * _FIELDS]
            beats.append(Heartbeat(name, now - at if at else 1e9, int(alive), int(expected)))
        return beats
