"""What goes into the batches of a bulk, what comes out of them, and how they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yardflow.integrations.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question with its money set aside: the body of the request, and whose it is."""

    run_id: int
    charge_id: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one question: the body of its answer, or what went wrong."""

    charge_id: int
    model: str
    more_room: bool = False
    body: dict[str, Any] | None = None
    fault: ProviderError | None = None

    @property
    def error(self) -> str | None:
        """What went wrong, in words."""
        return self.fault.message if self.fault else None


@dataclass(frozen=True, slots=True)
class BatchesState:
    """How the batches of a bulk stand: ``done`` of ``total`` questions of those that OpenAI has
    confirmed, the oldest open batch since ``since``. ``answered`` is what can be taken in now, of
    the batches in ``ended``: settle it, then tell `economy.collected`. ``trouble`` is why OpenAI
    could not be asked about one of them.
    """

    open: bool
    done: int
    total: int
    since: datetime
    answered: tuple[Answered, ...] = ()
    ended: tuple[int, ...] = ()
    trouble: str = ""
