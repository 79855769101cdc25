"""Where a person stands in another version of their sequence, and which of its steps they pass.

Steps of two versions are the same where key and kind are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yardflow.services.sequences.decisions.facts import EnrollmentFacts
from yardflow.services.sequences.decisions.splits import way_of
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    Split,
    Step,
    StepKey,
    Task,
)


@dataclass(frozen=True, slots=True)
class Done:
    """What is not done a second time: emails that may have gone out, each with its template as far
    as that is still known, and tasks that were made.
    """

    emails: Mapping[StepKey, int | None] = field(default_factory=dict)
    tasks: frozenset[StepKey] = frozenset()


class Way(StrEnum):
    """How a person comes to stand where they do. ``replaced``: another step took the place of
    theirs. ``starts``: nothing is left of what they went through.
    """

    STAYS = "stays"
    REPLACED = "replaced"
    CONTINUES = "continues"
    STARTS = "starts"
    FINISHES = "finishes"


@dataclass(frozen=True, slots=True)
class Landing:
    """The step, None where nothing is left to do, and the steps to ``pass`` if they come by."""

    way: Way
    step: StepKey | None
    passed: frozenset[StepKey]

    @property
    def keeps_time(self) -> bool:
        """Whether a wait that has begun goes on, and doesn't begin again."""
        return self.way in (Way.STAYS, Way.REPLACED)


def depends_on_person(before: Definition) -> bool:
    """Whether two who did the same and stand at the same step may land apart: at a split that is
    gone each goes on by their own branch.
    """
    return any(isinstance(step, Split) for step in before.steps.values())


def landing(
    enrollment: EnrollmentFacts, before: Definition, after: Definition, done: Done
) -> Landing:
    """Where someone who stands in ``before`` stands in ``after``.

    Where their step is gone it is the step that replaces it, else the next of the old steps that is
    still there, else what now follows the last of them that they came through.
    """
    way, step = _place(enrollment, before, after, done)
    return Landing(way, step, _passed(enrollment, before, after, done))


def _place(
    enrollment: EnrollmentFacts, before: Definition, after: Definition, done: Done
) -> tuple[Way, StepKey | None]:
    here = enrollment.step
    if here not in before.steps or _survives(here, before, after):
        return (Way.STAYS, here) if here in after.steps else (Way.STARTS, after.start)
    following = next(
        (key for key in _ahead(enrollment, before) if _survives(key, before, after)), None
    )
    if following is None:
        return _behind(here, before, after)
    replacement = None
    if here not in done.emails and here not in done.tasks:
        replacement = _replacement(before.steps[here], following, before, after)
    return (Way.REPLACED, replacement) if replacement else (Way.CONTINUES, following)


def _survives(key: StepKey, before: Definition, after: Definition) -> bool:
    return type(before.steps.get(key)) is type(after.steps.get(key))


def _ahead(enrollment: EnrollmentFacts, definition: Definition) -> Iterator[StepKey]:
    """The steps that may come, the first of a condition's branches before the other, and of a split
    the person's own.
    """
    walked: set[StepKey] = set()
    ahead: list[StepKey | None] = [enrollment.step]
    while ahead:
        key = ahead.pop()
        if key is None or key in walked or key not in definition.steps:
            continue
        walked.add(key)
        yield key
        step = definition.steps[key]
        own = isinstance(step, Split)
        ways = (way_of(step, enrollment),) if own else graph.ways(step)  # type: ignore[arg-type]
        ahead.extend(reversed(ways))


def _replacement(
    gone: Step, following: StepKey, before: Definition, after: Definition
) -> StepKey | None:
    """The only new step of the same kind that leads to where the one that is gone led."""
    new = [
        key
        for key, step in after.steps.items()
        if key not in before.steps and type(step) is type(gone) and following in graph.ways(step)
    ]
    return new[0] if len(new) == 1 else None


def _behind(here: StepKey, before: Definition, after: Definition) -> tuple[Way, StepKey | None]:
    """What follows the nearest step before this one that is still there. Where that has branches,
    it is asked again which to take.
    """
    for key in graph.before(graph.leading(before.steps), here):
        if _survives(key, before, after):
            step = after.steps[key]
            branches = isinstance(step, Condition | Split)
            following = key if branches else next(iter(graph.ways(step)), None)
            return (Way.FINISHES if following is None else Way.CONTINUES), following
    return Way.STARTS, after.start


def _passed(
    enrollment: EnrollmentFacts, before: Definition, after: Definition, done: Done
) -> frozenset[StepKey]:
    """A step that is done is passed, unless it is in a loop in which it would have come again."""
    standing = before.steps.get(enrollment.step)
    again = graph.reached(before.steps, filter(None, graph.ways(standing))) if standing else {}
    repeated = set(again) - enrollment.passed
    known = {key for key in enrollment.passed if _survives(key, before, after)} - repeated
    gone = {template for key, template in done.emails.items() if key not in after.steps}
    return frozenset(
        key
        for key, step in after.steps.items()
        if key in known or (key not in repeated and _is_done(step, before, done, gone))
    )


def _is_done(step: Step, before: Definition, done: Done, gone: set[int | None]) -> bool:
    """Also under another key: the email of a new step is that of a step that is gone."""
    if isinstance(step, Task):
        return step.key in done.tasks
    if not isinstance(step, Email):
        return False
    is_new = step.key not in before.steps
    return step.key in done.emails or (is_new and step.template_id in gone)
