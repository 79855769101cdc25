"""What moving an event does to those in sequences, before it is saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Event
from yardflow.services.access import Principal
from yardflow.services.records import events
from yardflow.services.records.load import load_record
from yardflow.services.sequences.decisions import Branch, Skip
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.definitions.steps import StepKey
from yardflow.services.sequences.engine.reading import ahead
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast import what_if
from yardflow.services.sequences.forecast.followed import others
from yardflow.services.sequences.forecast.people import named
from yardflow.services.sequences.forecast.reading import AHEAD_DAYS, until
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.templates.rows import names as names_of_templates

# So many enrollments, with those of other events that share their limits.
MOST = 2_000
PAGE = 50
_AT_EVENT = text("""
SELECT e.id, e.sender_id, e.contact_id, s.id AS sequence_id, s.name AS sequence
FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
WHERE e.status = 'active' AND coalesce(s.event_id, e.event_id) = :event
ORDER BY e.due_at, e.rank, e.id LIMIT :most""")
# When each step of an enrollment but waits is done, by the step and which time it is; and whether
# that is too late for its email.
_Course = dict[tuple[StepKey, int], tuple[datetime, bool]]


@dataclass(frozen=True, slots=True)
class Move:
    """A step of someone that is done at another time. ``was`` and ``becomes`` are None where it
    isn't done in the next 90 days; ``late``: it becomes too late for its email, which no longer
    goes out.
    """

    contact_id: int
    name: str
    account: str
    sequence_id: int
    sequence: str
    step: str
    was: datetime | None
    becomes: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Moving:
    """What other days of an event do in the next 90 days: how many contacts have steps that are
    done at other times (``rescheduled``), and how many miss an email that they get now (``late``);
    some may be both. ``moves`` are a page of all ``total``, those who miss an email first. Not
    ``complete``: only the first were looked at.
    """

    rescheduled: int
    late: int
    moves: list[Move]
    total: int
    complete: bool

    @property
    def affects_anyone(self) -> bool:
        """Whether there is anything to know before it is saved."""
        return bool(self.total)


def moving(
    session: Session,
    principal: Principal,
    event_id: int,
    values: Mapping[str, object],
    *,
    offset: int = 0,
    limit: int = PAGE,
) -> Moving:
    """What saving these ``values`` of an event would do to those in sequences; nothing is written.

    Raises:
        NotFound: there is no such event.
        Invalid: a value is not valid.
    """
    before = what_if.days_of(load_record(session, Event, event_id))
    after = what_if.days_of(events.tried(session, event_id, values))
    rows = session.execute(_AT_EVENT, {"event": event_id, "most": MOST + 1}).all()
    if before == after or not rows:
        return Moving(0, 0, [], 0, complete=True)
    own, now = rows[:MOST], clock.now()
    beside, all_beside = others(session, own, now, MOST - len(own), AHEAD_DAYS)
    ids = [*(row.id for row in own), *beside]
    as_now = _courses(session, ids, now)
    as_moved = _courses(session, ids, now, (event_id, after))
    changed = [change for row in own for change in _changes(row, as_now, as_moved)]
    changed.sort(key=lambda change: not change.late)
    return Moving(
        len({change.row.contact_id for change in changed if not change.late}),
        len({change.row.contact_id for change in changed if change.late}),
        _named(session, principal, changed[offset : offset + limit], as_now.situation),
        len(changed),
        complete=len(rows) <= MOST and all_beside and as_now.complete and as_moved.complete,
    )


@dataclass(frozen=True, slots=True)
class _Change:
    row: Any
    step: StepKey
    was: datetime | None
    becomes: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class _Courses:
    situation: Situation
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
        course = courses.setdefault(each.enrollment_id, {})
        times = sum(step == each.step for step, _ in course)
        course[each.step, times] = (each.at, misses)
    return _Courses(situation, courses, simulation.complete)


def _changes(row: Any, as_now: _Courses, as_moved: _Courses) -> Iterator[_Change]:
    """What differs for an enrollment, in the order of its steps."""
    before, after = as_now.courses.get(row.id, {}), as_moved.courses.get(row.id, {})
    for step, times in dict.fromkeys([*before, *after]):
        was, missed = before.get((step, times), (None, False))
        becomes, misses = after.get((step, times), (None, False))
        if (missed and misses) or (was, missed) == (becomes, misses):
            continue
        yield _Change(row, step, None if missed else was, None if misses else becomes, late=misses)


def _named(
    session: Session, principal: Principal, changes: Sequence[_Change], situation: Situation
) -> list[Move]:
    templates = names_of_templates(session, principal)
    ids = [*dict.fromkeys(change.row.contact_id for change in changes)]
    people = {each.contact_id: each for each in named(session, principal, ids)}
    moves = []
    for change in changes:
        row, person = change.row, people[change.row.contact_id]
        steps = situation.definitions[situation.rows[row.id].version_id].steps
        summary = wording.summary(steps[change.step], templates, steps)
        moves.append(
            Move(
                contact_id=row.contact_id,
                name=person.name,
                account=person.account,
                sequence_id=row.sequence_id,
                sequence=row.sequence,
                step=summary,
                was=change.was,
                becomes=change.becomes,
                late=change.late,
            )
        )
    return moves
