"""Decisions over a batch with a clock that moves: from each moment at which something happens to
the next.

It weighs nothing by itself: `decide` says what happens, and here it is taken to have happened.
People who wait for a sender that is closed are kept in its queue until it opens, so that a thousand
of them needn't be decided about for each email that goes out.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappop, heappush
from types import SimpleNamespace
from typing import Any

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
from yardflow.services.sequences.senders.capacity import Pace

# Decisions that one question may take: some seconds of work.
MOST_DECISIONS = 100_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What is decided about an enrollment at a step and at a moment."""

    enrollment_id: int
    step: StepKey
    at: datetime
    decision: Decision


@dataclass(slots=True)
class Simulation:
    """A batch on its way to ``until``. ``taken`` is all that happens to it, in order; ``waits``
    are what each was last seen to wait for, until None where that takes a change. It is
    ``complete`` unless it took too many decisions.
    """

    situation: Situation
    policy: Policy
    paces: Mapping[int, Pace]
    until: datetime
    taken: list[Taken] = field(default_factory=list)
    waits: dict[int, Wait] = field(default_factory=dict)
    complete: bool = True
    _rows: dict[int, Any] = field(default_factory=dict)
    # A moment, whether a sender opens then, and the number of that or of an enrollment. Of those
    # who are due at once, the engine takes the lower number first.
    _ahead: list[tuple[datetime, bool, int]] = field(default_factory=list)
    _queues: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _openings: set[int] = field(default_factory=set)
    _visits: dict[tuple[int, StepKey], int] = field(default_factory=dict)
    _decisions: int = 0

    def run(self) -> None:
        """Goes on until the end of its time."""
        now = self.situation.now
        for row in self.situation.rows.values():
            self._rows[row.id] = standing(row)
            self._later(max(row.due_at, now), row.id)
        while self._ahead and self._ahead[0][0] < self.until:
            at, is_sender, number = heappop(self._ahead)
            self.situation.now = at
            if is_sender:
                self._open(number)
            else:
                self._look(number)
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
        match decision:
            case Send(following):
                self._send(row, facts)
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
        self._later(now, row.id)

    def _send(self, row: Any, facts: Facts) -> None:
        now = self.situation.now
        self.situation.sending(row, facts)
        email = dict.fromkeys(("opened_at", "clicked_at", "bounced_at"))
        self.situation.emails.setdefault(row.id, {})[row.step] = SimpleNamespace(
            **email, visit=row.visit, status="delivered", error="", delivered_at=now
        )
        sender = self.situation.senders[row.sender_id]
        today = now.astimezone(sender.zone).date()
        gap = self.paces[row.sender_id].gap(today, sender.sent_on[today] - 1)
        if gap:
            self.situation.senders[row.sender_id] = replace(sender, next_at=now + gap)

    def _closed(self, sender_id: int | None) -> bool:
        return bool(self._gates(sender_id))

    def _gates(self, sender_id: int | None) -> list[Reason]:
        """What keeps a sender from sending to anyone now."""
        sender, now = self.situation.senders.get(sender_id or 0), self.situation.now
        gates = (sender_paced(sender, now), sender_spent(sender, now)) if sender else ()
        return [gate for gate in gates if gate is not None]

    def _queue(self, row: Any) -> None:
        heappush(self._queues[row.sender_id], row.id)
        self._announce(row.sender_id)

    def _announce(self, sender_id: int) -> None:
        """Has a queue looked at when its sender opens, if it ever does."""
        now = self.situation.now
        opens = max((gate.opens_at or now for gate in self._gates(sender_id)), default=now)
        if sender_id not in self._openings and opens > now:
            self._openings.add(sender_id)
            heappush(self._ahead, (opens, True, sender_id))

    def _open(self, sender_id: int) -> None:
        """Looks at those in a sender's queue, for as long as it stays open."""
        self._openings.discard(sender_id)
        queue = self._queues[sender_id]
        while queue and not self._closed(sender_id):
            self._look(heappop(queue))
        if queue:
            self._announce(sender_id)

    def _later(self, at: datetime, number: int) -> None:
        heappush(self._ahead, (at, False, number))
