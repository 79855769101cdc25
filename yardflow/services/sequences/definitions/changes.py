"""What an edit changed of a draft, so that it can be made on what others changed by then, undone,
and done again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from yardflow.errors import Conflict
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions.steps import (
    Definition,
    EntryRules,
    Schedule,
    Step,
    StepKey,
)

Part = TypeVar("Part")
_CHANGED_SINCE = (
    "Someone else has changed this since. Look at it as it is now, and make your change again."
)


@dataclass(frozen=True, slots=True)
class Change:
    """The first step, the rules and the order of the steps, and the steps that differ, as they were
    and as they are; a step that is None is not there.
    """

    start: tuple[StepKey, StepKey]
    order: tuple[tuple[StepKey, ...], tuple[StepKey, ...]]
    schedule: tuple[Schedule, Schedule]
    entry: tuple[EntryRules, EntryRules]
    steps: Mapping[StepKey, tuple[Step | None, Step | None]]

    @property
    def changes_nothing(self) -> bool:
        """Whether all is as it was."""
        pairs = (self.start, self.order, self.schedule, self.entry)
        return not self.steps and all(before == after for before, after in pairs)


def between(before: Definition, after: Definition) -> Change:
    """What differs."""
    keys = dict.fromkeys([*before.steps, *after.steps])
    pairs = {key: (before.steps.get(key), after.steps.get(key)) for key in keys}
    return Change(
        (before.start, after.start),
        (tuple(before.steps), tuple(after.steps)),
        (before.schedule, after.schedule),
        (before.entry, after.entry),
        {key: pair for key, pair in pairs.items() if pair[0] != pair[1]},
    )


def reverse(change: Change) -> Change:
    """What takes a change back."""
    steps = {key: (after, before) for key, (before, after) in change.steps.items()}
    return Change(
        change.start[::-1], change.order[::-1], change.schedule[::-1], change.entry[::-1], steps
    )


def apply(definition: Definition, change: Change) -> Definition:
    """With a change made to it. What it isn't about may have changed since.

    Raises:
        Conflict: something that it is about is no longer as it was, or leads to what is gone.
    """
    if any(definition.steps.get(key) != was for key, (was, _) in change.steps.items()):
        raise Conflict(_CHANGED_SINCE)
    changed = {**definition.steps, **{key: now for key, (_, now) in change.steps.items()}}
    kept = {key: step for key, step in changed.items() if step is not None}
    order = change.order[1] if kept.keys() == {*change.order[1]} else kept
    start = _now(definition.start, change.start)
    gone = {*change.order[0], *change.order[1]} - {*kept}
    if gone & {start, *(way for step in kept.values() for way in graph.ways(step))}:
        raise Conflict(_CHANGED_SINCE)
    return Definition(
        start,
        {key: kept[key] for key in order},
        _now(definition.schedule, change.schedule),
        _now(definition.entry, change.entry),
    )


def merged(latest: Step | None, base: Step, mine: Step, *, over: bool = False) -> Step:
    """A step with what `mine` changed of `base`; its other parts are as they are by now. ``over``:
    also where someone else changed the same part.

    Raises:
        Conflict: someone else changed the same part, or deleted the step.
    """
    if type(latest) is not type(base):
        raise Conflict("Someone else has deleted this step.")
    changed = {}
    for part in (each.name for each in fields(mine)):
        was, now, theirs = (getattr(step, part) for step in (base, mine, latest))
        if now != was:
            if theirs not in (was, now) and not over:
                raise Conflict(_CHANGED_SINCE)
            changed[part] = now
    return replace(latest, **changed)


def _now(current: Part, change: tuple[Part, Part]) -> Part:
    was, now = change
    if was == now:
        return current
    if current != was:
        raise Conflict(_CHANGED_SINCE)
    return now
