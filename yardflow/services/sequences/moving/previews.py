"""What moving would do to each person, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from yardflow import clock
from yardflow.models import EnrollmentStatus
from yardflow.services.access import Principal
from yardflow.services.sequences.decisions import Decision, Policy, Skip, Wait, decide
from yardflow.services.sequences.decisions.landing import Landing, Way
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions import wording as step_words
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.engine.situation import Situation, ahead, standing
from yardflow.services.sequences.enrollments import counts
from yardflow.services.sequences.moving import wording
from yardflow.services.sequences.moving.landings import (
    LOOKED_AT,
    Target,
    landings,
    people,
    target_of,
)
from yardflow.services.sequences.moving.service import waiting
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.templates import library

# So many people are looked at one by one; what is said of them takes about a second.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with the next moment at which something happens, before and after the move; None
    where that takes a change.
    """

    enrollment_id: int
    contact_id: int
    contact_name: str
    account_name: str
    planned_at: datetime | None
    planned_after: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to people of one version at one step: in a sentence, with the steps that they
    pass later on because they were done. ``late``: the email that comes next can't go out in time.
    """

    number: int
    step: str
    what: str
    passes: tuple[str, ...] = ()
    another_time: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """People to whom the same happens."""

    outcome: Outcome
    people: list[Person]


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving to version ``number`` would do. ``total`` are on older versions, of whom the
    first ``looked_at`` are in the groups; ``ended`` finished or left before, and are not touched.
    """

    number: int
    total: int
    looked_at: int
    ended: int
    groups: list[Group] = field(default_factory=list)


def preview(session: Session, principal: Principal, sequence_id: int) -> Preview:
    """What would happen to everyone on an older version; nothing is written.

    Raises:
        NotFound: there is no such sequence.
        Conflict: it was never published.
    """
    now = clock.now()
    target = target_of(session, sequence_id)
    rows = people(session, LOOKED_AT, target, now, MOST)
    total = sum(each.people for each in waiting(session, principal, sequence_id))
    by_status = counts(session, principal, sequence_id)
    ended = by_status[EnrollmentStatus.FINISHED] + by_status[EnrollmentStatus.EXITED]
    groups = _groups(session, principal, rows, target, now)
    looked_at = sum(len(group.people) for group in groups)
    return Preview(target.number, total, looked_at, ended, groups)


def _groups(
    session: Session, principal: Principal, rows: Sequence[Any], target: Target, now: datetime
) -> list[Group]:
    places = landings(session, rows, target)
    situation = ahead(session, [row.id for row in rows], now, [target.version_id])
    look = _Look(
        situation,
        target,
        email_settings.read(session).policy,
        library.names(session, principal),
    )
    groups: dict[Outcome, list[Person]] = {}
    for row in rows:
        standing_row = situation.rows.get(row.id)
        if standing_row is not None:
            outcome, person = look.at(standing_row, row, places[row.id])
            groups.setdefault(outcome, []).append(person)
    listed = [Group(outcome, members) for outcome, members in groups.items()]
    return sorted(listed, key=lambda group: (group.outcome.number, -len(group.people)))


@dataclass(frozen=True, slots=True)
class _Look:
    situation: Situation
    target: Target
    policy: Policy
    names: Names

    def at(self, row: Any, standing_at: Any, place: Landing) -> tuple[Outcome, Person]:
        """What happens to one person."""
        now = self.situation.now
        before = self._decision(row)
        if standing_at.taking_a_step:
            after, what = before, wording.TAKING_A_STEP
        else:
            after = self._after(row, place)
            what = wording.before(place.way, self._summary(self.target.version_id, place.step))
        planned_at, planned_after = _planned(before, now), _planned(after, now)
        outcome = Outcome(
            number=standing_at.number,
            step=self._summary(row.version_id, row.step),
            what=what,
            passes=() if standing_at.taking_a_step else self._passes(place),
            another_time=place.way is Way.STAYS and planned_at != planned_after,
            late=_is_late(after) and not _is_late(before),
        )
        name = f"{row.first_name} {row.last_name}".strip()
        person = Person(row.id, row.contact_id, name, row.account_name, planned_at, planned_after)
        return outcome, person

    def _after(self, row: Any, place: Landing) -> Decision | None:
        if place.step is None:
            return None
        entered_at = row.entered_at if place.keeps_time else self.situation.now
        moved = standing(
            row,
            version_id=self.target.version_id,
            step=place.step,
            visit=self.situation.visit(row, place.step),
            entered_at=entered_at,
            passed=place.passed,
        )
        return self._decision(moved)

    def _decision(self, row: Any) -> Decision | None:
        definition = self.situation.definitions[row.version_id]
        if row.step not in definition.steps:
            return None
        facts = self.situation.facts(row)
        enrollment = self.situation.enrollment(row)
        return decide(enrollment, definition, facts, self.policy, self.situation.now)

    def _passes(self, place: Landing) -> tuple[str, ...]:
        steps = self.target.definition.steps
        to_come: Mapping[str, None] = graph.reached(steps, [place.step] if place.step else [])
        passed = [key for key in to_come if key in place.passed]
        return tuple(self._summary(self.target.version_id, key) for key in passed)

    def _summary(self, version_id: int, key: str | None) -> str:
        step = self.situation.definitions[version_id].steps.get(key or "")
        return step_words.summary(step, self.names) if step else key or ""


def _planned(decision: Decision | None, now: datetime) -> datetime | None:
    """When something happens next."""
    if decision is None:
        return None
    return decision.until if isinstance(decision, Wait) else now


def _is_late(decision: Decision | None) -> bool:
    return isinstance(decision, Skip) and decision.why is Why.LATE
