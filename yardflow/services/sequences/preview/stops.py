"""The steps that someone comes to in a simulation, in words."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from yardflow.services.sequences.conversations.threads import answer_to
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
)
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions import wording as step_words
from yardflow.services.sequences.definitions.comparable import FIELDS
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    FieldTest,
    Split,
    Step,
)
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast.assumptions import Assumed
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.forecast.stops import Taken
from yardflow.services.sequences.templates.rendering import Refused, render, wording

NOT_WRITTEN = "The template has no text yet."


@dataclass(frozen=True, slots=True)
class Shown:
    """An email as its reader would get it; ``broken`` says why it can't be shown."""

    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """What stands in the way for a while, in words; ``opens_at`` None: until something changes."""

    words: str
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stop:
    """A step that the contact comes to at ``arrives_at``. What happens there, ``outcome``, happens
    at ``at``; None where that takes a change. ``branch`` is the one that they take, ``known`` what
    a condition goes by. ``can_react``: an email went out, about which something can be assumed.
    """

    key: str
    kind: str
    summary: str
    arrives_at: datetime
    at: datetime | None
    reasons: tuple[Closed, ...]
    outcome: str
    branch: str = ""
    known: tuple[str, ...] = ()
    can_react: bool = False
    assumed: tuple[Assumed, ...] = ()
    email: Shown | None = None


@dataclass(slots=True)
class Stops:
    """Puts the ``number``-th enrollment's way into words; ``values`` are what its emails say beside
    what the situation knows.
    """

    simulation: Simulation
    number: int
    definition: Definition
    names: Names
    values: Mapping[str, str]
    assumed: Mapping[str, Collection[Assumed]]
    # The subject that conversations go on under.
    _subject: str = ""

    def all(self) -> Iterator[Stop]:
        """The steps in their order."""
        own = [each for each in self.simulation.taken if each.enrollment_id == self.number]
        for key, decisions in groupby(own, key=lambda each: each.step):
            yield self._stop(self.definition.steps[key], [*decisions])

    def _stop(self, step: Step, decisions: list[Taken]) -> Stop:
        last = decisions[-1]
        waits = [each.decision for each in decisions if isinstance(each.decision, Wait)]
        sent = isinstance(last.decision, Send)
        shown = sent or (isinstance(step, Email) and isinstance(last.decision, Wait))
        return Stop(
            key=step.key,
            kind=type(step).__name__.lower(),
            summary=step_words.summary(step, self.names, self.definition.steps),
            arrives_at=decisions[0].at,
            at=_moment(last),
            reasons=tuple(_reasons(waits, last.decision)),
            outcome=_outcome(last.decision),
            branch=_branch(step, last.decision),
            known=tuple(dict.fromkeys(self._known(step))),
            can_react=sent,
            assumed=tuple(self.assumed.get(step.key, ())) if sent else (),
            email=self._email(step) if shown and isinstance(step, Email) else None,
        )

    def _known(self, step: Step) -> Iterator[str]:
        """What stands in the fields that a condition asks of."""
        if not isinstance(step, Condition):
            return
        values = self._situation.facts(self._row(step.key)).values
        for test in step.tests:
            if isinstance(test, FieldTest) and test.field in FIELDS:
                field, value = FIELDS[test.field], str(values.get(test.field) or "")
                yield f"{field.label}: {field.values.get(value, value) or 'empty'}"

    def _email(self, step: Email) -> Shown:
        situation, row = self._situation, self._row(step.key)
        source = situation.sources.get(step.template_version_id or 0)
        if source is None:
            return Shown(broken=NOT_WRITTEN)
        number = wording(row.contact_id, step.key) + situation.wording_shift(row)
        values = {**situation.values[row.id], **self.values}
        try:
            rendered = render(source, values, wording=number)
        except Refused as problem:
            return Shown(broken=f"The template has an error: {problem}")
        subject = rendered.subject
        if step.threaded and self._subject:
            subject = answer_to(self._subject)
        self._subject = subject if not step.threaded else self._subject or subject
        return Shown(subject, rendered.preheader, rendered.html, rendered.text)

    @property
    def _situation(self) -> Situation:
        return self.simulation.situation

    def _row(self, key: str) -> Any:
        return self.simulation.row_at(self.number, key)


def _moment(last: Taken) -> datetime | None:
    return last.decision.until if isinstance(last.decision, Wait) else last.at


def _reasons(waits: list[Wait], last: Decision) -> Iterator[Closed]:
    """Each gate once, as it was seen last; but not that a wait took its time, once it is over."""
    over = () if isinstance(last, Wait) else (Gate.WAIT, Gate.CONDITION)
    seen: dict[str, Reason] = {}
    for wait in waits:
        seen.update((reason.gate, reason) for reason in wait.reasons if reason.gate not in over)
    if isinstance(last, Skip):
        seen.update((reason.gate, reason) for reason in last.reasons)
    return (Closed(reason_words(reason), reason.opens_at) for reason in seen.values())


def _outcome(decision: Decision) -> str:
    match decision:
        case Send(late=True):
            return "The email goes out, late."
        case Send():
            return "The email goes out."
        case Skip():
            return f"Skipped. {outcome_words(decision)}"
        case Branch() | Exit():
            return outcome_words(decision)
        case Wait(until=None):
            return "Waits here until something changes."
        case Wait():
            return "Waits."


def _branch(step: Step, decision: Decision) -> str:
    if not isinstance(decision, Branch):
        return ""
    if isinstance(step, Condition):
        return "Yes" if decision.why is Why.HOLDS else "No"
    if isinstance(step, Split) and decision.way is not None:
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[decision.way]
    return ""
