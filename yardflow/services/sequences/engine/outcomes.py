"""Decisions of a batch, sorted by what is to be written for them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yardflow.models.message import MessageStatus
from yardflow.services.sequences.decisions import (
    Branch,
    Decision,
    Exit,
    Gate,
    Reason,
    Send,
    Skip,
    Wait,
    outcome_words,
    reason_words,
    stored_reason,
)
from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions.steps import Condition, Email, Step, Task

# What opens by a change alone is looked at again so often: whoever makes the change hurries it
# where they know of sequences, but not everything that changes a record does.
LOOK_AGAIN = timedelta(hours=1)
_BY_THE_MINUTE = (Gate.SENDER_PACE, Gate.PROVIDER_HELD)
# So much of a moment in ISO 8601 is its day, and so much its hour.
_DAY, _HOUR = len("2027-03-09"), len("2027-03-09T15")


@dataclass(slots=True)
class Outcomes:
    """What was decided, by what is to be written for it."""

    now: datetime
    waits: list[tuple[int, datetime, list[dict[str, Any]]]] = field(default_factory=list)
    moves: list[tuple[int, str]] = field(default_factory=list)
    ends: list[tuple[int, str]] = field(default_factory=list)
    # Of these, who was not meant to end here: their tasks are over as well.
    early: list[tuple[int, str]] = field(default_factory=list)
    changes: list[tuple[int, str, str]] = field(default_factory=list)
    # What is queued and won't go out, with the status that it has from now on.
    cancelled: list[tuple[int, str, MessageStatus]] = field(default_factory=list)
    sends: list[tuple[Any, Email, Facts]] = field(default_factory=list)
    late: set[int] = field(default_factory=set)
    skipped: list[tuple[Any, Email, str, MessageStatus]] = field(default_factory=list)
    tasks: list[tuple[Any, Task, Facts]] = field(default_factory=list)
    ways: list[tuple[int, str, int]] = field(default_factory=list)

    def add(self, row: Any, step: Step, facts: Facts, decision: Decision) -> None:
        """Sorts a decision about a row at this step."""
        done_before = isinstance(decision, Branch) and decision.why is Why.DONE_BEFORE
        if isinstance(step, Task) and facts.task is None and not done_before:
            self.tasks.append((row, step, facts))
        match decision:
            case Send(late=late) if isinstance(step, Email):
                self.sends.append((row, step, facts))
                if late:
                    self.late.add(row.id)
            case Wait(until, reasons):
                self._wait(row, step, until, reasons)
            case Branch(target, way=way):
                if way is not None:
                    self.ways.append((row.id, step.key, way))
                self._go(row, target, outcome_words(decision))
            case Skip(why, after) if isinstance(step, Email):
                words = outcome_words(decision)
                # Only what came too late was missed: another has the email already.
                missed = why is not Why.ADDRESS_SENT
                status = MessageStatus.MISSED if missed else MessageStatus.CANCELLED
                if row.email:
                    self.skipped.append((row, step, words, status))
                self.cancelled.append((row.id, words, status))
                self._go(row, after, words)
            case Exit():
                self._exit(row, decision)

    def later(self, row: Any) -> None:
        """Leaves a row as it is, to be looked at again."""
        self.waits.append((row.id, self.now + LOOK_AGAIN, row.reasons or []))

    def _wait(
        self, row: Any, step: Step, until: datetime | None, reasons: tuple[Reason, ...]
    ) -> None:
        soonest = self.now + LOOK_AGAIN
        due = soonest if until is None else until
        if isinstance(step, Condition):
            due = min(due, soonest)
        stored = [stored_reason(reason) for reason in reasons]
        if _plan(row.reasons or []) != _plan(stored):
            what = " ".join(reason_words(reason) for reason in reasons)
            self.changes.append((row.id, row.step, what))
        self.waits.append((row.id, due, stored))

    def _go(self, row: Any, target: str | None, why: str) -> None:
        if target is None:
            self._end(row, "")
        else:
            self.moves.append((row.id, target))
            self.changes.append((row.id, target, why))

    def _exit(self, row: Any, decision: Exit) -> None:
        words = outcome_words(decision)
        self._end(row, words)
        if decision.why is not Why.EXIT_STEP:
            self.early.append((row.id, words))

    def _end(self, row: Any, reason: str) -> None:
        self.ends.append((row.id, reason))
        self.changes.append((row.id, row.step, reason or "Finished"))
        if reason:
            self.cancelled.append((row.id, reason, MessageStatus.CANCELLED))


def _plan(reasons: list[dict[str, Any]]) -> tuple[list[str], str, str]:
    """What it waits for, and the day and the hour in which that ends, if all of that is known:
    another plan is worth a word, another minute is not. Of what is asked again every few minutes
    the day alone counts, or a queue would write a word for each hour of each who stands in it.
    """
    gates = [reason["gate"] for reason in reasons]
    ends = [reason["opens_at"] for reason in reasons]
    if not all(ends):
        return gates, "", ""
    lasting = [end for gate, end in zip(gates, ends, strict=True) if gate not in _BY_THE_MINUTE]
    return gates, max(ends, default="")[:_DAY], max(lasting, default="")[:_HOUR]
