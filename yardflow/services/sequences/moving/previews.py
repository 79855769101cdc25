"""What moving would do to each person, before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from yardflow import clock
from yardflow.models import EnrollmentStatus
from yardflow.services.access import Principal
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions import Decision, Policy, Skip, Wait, decide
from yardflow.services.sequences.decisions.landing import Landing, Way
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions import wording as step_words
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.engine.reading import ahead, standing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.enrollments import counts
from yardflow.services.sequences.lifecycle import publishing
from yardflow.services.sequences.moving import wording
from yardflow.services.sequences.moving.crowds import Crowd, crowds
from yardflow.services.sequences.moving.landings import Target, sign, target_of
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.templates.rows import names as names_of_templates

# So many people are looked at one by one; what is said of them takes about a second. What happens
# to the others is known from their crowd.
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
    """How many the same happens to, and those of them who were looked at one by one."""

    outcome: Outcome
    count: int
    people: list[Person]


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving to version ``number`` would do to the ``total`` on older versions, of whom so
    many are ``at_deleted_steps``. When is told of ``looked_at`` of them; ``ended`` finished or left
    before, and are not touched. ``signs``
    stand for all that would happen to anyone: a move that is given them does nothing else.
    """

    number: int
    total: int
    at_deleted_steps: int
    looked_at: int
    ended: int
    groups: list[Group]
    signs: frozenset[str]


def preview(session: Session, principal: Principal, sequence_id: int) -> Preview:
    """What would happen to everyone on an older version; nothing is written.

    Raises:
        NotFound: there is no such sequence.
        Conflict: it was never published.
    """
    now = clock.now()
    target = target_of(session, sequence_id)
    known = crowds(session, target, now, MOST)
    total = sum(crowd.people for crowd in known)
    each = MOST if total <= MOST else max(MOST // len(known), 1)
    closer = {
        crowd.ids[n]: crowd for crowd in known[:MOST] for n in range(min(each, len(crowd.ids)))
    }
    by_status = counts(session, principal, sequence_id)
    groups = _groups(session, principal, known, closer, target, now)
    return Preview(
        number=target.number,
        total=total,
        at_deleted_steps=sum(
            crowd.people for crowd in known if crowd.step not in target.definition.steps
        ),
        looked_at=sum(len(group.people) for group in groups),
        ended=by_status[EnrollmentStatus.FINISHED] + by_status[EnrollmentStatus.EXITED],
        groups=groups,
        signs=frozenset(sign(crowd.number, crowd.step, crowd.place) for crowd in known),
    )


def before_publishing(session: Session, principal: Principal, sequence_id: int) -> Preview:
    """What moving everyone would do if the draft were published first; nothing is written.

    Raises:
        NotFound, NotPublishable, Conflict: as in `publishing.publish`.
    """
    savepoint = session.begin_nested()
    try:
        publishing.publish(session, principal, sequence_id)
        return preview(session, principal, sequence_id)
    finally:
        savepoint.rollback()


def _groups(
    session: Session,
    principal: Principal,
    known: Sequence[Crowd],
    closer: Mapping[int, Crowd],
    target: Target,
    now: datetime,
) -> list[Group]:
    """Whoever was not looked at has the outcome that most of their crowd have."""
    situation = ahead(session, [*closer], now, [target.version_id])
    names = names_of_templates(session, principal)
    look = _Look(session, situation, target, email_settings.read(session).policy, names)
    people: dict[Outcome, list[Person]] = defaultdict(list)
    usual: dict[int, Counter[Outcome]] = defaultdict(Counter)
    for number, crowd in closer.items():
        row = situation.rows.get(number)
        if row is not None and (row.version_id, row.step) == (crowd.version_id, crowd.step):
            outcome, person = look.at(row, crowd)
            people[outcome].append(person)
            usual[id(crowd)][outcome] += 1
    tally = Counter({outcome: len(listed) for outcome, listed in people.items()})
    for crowd in known:
        outcomes = usual[id(crowd)]
        common = outcomes.most_common(1)[0][0] if outcomes else look.unseen(crowd)
        tally[common] += crowd.people - outcomes.total()
    listed = [Group(outcome, count, people[outcome]) for outcome, count in tally.items() if count]
    return sorted(listed, key=lambda group: (group.outcome.number, -group.count))


@dataclass(frozen=True, slots=True)
class _Look:
    session: Session
    situation: Situation
    target: Target
    policy: Policy
    names: Names

    def at(self, row: Any, crowd: Crowd) -> tuple[Outcome, Person]:
        """What happens to one person of a crowd, and when."""
        now, place = self.situation.now, crowd.place
        before = self._decision(row)
        after = before if crowd.taking_a_step else self._after(row, place)
        planned_at, planned_after = _planned(before, now), _planned(after, now)
        outcome = replace(
            self.unseen(crowd),
            another_time=place.way is Way.STAYS and planned_at != planned_after,
            late=_is_late(after) and not _is_late(before),
        )
        who = (row.id, row.contact_id, row.contact_name, row.account_name)
        return outcome, Person(*who, planned_at, planned_after)

    def unseen(self, crowd: Crowd) -> Outcome:
        """What happens to a crowd, as far as that is known without looking at its people."""
        landed = self._summary(self.target.version_id, crowd.place.step)
        stays = crowd.taking_a_step
        return Outcome(
            number=crowd.number,
            step=self._summary(crowd.version_id, crowd.step),
            what=wording.TAKING_A_STEP if stays else wording.before(crowd.place.way, landed),
            passes=() if stays else self._passes(crowd.place),
        )

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
        # Whoever stays has their own step still to do.
        own = place.step if place.way is Way.STAYS else None
        passed = [key for key in to_come if key in place.passed and key != own]
        return tuple(self._summary(self.target.version_id, key) for key in passed)

    def _summary(self, version_id: int, key: str | None) -> str:
        steps = definitions.version(self.session, version_id).steps
        step = steps.get(key or "")
        return step_words.summary(step, self.names, steps) if step else key or ""


def _planned(decision: Decision | None, now: datetime) -> datetime | None:
    """When something happens next."""
    if decision is None:
        return None
    return decision.until if isinstance(decision, Wait) else now


def _is_late(decision: Decision | None) -> bool:
    return isinstance(decision, Skip) and decision.why is Why.LATE
