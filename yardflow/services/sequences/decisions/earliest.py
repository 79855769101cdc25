"""When whoever enters a sequence comes to each of its steps at the earliest, by what is decided."""

from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from yardflow.services.sequences.decisions.decision import decide
from yardflow.services.sequences.decisions.facts import (
    EnrollmentFacts,
    Facts,
    Policy,
    SenderFacts,
    ShowFacts,
)
from yardflow.services.sequences.decisions.moments import after, show_moment
from yardflow.services.sequences.decisions.outcomes import Decision, Send, Skip, Wait
from yardflow.services.sequences.decisions.sender_limits import DailyCaps
from yardflow.services.sequences.definitions import graph, steps
from yardflow.services.sequences.definitions.steps import Definition, ShowMoment, Step, StepKey

# So often one decision may wait for the next before no time can be said.
_MOST_WAITS = 50
_NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Passage:
    """When a step is reached and left at the earliest; it is left at None if that can't be said.
    ``deadline`` is the moment of an email's time limit or of a wait for the show, ``late``: it is
    over by then.
    """

    reached_at: datetime
    left_at: datetime | None
    deadline: datetime | None = None
    late: bool = False


def earliest(
    definition: Definition, show: ShowFacts, country: str, now: datetime
) -> dict[StepKey, Passage]:
    """The passages of someone of the show's place and of ``country``, to whom all conditions may
    apply and whose tasks are done at once; of the steps that are reached.
    """
    facts = _anyone(show, country)
    passages: dict[StepKey, Passage] = {}
    order = count()
    ahead = [(now, next(order), definition.start)]
    while ahead:
        at, _, key = heappop(ahead)
        if key in passages or key not in definition.steps:
            continue
        step = definition.steps[key]
        passages[key] = passage = _passage(definition, step, facts, at)
        for way, leaves in _ways(step, passage, facts):
            if way is not None:
                heappush(ahead, (leaves, next(order), way))
    return passages


def _anyone(show: ShowFacts, country: str) -> Facts:
    sender = SenderFacts("", show.zone, {}, DailyCaps(_NO_LIMIT))
    return Facts("anyone@example.com", show.zone, country, sender=sender, show=show)


def _passage(definition: Definition, step: Step, facts: Facts, at: datetime) -> Passage:
    match step:
        case steps.Email():
            decision, leaves = _decided(definition, step, facts, at)
            deadline = _moment(step.not_after, facts)
            late = isinstance(decision, Skip) or (isinstance(decision, Send) and decision.late)
            return Passage(at, leaves, deadline, late)
        case steps.Wait():
            _, leaves = _decided(definition, step, facts, at)
            until = step.until if isinstance(step.until, ShowMoment) else None
            deadline = _moment(until, facts)
            return Passage(at, leaves, deadline, deadline is not None and deadline < at)
        case _:
            return Passage(at, at)


def _decided(
    definition: Definition, step: Step, facts: Facts, at: datetime
) -> tuple[Decision | None, datetime | None]:
    enrollment = EnrollmentFacts(0, 0, 0, step.key, 1, at)
    for _ in range(_MOST_WAITS):
        decision = decide(enrollment, definition, facts, Policy(), at)
        if not isinstance(decision, Wait):
            return decision, at
        if decision.until is None:
            break
        at = decision.until
    return None, None


def _moment(limit: datetime | ShowMoment | None, facts: Facts) -> datetime | None:
    if not isinstance(limit, ShowMoment):
        return limit
    moment = show_moment(limit, facts)
    return moment if isinstance(moment, datetime) else None


def _ways(step: Step, passage: Passage, facts: Facts) -> list[tuple[StepKey | None, datetime]]:
    if passage.left_at is None:
        return []
    if isinstance(step, steps.Condition) and step.within is not None and facts.zone is not None:
        over = after(step.within, passage.reached_at, facts.zone, facts.country)
        return [(step.yes, passage.reached_at), (step.no, over)]
    return [(way, passage.left_at) for way in graph.ways(step)]
