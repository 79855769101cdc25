"""Decisions over a batch with a clock that moves: from each moment at which something happens to
the next.

It weighs nothing by itself: `decide` says what happens, and here it is taken to have happened.
People who wait for a sender that is closed are kept in its queue until it opens, so that a thousand
of them needn't be decided about for each email that goes out.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush
from types import SimpleNamespace
from typing import Any

from yardflow.services.sequences.decisions import (
    Branch,
    Decision,
    Exit,
    Gate,
    Policy,
    Reason,
    Send,
    Skip,
    Wait,
    decide,
)
from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.decisions.limits import sender_paced, sender_spent
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions.steps import Condition, Email, StepKey, Task
from yardflow.services.sequences.engine.reading import standing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast.assumptions import (
    AFTER,
    Assumed,
    Assumptions,
    nothing,
)
from yardflow.services.sequences.forecast.reactions import Reactions
from yardflow.services.sequences.forecast.stops import FIRST, LAST, Happening, Stop, Taken

# Decisions that one question may take: some seconds of work.
MOST_DECISIONS = 100_000
# So many stops between two words on how far it is.
_STOPS = 2_000


@dataclass(slots=True)
class Simulation:
    """A batch on its way to ``until``. ``taken`` is all that happens to it, in order; ``waits``
    are what each was last seen to wait for, until None where that takes a change. It is
    ``complete`` unless it took more than ``most`` decisions. What is decided about the ``watched``
    is in ``taken`` also where they wait. ``on_the_way`` is called now and then.
    """

    situation: Situation
    policy: Policy
    until: datetime
    assumptions: Assumptions = nothing
    watched: frozenset[int] = frozenset()
    happenings: Sequence[Happening] = ()
    most: int = field(default_factory=lambda: MOST_DECISIONS)
    on_the_way: Callable[[], None] = lambda: None
    taken: list[Taken] = field(default_factory=list)
    waits: dict[int, Wait] = field(default_factory=dict)
    complete: bool = True
    decisions: int = 0
    _rows: dict[int, Any] = field(default_factory=dict)
    _ahead: list[Stop] = field(default_factory=list)
    # Those who wait for a sender, by rank and number.
    _queues: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    _openings: set[int] = field(default_factory=set)
    _closed_until: dict[int, datetime] = field(default_factory=dict)
    # The stop at which each is looked at next; one that was overtaken is passed by.
    _next: dict[int, Stop] = field(default_factory=dict)
    _ended: set[int] = field(default_factory=set)
    _reactions: Reactions = field(init=False)
    _visits: dict[tuple[int, StepKey], int] = field(default_factory=dict)
    _round: int = 0

    def __post_init__(self) -> None:
        for row in self.situation.rows.values():
            self._rows[row.id] = standing(row)
        self._reactions = Reactions(self.situation, self._rows)

    def run(self) -> None:
        """Goes on until the end of its time."""
        for row in self._rows.values():
            self._later(row.due_at, row.id)
        for place, each in enumerate(self.happenings):
            round = LAST if each.last else FIRST
            heappush(self._ahead, Stop(each.at, round, each.at, 0, place, happens=True))
        stops = 0
        while self._ahead and self._ahead[0].at < self.until:
            self._stop(heappop(self._ahead))
            stops += 1
            if stops % _STOPS == 0:
                self.on_the_way()
            if self.decisions >= self.most:
                self.complete = False
                return

    def _stop(self, stop: Stop) -> None:
        number = stop.number
        if stop.happens:
            self.situation.now = stop.at
            self.happenings[number].effect()
            self._look_again(self.happenings[number].enrollment_id)
        elif stop.assumed:
            self.situation.now = stop.at
            self._react(number, stop.step, Assumed(stop.assumed))
        elif stop.is_sender:
            self.situation.now, self._round = stop.at, stop.round
            self._openings.discard(number)
            self._next_of(number)
        elif self._next.get(number) is stop:
            self.situation.now, self._round = stop.at, stop.round
            self._look(number)
            self._next_of(self._rows[number].sender_id)

    def end(self, number: int) -> None:
        """Nothing more happens to an enrollment from now on."""
        self._ended.add(number)
        self.waits.pop(number, None)

    def row_at(self, number: int, step: StepKey) -> Any:
        """One of the batch as they stood at a step that they came to."""
        return standing(self._rows[number], step=step, visit=self._visits.get((number, step), 1))

    def step_of(self, number: int) -> StepKey:
        """Where one of the batch stands."""
        return str(self._rows[number].step)

    def _look(self, number: int) -> None:
        """Decides about one, unless it is known that their sender sends nothing now."""
        row, now = self._rows[number], self.situation.now
        definition = self.situation.definitions[row.version_id]
        step = definition.steps.get(row.step)
        if step is None or number in self._ended:
            return
        closed = isinstance(step, Email) and self._closed(row.sender_id)
        if (
            closed
            and isinstance(step, Email)
            and step.not_after is None
            and number not in self.watched
        ):
            self._queue(row)
            return
        self.decisions += 1
        facts = self.situation.facts(row)
        decision = decide(self.situation.enrollment(row), definition, facts, self.policy, now)
        if not isinstance(decision, Wait):
            self.waits.pop(number, None)
            self.taken.append(Taken(number, row.step, now, decision))
            self._go(row, facts, decision)
            return
        self.waits[number] = decision
        if number in self.watched:
            self.taken.append(Taken(number, row.step, now, decision))
        if decision.until is not None and closed:
            self._queue(row)
        elif decision.until is not None:
            self._later(decision.until, number)

    def _go(self, row: Any, facts: Facts, decision: Decision) -> None:
        rounds = 1
        match decision:
            case Send(following):
                self._send(row, facts)
                # In the next one the answer of the provider is recorded.
                rounds = 2
            case Branch(following) | Skip(next=following):
                pass
            case _:
                return
        if following is None:
            return
        now = self.situation.now
        known = self.situation.visit(row, following) if following != row.step else row.visit + 1
        row.visit = max(known, self._visits.get((row.id, following), 0) + 1)
        row.step, row.entered_at = following, now
        self._visits[row.id, following] = row.visit
        self._later(now, row.id, self._round + rounds)

    def _send(self, row: Any, facts: Facts) -> None:
        now = self.situation.now
        shift = self.situation.wording_shift(row)
        self.situation.sending(row, facts)
        email = dict.fromkeys(("opened_at", "clicked_at", "bounced_at"))
        self.situation.emails.setdefault(row.id, {})[row.step] = SimpleNamespace(
            **email,
            visit=row.visit,
            status="delivered",
            error="",
            delivered_at=now,
            wording_shift=shift,
        )
        for assumed in self.assumptions(row.contact_id, row.step):
            at = now + AFTER[assumed]
            heappush(
                self._ahead,
                Stop(at, -1, at, 0, row.id, assumed=assumed.value, step=row.step),
            )

    def _react(self, number: int, step: StepKey, assumed: Assumed) -> None:
        """What someone does about an email happens, if they are still in the sequence then."""
        if number in self._ended:
            return
        now = self.situation.now
        for other, ends in self._reactions.of(self._rows[number], step, assumed).items():
            if ends and other not in self._ended:
                row = self._rows[other]
                self.end(other)
                self.taken.append(Taken(other, row.step, now, Exit(Why.EXIT_STEP, ends)))
        self._look_again(number)

    def _look_again(self, number: int | None) -> None:
        """Where something that happens may be what they wait for."""
        row = self._rows.get(number or 0)
        if row is None or row.id in self._ended:
            return
        here = self.situation.definitions[row.version_id].steps.get(row.step)
        if isinstance(here, Condition | Task):
            self._later(self.situation.now, row.id)

    def _closed(self, sender_id: int | None) -> bool:
        return bool(self._gates(sender_id))

    def _gates(self, sender_id: int | None) -> list[Reason]:
        """What keeps a sender from sending to anyone now."""
        sender, now = self.situation.senders.get(sender_id or 0), self.situation.now
        gates = (sender_paced(sender, now), sender_spent(sender, now)) if sender else ()
        return [gate for gate in gates if gate is not None]

    def _queue(self, row: Any) -> None:
        heappush(self._queues[row.sender_id], (row.rank, row.id))

    def _next_of(self, sender_id: int | None) -> None:
        """Has the first in a sender's queue looked at, now or when it opens, if it ever does."""
        queue = self._queues.get(sender_id or 0)
        if not queue or sender_id is None or sender_id in self._openings:
            return
        now = self.situation.now
        gates = self._gates(sender_id)
        if not gates:
            self._later(now, heappop(queue)[1])
            return
        opens = max((gate.opens_at or now for gate in gates), default=now)
        if any(gate.gate is Gate.SENDER_LIMIT for gate in gates):
            self._look_at_deadlines(sender_id, opens)
        if opens > now:
            self._openings.add(sender_id)
            heappush(self._ahead, Stop(opens, -1, opens, 0, sender_id, is_sender=True))

    def _look_at_deadlines(self, sender_id: int, opens: datetime) -> None:
        """Whoever has a deadline is looked at once when a sender's day is used up, as the engine
        does: it may be certain from then on that their email is late.
        """
        if self._closed_until.get(sender_id) == opens:
            return
        self._closed_until[sender_id] = opens
        queue = self._queues[sender_id]
        timed = [each for each in queue if self._has_deadline(each[1])]
        self._queues[sender_id] = [each for each in queue if each not in timed]
        heapify(self._queues[sender_id])
        for _, number in timed:
            self._later(self.situation.now, number)

    def _has_deadline(self, number: int) -> bool:
        row = self._rows[number]
        step = self.situation.definitions[row.version_id].steps[row.step]
        return isinstance(step, Email) and step.not_after is not None

    def _later(self, due_at: datetime, number: int, round: int = 0) -> None:
        at = max(due_at, self.situation.now)
        stop = Stop(at, round, due_at, self._rows[number].rank, number)
        self._next[number] = stop
        heappush(self._ahead, stop)
