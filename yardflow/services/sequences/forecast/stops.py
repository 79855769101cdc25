"""The moments at which a simulation stops, and what is decided there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from yardflow.services.sequences.decisions import Decision
from yardflow.services.sequences.definitions.steps import StepKey

# Before and behind all rounds that there are at a moment.
FIRST, LAST = -2, 1_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What is decided about an enrollment at a step and at a moment."""

    enrollment_id: int
    step: StepKey
    at: datetime
    decision: Decision


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens whatever is decided: ``effect`` at a moment, to an enrollment that is
    looked at again then where it may wait for this. ``last``: after all that is decided then.
    """

    at: datetime
    effect: Callable[[], object]
    enrollment_id: int | None = None
    last: bool = False


class Stop(NamedTuple):
    """An enrollment that is looked at, or a sender that opens, in the order of these fields. At one
    moment the engine goes round after round, and takes in each whoever is due the longest.
    """

    at: datetime
    round: int
    due_at: datetime
    rank: int
    number: int
    is_sender: bool = False
    # What someone does about the email of a step.
    assumed: str = ""
    step: StepKey = ""
    happens: bool = False
