"""How the steps of a definition lead to each other."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

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
    """All steps, each before what it leads to (but in loops) and a branch before the next one; then
    those that nothing leads to.
    """
    walked = _last_first(definition)
    yield from walked
    yield from (key for key in definition.steps if key not in {*walked})


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


def unreached(definition: Definition) -> list[StepKey]:
    """The steps that no one comes to."""
    walked = reached(definition.steps, [definition.start])
    return [key for key in definition.steps if key not in walked]


def without_end(definition: Definition) -> list[StepKey]:
    """The steps from which no way leads to the end, however long it is."""
    back: dict[StepKey, list[StepKey]] = {}
    ended: dict[StepKey, None] = {}
    ahead = []
    for key, step in definition.steps.items():
        ends = [way for way in ways(step) if way not in definition.steps]
        ahead.extend([key] if ends or not ways(step) else [])
        for way in ways(step):
            if way is not None:
                back.setdefault(way, []).append(key)
    while ahead:
        key = ahead.pop()
        if key not in ended:
            ended[key] = None
            ahead.extend(back.get(key, []))
    return [key for key in definition.steps if key not in ended]


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


def dominators(definition: Definition) -> dict[StepKey, StepKey]:
    """For each step that is reached but the first: the last step that everyone who comes to it has
    passed, in the order of the walk; where branches meet again, that is the step that parted them.
    (Cooper, Harvey and Kennedy: A Simple, Fast Dominance Algorithm.)
    """
    order = _last_first(definition)
    place = {key: number for number, key in enumerate(order)}
    earlier: dict[StepKey, list[StepKey]] = {key: [] for key in order}
    for key in order:
        for way in ways(definition.steps[key]):
            if way in place:
                earlier[way].append(key)
    nearest: dict[StepKey, StepKey] = {key: key for key in order[:1]}
    before: dict[StepKey, StepKey] = {}
    while before != nearest:
        before = dict(nearest)
        for key in order[1:]:
            known = [each for each in earlier[key] if each in nearest]
            nearest[key] = reduce(
                lambda first, second: _common(nearest, place, first, second), known
            )
    return {key: nearest[key] for key in order[1:]}


def _common(
    above: Mapping[StepKey, StepKey], place: Mapping[StepKey, int], first: StepKey, second: StepKey
) -> StepKey:
    while first != second:
        if place[first] > place[second]:
            first = above[first]
        else:
            second = above[second]
    return first


def _last_first(definition: Definition) -> list[StepKey]:
    """What is reached, each step before all it leads to, but in loops; the first branch first."""
    left: list[StepKey] = []
    seen: set[StepKey] = set()
    ahead = [(definition.start, False)]
    while ahead:
        key, done = ahead.pop()
        if done:
            left.append(key)
        elif key in definition.steps and key not in seen:
            seen.add(key)
            ahead.append((key, True))
            ahead.extend((way, False) for way in ways(definition.steps[key]) if way is not None)
    return left[::-1]


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
