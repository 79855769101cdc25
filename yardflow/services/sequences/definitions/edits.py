"""Changes to the steps of a draft that keep the others connected."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    Exit,
    Split,
    Step,
    StepKey,
)


def new_key(definition: Definition, kind: str) -> StepKey:
    """A key that no step has: ``wait``, else ``wait-2``."""
    key, number = kind, 1
    while key in definition.steps:
        number += 1
        key = f"{kind}-{number}"
    return key


def insert(definition: Definition, step: Step, after: StepKey) -> Definition:
    """With a step behind another one, or at the start where ``after`` is "". All of its branches
    lead to what came next; behind a step with branches it is on the first of them.
    """
    if after not in definition.steps:
        led = _leading_to(step, definition.start or None)
        return _with(definition, {step.key: led, **definition.steps}, start=step.key)
    earlier = definition.steps[after]
    following = graph.ways(earlier)[0] if graph.ways(earlier) else None
    steps: dict[StepKey, Step] = {}
    for key, each in definition.steps.items():
        steps[key] = _first_way(each, step.key) if key == after else each
        if key == after:
            steps[step.key] = _leading_to(step, following)
    return _with(definition, steps)


def put(definition: Definition, step: Step) -> Definition:
    """With this step in the place of the one that has its key."""
    return _with(definition, {**definition.steps, step.key: step})


def remove(definition: Definition, key: StepKey) -> Definition:
    """Without a step: what led to it leads to what came next, on the first of its branches."""
    ways = graph.ways(definition.steps[key])
    following = ways[0] if ways and ways[0] != key else None
    rest = {each: step for each, step in definition.steps.items() if each != key}
    return _redirected(_with(definition, rest), {key: following})


def without_pins(definition: Definition) -> Definition:
    """A draft of what was published: each email with its template, in no version of it."""
    return pinned(definition, {})


def pinned(definition: Definition, versions: Mapping[int, int]) -> Definition:
    """With each email at the version that is named for its template."""
    steps = {
        key: replace(step, template_version_id=versions.get(step.template_id))
        if isinstance(step, Email)
        else step
        for key, step in definition.steps.items()
    }
    return _with(definition, steps)


def can_move_up(definition: Definition, key: StepKey) -> bool:
    """Whether a step can change places with the one before it: neither has branches, and only that
    one leads to it.
    """
    return _before(definition, key) is not None


def move_up(definition: Definition, key: StepKey) -> Definition:
    """With a step and the one before it in each other's place, if they can (`can_move_up`)."""
    earlier = _before(definition, key)
    if earlier is None:
        return definition
    following = graph.ways(definition.steps[key])[0]
    swapped = _redirected(definition, {earlier: key})
    steps = {
        **swapped.steps,
        key: _first_way(definition.steps[key], earlier),
        earlier: _first_way(definition.steps[earlier], following),
    }
    return _with(swapped, steps)


def _before(definition: Definition, key: StepKey) -> StepKey | None:
    leading = [step for step in definition.steps.values() if key in graph.ways(step)]
    if key not in definition.steps or key == definition.start or len(leading) != 1:
        return None
    if not _is_plain(definition.steps[key]):
        return None
    return leading[0].key if _is_plain(leading[0]) and leading[0].key != key else None


def _is_plain(step: Step) -> bool:
    return not isinstance(step, Condition | Split | Exit)


def _redirected(definition: Definition, targets: dict[StepKey, StepKey | None]) -> Definition:
    def target(way: StepKey | None) -> StepKey | None:
        return targets.get(way, way) if way is not None else None

    steps = {key: _with_ways(step, target) for key, step in definition.steps.items()}
    return _with(definition, steps, start=target(definition.start) or "")


def _leading_to(step: Step, following: StepKey | None) -> Step:
    return _with_ways(step, lambda _: following)


def _first_way(step: Step, following: StepKey | None) -> Step:
    match step:
        case Condition():
            return replace(step, yes=following)
        case Split():
            return replace(step, ways=(following, *step.ways[1:]))
        case Exit():
            return step
        case _:
            return replace(step, next=following)


def _with_ways(step: Step, target: Callable[[StepKey | None], StepKey | None]) -> Step:
    match step:
        case Condition():
            return replace(step, yes=target(step.yes), no=target(step.no))
        case Split():
            return replace(step, ways=tuple(map(target, step.ways)))
        case Exit():
            return step
        case _:
            return replace(step, next=target(step.next))


def _with(
    definition: Definition, steps: dict[StepKey, Step], start: StepKey | None = None
) -> Definition:
    return replace(definition, steps=steps, start=definition.start if start is None else start)
