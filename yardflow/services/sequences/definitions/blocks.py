"""A step with all that belongs to it: moved, copied and deleted as one.

A step with branches has those steps with it that are on its branches only, up to where they meet
again. Where all branches but one end at once, what is on that one goes on without it. Every other
step is alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from yardflow.services.sequences.definitions import edits, graph
from yardflow.services.sequences.definitions.edits import Join, Place
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    EmailTest,
    Exit,
    Split,
    Step,
    StepKey,
)


@dataclass(frozen=True, slots=True)
class Block:
    """The steps, the first of them first. ``following`` is where they lead together: where their
    branches meet, else the end.
    """

    head: StepKey
    keys: frozenset[StepKey]
    following: StepKey | None


def block(definition: Definition, key: StepKey) -> Block:
    """The block of a step."""
    step = definition.steps[key]
    ways = [way for way in graph.ways(step) if way is not None and way != key]
    if isinstance(step, Exit):
        return Block(key, frozenset({key}), _left_behind(definition, key))
    if not isinstance(step, Condition | Split) or len(ways) < 2:
        return Block(key, frozenset({key}), next(iter(ways), None))
    inside = {key, *_on_branches(definition, key)}
    exits = [way for each in inside for way in graph.ways(definition.steps[each])]
    outside = dict.fromkeys(way for way in exits if way is not None and way not in inside)
    order = [each for each in graph.in_order(definition) if each in outside]
    return Block(key, frozenset(inside), order[0] if order else next(iter(outside), None))


def move(definition: Definition, key: StepKey, place: Place) -> Definition:
    """With the block of a step in a place; in one of its own it stays where it is."""
    moved = block(definition, key)
    near = place.key if isinstance(place, Join) else place.source
    is_there = edits.target_of(definition, place) == key and _leading_to(definition, key) < 2
    if near in moved.keys or is_there:
        return definition
    without = _taken_out(definition, moved)
    steps = {each: definition.steps[each] for each in moved.keys}
    there = _put(without, steps, moved, place)
    # (In the order in which they were.)
    return edits.with_steps(there, {each: there.steps[each] for each in definition.steps})


def copy(definition: Definition, key: StepKey, place: Place) -> Definition:
    """With a copy of a step's block in a place. Its conditions ask for the copied emails."""
    return paste(definition, definition, key, place)


def paste(definition: Definition, source: Definition, key: StepKey, place: Place) -> Definition:
    """`copy` of a block of ``source``, which may be another definition. What led elsewhere there
    leads on here, and a condition that asks for an email which isn't copied asks for none that is
    here.
    """
    original = block(source, key)
    grown, names = definition, dict[StepKey, StepKey]()
    for each in (each for each in graph.in_order(source) if each in original.keys):
        names[each] = edits.new_key(grown, type(source.steps[each]).__name__.lower())
        grown = edits.put(grown, replace(source.steps[each], key=names[each]))
    if source is not definition:
        names |= _strange(source, original, grown)
    keys = [names[each] for each in original.keys]
    steps = {name: _renamed(grown.steps[name], names) for name in keys}
    following = names.get(original.following or "", original.following)
    return _put(definition, steps, Block(names[key], frozenset(keys), following), place)


def remove(definition: Definition, key: StepKey) -> Definition:
    """Without a step and its branches: what led to it leads to what came next."""
    return _taken_out(definition, block(definition, key))


def _on_branches(definition: Definition, key: StepKey) -> Iterable[StepKey]:
    """The steps that are come to by one branch of this step only."""
    reached = graph.reached(definition.steps, [definition.start])
    start = definition.start if key in reached else key
    nearest = graph.dominators(replace(definition, start=start))
    under: dict[StepKey, list[StepKey]] = {}
    for each, above in nearest.items():
        under.setdefault(above, []).append(each)
    leading = Counter(
        way for each in (start, *nearest) for way in graph.ways(definition.steps[each])
    )
    ahead = [each for each in under.get(key, []) if leading[each] == 1]
    while ahead:
        each = ahead.pop()
        yield each
        ahead.extend(under.get(each, []))


def _leading_to(definition: Definition, key: StepKey) -> int:
    ways = [way for step in definition.steps.values() for way in graph.ways(step)]
    return [*ways, definition.start].count(key)


def _left_behind(definition: Definition, gone: StepKey) -> StepKey | None:
    """The step that an exit cut off: the only one that nothing leads to. What leads to the exit
    itself was cut off by another, and would go in a circle.
    """
    heads = [key for key in definition.steps if not _leading_to(definition, key)]
    if len(heads) != 1 or gone in graph.reached(definition.steps, heads):
        return None
    return heads[0]


def _taken_out(definition: Definition, gone: Block) -> Definition:
    rest = {key: step for key, step in definition.steps.items() if key not in gone.keys}
    targets = dict.fromkeys(gone.keys, gone.following)
    without = edits.redirected(edits.with_steps(definition, rest), targets)
    return without if without.start else edits.with_steps(without, rest, start=_first(without))


def _first(definition: Definition) -> StepKey:
    """Where a sequence can begin whose first step is gone."""
    heads = (key for key in definition.steps if not _leading_to(definition, key))
    return next(heads, next(iter(definition.steps), ""))


def _put(
    definition: Definition, steps: Mapping[StepKey, Step], put: Block, place: Place
) -> Definition:
    """What led on from the block leads to what came next in the place."""
    following = edits.target_of(definition, place)
    inside = {
        key: edits.with_ways(step, lambda way: following if way == put.following else way)
        for key, step in steps.items()
    }
    grown = edits.led(definition, place, put.head)
    return edits.with_steps(grown, {**grown.steps, **inside})


def _strange(source: Definition, copied: Block, here: Definition) -> dict[StepKey, StepKey]:
    """Keys that no step here has, for what the copied steps name of the others."""
    strange = edits.new_key(here, "copied")
    return dict.fromkeys(source.steps.keys() - copied.keys, strange)


def _renamed(step: Step, names: Mapping[StepKey, StepKey]) -> Step:
    step = edits.with_ways(step, lambda way: names.get(way, way) if way is not None else None)
    if not isinstance(step, Condition):
        return step
    tests = tuple(
        replace(test, step=names.get(test.step, test.step)) if isinstance(test, EmailTest) else test
        for test in step.tests
    )
    return replace(step, tests=tests)
