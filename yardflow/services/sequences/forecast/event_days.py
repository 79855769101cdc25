"""What moving an event does to those in sequences, before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Event
from yardflow.services.access import Principal
from yardflow.services.records import events
from yardflow.services.records.load import load_record
from yardflow.services.sequences.decisions import Branch, Skip
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.engine.reading import ahead
from yardflow.services.sequences.forecast import what_if
from yardflow.services.sequences.forecast.followed import others
from yardflow.services.sequences.forecast.people import Person, named
from yardflow.services.sequences.forecast.reading import AHEAD_DAYS, until
from yardflow.services.sequences.forecast.result import People
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.senders import email_settings

# So many enrollments, with those of other events that share their limits.
MOST = 2_000
_AT_EVENT = text("""
SELECT e.id, e.sender_id, e.contact_id
FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
WHERE e.status = 'active' AND coalesce(s.event_id, e.event_id) = :event
ORDER BY e.due_at, e.rank, e.id LIMIT :most""")
# What a person's course is: when each of their steps but waits is done, and which emails are too
# late.
_Course = tuple[tuple[str, datetime, bool], ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """How many contacts, and the first of them."""

    count: int
    people: list[Person]


@dataclass(frozen=True, slots=True)
class Moving:
    """What other days of an event do in the next 90 days: whose steps are done at other times, and
    who misses an email that they get now; some may be both. Not ``complete``: only the first were
    looked at.
    """

    rescheduled: Affected
    late: Affected
    complete: bool

    @property
    def affects_anyone(self) -> bool:
        """Whether there is anything to know before it is saved."""
        return bool(self.rescheduled.count or self.late.count)


def moving(
    session: Session, principal: Principal, event_id: int, values: Mapping[str, object]
) -> Moving:
    """What saving these ``values`` of an event would do to those in sequences; nothing is written.

    Raises:
        NotFound: there is no such event.
        Invalid: a value is not valid.
    """
    before = what_if.days_of(load_record(session, Event, event_id))
    after = what_if.days_of(events.tried(session, event_id, values))
    none = Affected(0, [])
    rows = session.execute(_AT_EVENT, {"event": event_id, "most": MOST + 1}).all()
    if before == after or not rows:
        return Moving(none, none, complete=True)
    own, now = rows[:MOST], clock.now()
    beside, all_beside = others(session, own, now, MOST - len(own), AHEAD_DAYS)
    ids = [*(row.id for row in own), *beside]
    as_now = _courses(session, ids, now)
    as_moved = _courses(session, ids, now, (event_id, after))
    rescheduled, late = People(), People()
    for row in own:
        was, is_now = as_now.courses.get(row.id, ()), as_moved.courses.get(row.id, ())
        missed = _misses(is_now) - _misses(was)
        if missed:
            late.add(row.contact_id)
        if _others(was, missed) != _others(is_now, missed):
            rescheduled.add(row.contact_id)
    complete = len(rows) <= MOST and all_beside and as_now.complete and as_moved.complete
    return Moving(
        _affected(session, principal, rescheduled), _affected(session, principal, late), complete
    )


@dataclass(frozen=True, slots=True)
class _Courses:
    courses: dict[int, _Course]
    complete: bool


def _courses(
    session: Session,
    ids: list[int],
    now: datetime,
    moved: tuple[int, what_if.Days] | None = None,
) -> _Courses:
    situation = ahead(session, ids, now)
    if moved is not None:
        what_if.move_event(situation, *moved)
    simulation = Simulation(situation, email_settings.read(session).policy, until(now))
    simulation.run()
    courses: dict[int, _Course] = {}
    for each in simulation.taken:
        if isinstance(each.decision, Branch) and each.decision.why is Why.TIME_PASSED:
            continue
        misses = isinstance(each.decision, Skip) and each.decision.why is Why.LATE
        step = (each.step, each.at, misses)
        courses[each.enrollment_id] = (*courses.get(each.enrollment_id, ()), step)
    return _Courses(courses, simulation.complete)


def _misses(course: _Course) -> set[str]:
    return {step for step, _, misses in course if misses}


def _others(course: _Course, missed: set[str]) -> _Course:
    return tuple(each for each in course if each[0] not in missed)


def _affected(session: Session, principal: Principal, who: People) -> Affected:
    return Affected(who.count, named(session, principal, who.contact_ids))
