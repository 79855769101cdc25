"""A past sequence gone through once more: by who was in it or by another event's contacts, on other
days or on the same. Nothing is written.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict
from yardflow.models import Event, Sequence
from yardflow.services.access import Principal
from yardflow.services.records.hall_hours import later_days
from yardflow.services.records.load import load_record
from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.engine.reading import standing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast.assumptions import nothing, replies
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.forecast.what_if import Days
from yardflow.services.sequences.replay import others, recorded, result
from yardflow.services.sequences.replay.question import Question
from yardflow.services.sequences.replay.result import LISTED, Difference, Differing, Replay
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.templates.rows import names

MOST_DECISIONS = 500_000
_NEVER_RUN = "No one was ever in this sequence, so there is nothing to replay."
_NO_DAYS = "This event has no dates. Add them to the event, or choose another."
_NO_EVENT = "This sequence had no event with dates, so it can't be replayed at another one."


@dataclass(slots=True)
class Known:
    """Who goes through it, about to begin, beside the emails that were ``sent`` to ``people``.
    ``shift`` is how much later everything happens than it did, and ``first`` the event's first day
    as it was; ``templates`` are their names. ``others``: they are not who went through it, and of
    their emails so many of a hundred get ``replies``.
    """

    simulation: Simulation
    sent: Mapping[tuple[int, str], datetime]
    people: int
    first: date | None
    shift: timedelta
    templates: Mapping[int, str]
    others: bool
    replies: int
    complete: bool


def replay(session: Session, principal: Principal, sequence_id: int, question: Question) -> Replay:
    """Everyone who was in the sequence goes through it again, and does what they did then, each as
    long before the event's first day as before; or those on another event's list do. Unchanged it
    comes to what happened until now. Limits and the hours of senders are today's.

    Raises:
        NotFound: there is no such sequence or event.
        Conflict: no one was ever in it, or one of the events has no dates.
    """
    return gone_through(read(session, principal, sequence_id, question))


def read(session: Session, principal: Principal, sequence_id: int, question: Question) -> Known:
    """All that a replay needs to know; raises as `replay`."""
    sequence = load_record(session, Sequence, sequence_id)
    known = recorded.read(session, sequence_id)
    if not known.situation.rows:
        raise Conflict(_NEVER_RUN)
    situation, first = known.situation, _first_day(known.situation)
    event = load_record(session, Event, question.event_id) if question.event_id else None
    shift = _shift(first, event, question.starts_on)
    percent = recorded.replies(session, situation, len(known.sent)) if question.attendees else 0
    people = len(situation.rows)
    if question.attendees and event is not None:
        situation = others.entering(session, principal, sequence, event, situation)
    _move(situation, event, shift)
    simulation = Simulation(
        situation,
        email_settings.read(session).policy,
        clock.now() + shift,
        assumptions=replies(percent) if percent else nothing,
        most=MOST_DECISIONS,
    )
    if not question.attendees:
        happened = recorded.happenings(session, sequence_id, simulation, shift)
        simulation.happenings = [*happened]
    return Known(
        simulation,
        known.sent,
        people,
        first,
        shift,
        names(session, principal),
        question.attendees,
        percent,
        known.complete,
    )


def gone_through(known: Known) -> Replay:
    """What it comes to."""
    known.simulation.run()
    sent, replayed, rows = (
        known.sent,
        result.sends(known.simulation),
        known.simulation.situation.rows,
    )
    differing = [] if known.others else result.differing(sent, replayed, known.shift)
    same = sum(result.is_same(at, replayed.get(place), known.shift) for place, at in sent.items())
    return Replay(
        people=known.people,
        entering=len(rows) if known.others else 0,
        recorded=len(sent),
        replayed=len(replayed),
        same=0 if known.others else same,
        replies=known.replies,
        by_event=known.first is not None,
        days=result.days(sent, replayed, known.first, known.shift),
        differences=tuple(_difference(known, each) for each in differing[:LISTED]),
        complete=known.complete and known.simulation.complete,
    )


def _difference(known: Known, differing: Differing) -> Difference:
    row = known.simulation.situation.rows[differing.enrollment_id]
    steps = known.simulation.situation.definitions[row.version_id].steps
    step = steps.get(differing.step)
    words = wording.summary(step, known.templates, steps) if step else differing.step
    return Difference(row.contact_id, words, differing.recorded_at, differing.replayed_at)


def _first_day(situation: Situation) -> date | None:
    days = Counter(row.starts_on for row in situation.rows.values() if row.starts_on is not None)
    return days.most_common(1)[0][0] if days else None


def _shift(first: date | None, event: Event | None, starts_on: date | None) -> timedelta:
    """By how much later it is."""
    if event is not None and event.starts_on is None:
        raise Conflict(_NO_DAYS)
    begins = starts_on or (event.starts_on if event else None)
    if begins is None:
        return timedelta()
    if first is None:
        raise Conflict(_NO_EVENT)
    return begins - first


def _move(situation: Situation, event: Event | None, shift: timedelta) -> None:
    """Has everything happen so much later."""
    situation.rows = {
        number: standing(
            row,
            entered_at=row.entered_at + shift,
            due_at=row.due_at + shift,
            **_days_of(row, event, shift),
        )
        for number, row in situation.rows.items()
    }
    situation.now += shift


def _days_of(row: Any, event: Event | None, shift: timedelta) -> dict[str, Any]:
    """When the row's event is: the other one's days and hours, or its own so much later."""
    if event is not None:
        return {name: getattr(event, name) for name in Days.__slots__}
    if row.starts_on is None:
        return {}
    return {
        "starts_on": row.starts_on + shift,
        "ends_on": (row.ends_on or row.starts_on) + shift,
        "hall_days": later_days(row.hall_days, shift),
    }
