"""How the steps of a definition lead to each other."""

from collections.abc import Iterable, Iterator, Mapping

from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Exit,
    NextTime,
    Split,
    Step,
    StepKey,
    Task,
    Wait,
)


def ways(step: Step) -> tuple[StepKey | None, ...]:
    """Where a step may lead, in the order of its branches; None is the end."""
    match step:
        case Condition():
            return step.yes, step.no
        case Split():
            return step.ways
        case Exit():
            return ()
        case _:
            return (step.next,)


def in_order(definition: Definition) -> Iterator[StepKey]:
    """All steps as they are walked, each branch to its end before the next; then those that nothing
    leads to.
    """
    walked = reached(definition.steps, [definition.start])
    yield from walked
    yield from (key for key in definition.steps if key not in walked)


def reached(steps: Mapping[StepKey, Step], starts: Iterable[StepKey]) -> dict[StepKey, None]:
    """The steps that these lead to, and they themselves, in the order of the walk."""
    walked: dict[StepKey, None] = {}
    ahead = [*starts][::-1]
    while ahead:
        key = ahead.pop()
        if key in walked or key not in steps:
            continue
        walked[key] = None
        ahead.extend(way for way in reversed(ways(steps[key])) if way is not None)
    return walked


def before(definition: Definition, key: StepKey) -> dict[StepKey, None]:
    """The steps that may have come before this one; itself among them only in a loop."""
    back: dict[StepKey, list[StepKey]] = {}
    for each in definition.steps.values():
        for way in ways(each):
            if way is not None:
                back.setdefault(way, []).append(each.key)
    walked: dict[StepKey, None] = {}
    ahead = list(back.get(key, []))
    while ahead:
        each_key = ahead.pop()
        if each_key not in walked:
            walked[each_key] = None
            ahead.extend(back.get(each_key, []))
    return walked


def endless(definition: Definition) -> list[StepKey]:
    """The steps of loops in which no time passes: no wait for a while or for a time of day, and no
    task that holds. A moment of the event comes once, and is no wait the second time.
    """
    quick = {key: step for key, step in definition.steps.items() if not _takes_time(step)}
    return [
        key
        for key, step in quick.items()
        if key in reached(quick, [way for way in ways(step) if way is not None])
    ]


def _takes_time(step: Step) -> bool:
    if isinstance(step, Task):
        return step.holds
    return isinstance(step, Wait) and isinstance(step.until, Duration | NextTime)
