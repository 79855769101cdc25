"""How the steps of a definition lead to each other."""

from collections.abc import Container, Iterable, Iterator, Mapping
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
    walked = dict.fromkeys(_last_first(definition.steps, [definition.start]))
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


def unreached(definition: Definition) -> list[StepKey]:
    """The steps that no one comes to."""
    walked = reached(definition.steps, [definition.start])
    return [key for key in definition.steps if key not in walked]


def leading(steps: Mapping[StepKey, Step]) -> dict[StepKey, list[StepKey]]:
    """The steps that lead to each one, as often as they do; what none leads to isn't in it."""
    back: dict[StepKey, list[StepKey]] = {}
    for key, step in steps.items():
        for way in ways(step):
            if way is not None:
                back.setdefault(way, []).append(key)
    return back


def without_end(definition: Definition) -> list[StepKey]:
    """The steps from which no way leads to the end, however long it is."""
    ends = [
        key
        for key, step in definition.steps.items()
        if not ways(step) or any(way not in definition.steps for way in ways(step))
    ]
    ended = _walked(leading(definition.steps), ends)
    return [key for key in definition.steps if key not in ended]


def before(back: Mapping[StepKey, list[StepKey]], key: StepKey) -> dict[StepKey, None]:
    """The steps that may have come before this one, by what leads where (`leading`); itself among
    them only in a loop.
    """
    return _walked(back, back.get(key, []))


def _walked(
    ahead: Mapping[StepKey, list[StepKey]],
    starts: list[StepKey],
    seen: Container[StepKey] = (),
) -> dict[StepKey, None]:
    walked: dict[StepKey, None] = {}
    left = [*starts]
    while left:
        key = left.pop()
        if key not in walked and key not in seen:
            walked[key] = None
            left.extend(ahead.get(key, []))
    return walked


def dominators(definition: Definition) -> dict[StepKey, StepKey]:
    """For each step that is reached but the first: the last step that everyone who comes to it has
    passed, in the order of the walk; where branches meet again, that is the step that parted them.
    (Cooper, Harvey and Kennedy: A Simple, Fast Dominance Algorithm.)
    """
    order = _last_first(definition.steps, [definition.start])
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


def _last_first(steps: Mapping[StepKey, Step], starts: Iterable[StepKey]) -> list[StepKey]:
    """What these lead to, each step before all it leads to, but in loops; the first branch
    first.
    """
    left: list[StepKey] = []
    seen: set[StepKey] = set()
    ahead = [(start, False) for start in starts]
    while ahead:
        key, done = ahead.pop()
        if done:
            left.append(key)
        elif key in steps and key not in seen:
            seen.add(key)
            ahead.append((key, True))
            ahead.extend((way, False) for way in ways(steps[key]) if way is not None)
    return left[::-1]


def endless(definition: Definition) -> list[StepKey]:
    """The steps of loops in which no time passes: no wait for a while or for a time of day, and no
    task that holds. A moment of the event comes once, and is no wait the second time.
    """
    quick = {key: step for key, step in definition.steps.items() if not _takes_time(step)}
    in_loops = _in_loops(quick)
    return [key for key in quick if key in in_loops]


def _in_loops(steps: Mapping[StepKey, Step]) -> set[StepKey]:
    """The steps that lead back to themselves. (Kosaraju and Sharir: each step, the last to be left
    first, is in loops with those that come to it and are in none yet.)
    """
    back, in_loops, seen = leading(steps), set[StepKey](), dict[StepKey, None]()
    for key in _last_first(steps, steps):
        together = _walked(back, [key], seen)
        seen |= together
        if len(together) > 1 or key in ways(steps[key]):
            in_loops.update(together)
    return in_loops


def _takes_time(step: Step) -> bool:
    if isinstance(step, Task):
        return step.holds
    return isinstance(step, Wait) and isinstance(step.until, Duration | NextTime)
