"""The kinds of steps, and what each is called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yardflow.services.sequences.definitions.steps import (
    Condition,
    Duration,
    Email,
    Exit,
    FieldTest,
    Operator,
    Split,
    Step,
    StepKey,
    Task,
    Unit,
    Wait,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` as JSON, keys and forms have it, ``label`` as people read it. ``new`` makes a step
    as it is when it is added: what has to be entered is still empty.
    """

    name: str
    label: str
    new: Callable[[StepKey], Step]


NEW_TEST = FieldTest("contact.title", Operator.CONTAINS)
KINDS: Mapping[type, Kind] = {
    Email: Kind("email", "Email", Email),
    Wait: Kind("wait", "Wait", lambda key: Wait(key, Duration(1, Unit.DAYS))),
    Condition: Kind("condition", "Condition", lambda key: Condition(key, (NEW_TEST,))),
    Split: Kind("split", "A/B split", lambda key: Split(key, (1, 1), (None, None))),
    Task: Kind("task", "Task", Task),
    Exit: Kind("exit", "Exit", Exit),
}
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS.values()}


def kind_of(step: Step) -> Kind:
    """The kind of a step."""
    return KINDS[type(step)]
