"""A measured figure and the goal it has; and what is measured in more than one place."""

import operator
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_COMPARE = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True)
class Figure:
    """``floor`` is the same measured for something bare; ``ratio`` is value ÷ floor.

    ``goal`` reads ``value <= 100`` or ``ratio >= 0.5``; it is empty for a figure to look at only.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def ok(self) -> bool:
        if not self.goal:
            return True
        match = re.fullmatch(r"(value|ratio) (<=|>=) ([\d.]+)", self.goal)
        assert match, f"not a goal: {self.goal}"
        measured = self.value if match[1] == "value" else self.ratio
        return measured is not None and _COMPARE[match[2]](measured, float(match[3]))

    def row(self) -> dict[str, Any]:
        """As it is kept."""
        kept = {name: _short(each) for name, each in asdict(self).items()}
        return kept | {"ratio": _short(self.ratio), "ok": self.ok}


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def memory_mb(process_id: int) -> float:
    """Resident memory of one process, in MB of a million bytes."""
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _short(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) and abs(value) < 10_000 else value
