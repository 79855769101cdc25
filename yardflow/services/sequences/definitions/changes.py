"""What an edit changed of a draft, so that it can be undone and done again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from yardflow.errors import Conflict
from yardflow.services.sequences.definitions.steps import (
    Definition,
    EntryRules,
    Schedule,
    Step,
    StepKey,
)

Part = TypeVar("Part")
_CHANGED_SINCE = "This has changed since, so it can't be undone."


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
    """With a change made to it.

    Raises:
        Conflict: something that it is about is no longer as it was.
    """
    if any(definition.steps.get(key) != was for key, (was, _) in change.steps.items()):
        raise Conflict(_CHANGED_SINCE)
    changed = {**definition.steps, **{key: now for key, (_, now) in change.steps.items()}}
    kept = {key: step for key, step in changed.items() if step is not None}
    order = change.order[1] if kept.keys() == {*change.order[1]} else kept
    return Definition(
        _now(definition.start, change.start),
        {key: kept[key] for key in order},
        _now(definition.schedule, change.schedule),
        _now(definition.entry, change.entry),
    )


def _now(current: Part, change: tuple[Part, Part]) -> Part:
    was, now = change
    if was == now:
        return current
    if current != was:
        raise Conflict(_CHANGED_SINCE)
    return now
