"""Decisions over a batch with a clock that moves: from each moment at which something happens to
the next.

It weighs nothing by itself: `decide` says what happens, and here it is taken to have happened.
People who wait for a sender that is closed are kept in its queue until it opens, so that a thousand
of them needn't be decided about for each email that goes out.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from types import SimpleNamespace
from typing import Any, NamedTuple

from yardflow.services.sequences.decisions import (
    Branch,
    Decision,
    Policy,
    Reason,
    Send,
    Skip,
    Wait,
    decide,
)
from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.decisions.limits import sender_paced, sender_spent
from yardflow.services.sequences.definitions.steps import Email, StepKey
from yardflow.services.sequences.engine.reading import standing
from yardflow.services.sequences.engine.situation import Situation

# Decisions that one question may take: some seconds of work.
MOST_DECISIONS = 100_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What is decided about an enrollment at a step and at a moment."""

    enrollment_id: int
    step: StepKey
    at: datetime
    decision: Decision


class _Stop(NamedTuple):
    """An enrollment that is looked at, or a sender that opens, in the order of these fields. At one
    moment the engine goes round after round, and takes in each whoever is due the longest.
    """

    at: datetime
    round: int
    due_at: datetime
    rank: int
    number: int
    is_sender: bool = False


@dataclass(slots=True)
class Simulation:
    """A batch on its way to ``until``. ``taken`` is all that happens to it, in order; ``waits``
    are what each was last seen to wait for, until None where that takes a change. It is
    ``complete`` unless it took too many decisions.
    """

    situation: Situation
    policy: Policy
    until: datetime
    taken: list[Taken] = field(default_factory=list)
    waits: dict[int, Wait] = field(default_factory=dict)
    complete: bool = True
    _rows: dict[int, Any] = field(default_factory=dict)
    _ahead: list[_Stop] = field(default_factory=list)
    # Those who wait for a sender, by rank and number.
    _queues: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    _openings: set[int] = field(default_factory=set)
    _visits: dict[tuple[int, StepKey], int] = field(default_factory=dict)
    _round: int = 0
    _decisions: int = 0

    def run(self) -> None:
        """Goes on until the end of its time."""
        for row in self.situation.rows.values():
            self._rows[row.id] = standing(row)
            self._later(row.due_at, row.id)
        while self._ahead and self._ahead[0].at < self.until:
            stop = heappop(self._ahead)
            self.situation.now, self._round = stop.at, stop.round
            if stop.is_sender:
                self._openings.discard(stop.number)
                self._next_of(stop.number)
            else:
                self._look(stop.number)
                self._next_of(self._rows[stop.number].sender_id)
            if self._decisions >= MOST_DECISIONS:
                self.complete = False
                return

    def step_of(self, number: int) -> StepKey:
        """Where one of the batch stands."""
        return str(self._rows[number].step)

    def _look(self, number: int) -> None:
        """Decides about one, unless it is known that their sender sends nothing now."""
        row, now = self._rows[number], self.situation.now
        definition = self.situation.definitions[row.version_id]
        step = definition.steps.get(row.step)
        if step is None:
            return
        closed = isinstance(step, Email) and self._closed(row.sender_id)
        if closed and isinstance(step, Email) and step.not_after is None:
            self._queue(row)
            return
        self._decisions += 1
        facts = self.situation.facts(row)
        decision = decide(self.situation.enrollment(row), definition, facts, self.policy, now)
        if not isinstance(decision, Wait):
            self.waits.pop(number, None)
            self.taken.append(Taken(number, row.step, now, decision))
            self._go(row, facts, decision)
            return
        self.waits[number] = decision
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
        if opens > now:
            self._openings.add(sender_id)
            heappush(self._ahead, _Stop(opens, -1, opens, 0, sender_id, is_sender=True))

    def _later(self, due_at: datetime, number: int, round: int = 0) -> None:
        at = max(due_at, self.situation.now)
        rank = self._rows[number].rank
        heappush(self._ahead, _Stop(at, round, due_at, rank, number))
