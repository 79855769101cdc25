"""What is different between two definitions, in words."""

from collections.abc import Iterator
from itertools import takewhile

from yardflow.counts import counted
from yardflow.services.sequences.definitions import graph, wording
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    Split,
    Step,
    Winning,
)
from yardflow.services.sequences.definitions.wording import Names


def differences(before: Definition, after: Definition, names: Names | None = None) -> list[str]:
    """A sentence for each step that was added, removed or changed, and for what is beside them."""
    return [*_of_steps(before, after, names), *_of_rules(before, after, names)]


def _of_steps(before: Definition, after: Definition, names: Names | None) -> Iterator[str]:
    for number, key in enumerate(graph.in_order(after), 1):
        new, old = after.steps[key], before.steps.get(key)
        if old is None:
            yield f"Step {number} added: {wording.summary(new, names, after.steps)}"
        elif old != new:
            for change in _of_step(old, new, before, after, names):
                yield f"Step {number}: {change}"
    for number, key in enumerate(graph.in_order(before), 1):
        if key not in after.steps:
            gone = wording.summary(before.steps[key], names, before.steps)
            yield f"Removed what was step {number}: {gone}"


def _of_step(
    old: Step, new: Step, before: Definition, after: Definition, names: Names | None
) -> Iterator[str]:
    was = wording.summary(old, names, before.steps)
    now = wording.summary(new, names, after.steps)
    if was != now:
        yield _instead(was, now)
    else:
        yield from _within(old, new)
    yield from _of_ways(old, new, before, after, names)


def _within(old: Step, new: Step) -> Iterator[str]:
    """What the summary of a step doesn't say."""
    match old, new:
        case Email(), Email() if old.template_version_id != new.template_version_id:
            yield "uses a newer version of its template"
        case Split(), Split():
            if old.weights != new.weights:
                yield f"weights {_listed(old.weights)} → {_listed(new.weights)}"
            if old.winner and new.winner and old.winner != new.winner:
                yield f"{_terms(old.winner)} → {_terms(new.winner)}"
        case Condition(), Condition() if old.tests != new.tests:
            yield "asks about another email with the same template"


def _listed(weights: tuple[int, ...]) -> str:
    return " / ".join(map(str, weights))


def _terms(winner: Winning) -> str:
    return f"wins with {counted(winner.least, 'contact')} per branch, {winner.chance}% chance"


def _of_ways(
    old: Step, new: Step, before: Definition, after: Definition, names: Names | None
) -> Iterator[str]:
    branches = [f"branch “{name}” " for name in wording.branches(new)] or [""]
    for branch, was, now in zip(branches, graph.ways(old), graph.ways(new), strict=False):
        if was != now:
            target, instead = _target(after, now, names), _target(before, was, names)
            yield f"{branch}leads to {target} instead of {instead}"


def _instead(was: str, now: str) -> str:
    """``Wait 2 → 4 business days``: what both begin with is said once, and what both end with where
    as many words differ between.
    """
    old, new = was.split(), now.split()
    alike = [pair[0] == pair[1] for pair in zip(old, new, strict=False)]
    first = len([*takewhile(bool, alike)])
    backwards = zip(reversed(old[first:]), reversed(new[first:]), strict=False)
    common = len([*takewhile(lambda pair: pair[0] == pair[1], backwards)])
    last = common if len(old) == len(new) else 0
    middle = [" ".join(words[first : len(words) - last]) for words in (old, new)]
    if not first or not all(middle):
        return f"{was} → {now}"
    return " ".join([*old[:first], " → ".join(middle), *old[len(old) - last :]])


def _target(definition: Definition, way: str | None, names: Names | None) -> str:
    if way is None:
        return "the end"
    step = definition.steps.get(way)
    return f"“{wording.summary(step, names, definition.steps)}”" if step else f"“{way}”"


def _of_rules(before: Definition, after: Definition, names: Names | None) -> Iterator[str]:
    if before.start != after.start and before.start in after.steps:
        yield f"Starts with {_target(after, after.start or None, names)}"
    if before.schedule != after.schedule:
        was, now = wording.schedule(before.schedule), wording.schedule(after.schedule)
        yield f"Schedule: {was} → {now}"
    if before.entry != after.entry:
        yield f"Entry: {wording.entry(before.entry)} → {wording.entry(after.entry)}"
