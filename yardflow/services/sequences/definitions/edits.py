"""Changes to the steps of a draft that keep the others connected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count

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


@dataclass(frozen=True, slots=True)
class Edge:
    """The ``way``-th branch of a step; with no ``source``, what leads to the first step."""

    source: StepKey
    way: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """Where all meet that lead to a step, just before it."""

    key: StepKey


# Where a step can be put.
Place = Edge | Join


def has_place(definition: Definition, place: Place) -> bool:
    """Whether a definition has this place."""
    if isinstance(place, Join):
        return place.key in definition.steps
    if not place.source:
        return place.way == 0
    step = definition.steps.get(place.source)
    return step is not None and 0 <= place.way < len(graph.ways(step))


def new_key(definition: Definition, kind: str) -> StepKey:
    """A key that no step has: ``wait``, else ``wait-2``."""
    key, number = kind, 1
    while key in definition.steps:
        number += 1
        key = f"{kind}-{number}"
    return key


def target_of(definition: Definition, place: Place) -> StepKey | None:
    """Where it goes on behind a place; None is the end."""
    if isinstance(place, Join):
        return place.key
    if not place.source:
        return definition.start if definition.start in definition.steps else None
    return graph.ways(definition.steps[place.source])[place.way]


def led(definition: Definition, place: Place, target: StepKey | None) -> Definition:
    """With what comes to a place leading elsewhere."""
    if isinstance(place, Join):
        return redirected(definition, {place.key: target})
    if not place.source:
        return with_steps(definition, definition.steps, start=target or "")
    numbers = count()
    step = definition.steps[place.source]
    return put(
        definition, with_ways(step, lambda way: target if next(numbers) == place.way else way)
    )


def insert(definition: Definition, step: Step, place: Place) -> Definition:
    """With a step in a place. All of its branches lead to what came next."""
    following = target_of(definition, place)
    return put(led(definition, place, step.key), with_ways(step, lambda _: following))


def put(definition: Definition, step: Step) -> Definition:
    """With this step in the place of the one that has its key."""
    return with_steps(definition, {**definition.steps, step.key: step})


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
    return with_steps(definition, steps)


def pins(definition: Definition) -> dict[int, int]:
    """The version of each template that a published definition goes by."""
    return {
        step.template_id: step.template_version_id
        for step in definition.steps.values()
        if isinstance(step, Email) and step.template_version_id is not None
    }


def before_each(definition: Definition) -> dict[StepKey, StepKey]:
    """For each step that can change places with the one before it, which that is: neither has
    branches, and only that one leads to it.
    """
    steps = definition.steps
    return {
        key: earlier
        for key, (earlier, *others) in graph.leading(steps).items()
        if key in steps and key != definition.start and key != earlier and not others
        if _is_plain(steps[key]) and _is_plain(steps[earlier])
    }


def move_up(definition: Definition, key: StepKey) -> Definition:
    """With a step and the one before it in each other's place, if they can (`before_each`)."""
    earlier = before_each(definition).get(key)
    if earlier is None:
        return definition
    following = graph.ways(definition.steps[key])[0]
    if following == earlier:  # the two are a loop
        following = key
    swapped = redirected(definition, {earlier: key})
    swapped = put(swapped, with_ways(definition.steps[key], lambda _: earlier))
    return put(swapped, with_ways(definition.steps[earlier], lambda _: following))


def redirected(definition: Definition, targets: Mapping[StepKey, StepKey | None]) -> Definition:
    """With all that leads to one of these steps leading to another, or to the end."""

    def target(way: StepKey | None) -> StepKey | None:
        return targets.get(way, way) if way is not None else None

    steps = {key: with_ways(step, target) for key, step in definition.steps.items()}
    return with_steps(definition, steps, start=target(definition.start) or "")


def with_ways(step: Step, target: Callable[[StepKey | None], StepKey | None]) -> Step:
    """A step whose branches lead elsewhere, asked in their order."""
    match step:
        case Condition():
            return replace(step, yes=target(step.yes), no=target(step.no))
        case Split():
            return replace(step, ways=tuple(map(target, step.ways)))
        case Exit():
            return step
        case _:
            return replace(step, next=target(step.next))


def with_steps(
    definition: Definition, steps: Mapping[StepKey, Step], start: StepKey | None = None
) -> Definition:
    """With other steps and, if it is named, another first one."""
    return replace(definition, steps=steps, start=definition.start if start is None else start)


def _is_plain(step: Step) -> bool:
    return not isinstance(step, Condition | Split | Exit)
