"""Forecasts: of one enrollment, of a sequence, and of contacts who are about to be enrolled."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.fields import LARGEST_ID
from yardflow.services.records.load import load_record
from yardflow.services.sequences import enrollments
from yardflow.services.sequences.decisions import (
    Exit,
    Send,
    Skip,
    Wait,
    outcome_words,
    reason_words,
)
from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.engine.situation import BEHIND, Entering, ahead
from yardflow.services.sequences.enrollments import Enrolling, EnrollmentCounts
from yardflow.services.sequences.forecast.simulation import Simulation, Taken
from yardflow.services.sequences.senders import capacity, email_settings
from yardflow.services.sequences.templates import library

DAYS = 14
ASSUMED = "Assumes that no one opens, bounces or replies, and that tasks stay open."
# So many enrollments a question goes over, with those of other sequences of the same senders.
MOST = 5_000
# So many others beside one enrollment.
MOST_BESIDE = 300
_A_DAY = timedelta(days=1)

_OF_SEQUENCE = text("""
SELECT id, sender_id, contact_id FROM enrollment
WHERE sequence_id = :sequence AND status = 'active' AND due_at < :until
ORDER BY due_at, id LIMIT :most""")
_ONE = text("SELECT id, sender_id, contact_id, status FROM enrollment WHERE id = :id")
# Others who are counted for the same limits: of the sender, the account, the person.
_BESIDE = text("""
SELECT id, sender_id, contact_id FROM (
    SELECT id, due_at, sender_id, contact_id FROM enrollment
    WHERE sender_id = ANY(:senders) AND status = 'active' AND due_at < :until
    UNION
    SELECT e.id, e.due_at, e.sender_id, e.contact_id
    FROM enrollment e JOIN contact c ON c.id = e.contact_id
    WHERE c.account_id IN (SELECT account_id FROM contact WHERE id = ANY(:contacts))
        AND e.status = 'active' AND e.due_at < :until) beside
WHERE id <> ALL(:ids)
ORDER BY due_at, id LIMIT :most""")


@dataclass(frozen=True, slots=True)
class Coming:
    """A step to come, in words. ``at`` is None where that takes a change: then ``what`` says which
    one.
    """

    step: str
    what: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SenderDays:
    """How many emails of the sequence a sender would send on each day of its own time zone."""

    sender_id: int
    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Emails by sender on ``days``. ``looked_at`` enrollments of the sequence are in it; it is not
    ``complete`` where there are more, or where so many emails could not be followed to the last
    day. ``waiting`` of them wait for a change.
    """

    days: tuple[date, ...]
    senders: tuple[SenderDays, ...]
    looked_at: int
    waiting: int
    complete: bool


@dataclass(frozen=True, slots=True)
class FirstEmails:
    """When contacts would get their first email: the first of them ``first_at``, the last
    ``last_at``, and ``later`` so many after the days that are looked at, or never.
    """

    first_at: datetime | None
    last_at: datetime | None
    later: int
    complete: bool


def of_enrollment(session: Session, principal: Principal, enrollment_id: int) -> list[Coming]:
    """The steps to come, in their order, as far as they come in `DAYS`; empty where it has ended.

    Raises:
        NotFound: there is none.
    """
    now = clock.now()
    known = min(max(enrollment_id, 0), LARGEST_ID)
    row = session.execute(_ONE, {"id": known}).one_or_none()
    if row is None:
        raise NotFound.of("enrollment")
    if row.status != "active":
        return []
    beside, _ = _beside(session, [row], now, MOST_BESIDE)
    simulation = _simulated(session, [row.id, *beside], now)
    names = library.names(session, principal)
    return _course(simulation, row.id, names)


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> Forecast:
    """How many emails of a sequence would go out on each of the next `DAYS`, by sender.

    Raises:
        NotFound: there is no such sequence.
    """
    now = clock.now()
    load_record(session, SequenceRow, sequence_id)
    about = {"sequence": sequence_id, "until": now + DAYS * _A_DAY}
    own = session.execute(_OF_SEQUENCE, {**about, "most": MOST + 1}).all()
    ids = [row.id for row in own[:MOST]]
    own_ids = {*ids}
    beside, all_beside = _beside(session, own[:MOST], now, MOST - len(ids))
    simulation = _simulated(session, [*ids, *beside], now)
    days = _days(simulation, now)
    return Forecast(
        days=days,
        senders=_by_sender(simulation, own_ids, days),
        looked_at=len(ids),
        waiting=sum(wait.until is None for key, wait in simulation.waits.items() if key in own_ids),
        complete=simulation.complete and all_beside and len(own) <= MOST,
    )


def enrolling(
    session: Session, principal: Principal, sequence_id: int, who: Enrolling
) -> tuple[EnrollmentCounts, FirstEmails]:
    """What enrolling would do, and when those who are enrolled would get their first email.

    Raises:
        NotFound, Conflict, Contradictory, Invalid: as in `enrollments.enroll`.
    """
    now = clock.now()
    chosen = enrollments.choose(session, principal, sequence_id, who)
    some = dict(islice(chosen.senders.items(), MOST))
    entered = [
        _Seed(BEHIND + contact_id, sender_id, contact_id) for contact_id, sender_id in some.items()
    ]
    beside, all_beside = _beside(session, entered, now, MOST - len(some))
    entering = Entering(sequence_id, chosen.version_id, who.event_id, some)
    simulation = _simulated(session, beside, now, entering)
    first: dict[int, datetime] = {}
    for taken in simulation.taken:
        if taken.enrollment_id > BEHIND and isinstance(taken.decision, Send):
            first.setdefault(taken.enrollment_id, taken.at)
    complete = simulation.complete and all_beside and len(some) == len(chosen.senders)
    moments = first.values()
    return chosen.counts, FirstEmails(
        first_at=min(moments, default=None),
        last_at=max(moments, default=None),
        later=len(some) - len(first),
        complete=complete,
    )


class _Seed(NamedTuple):
    id: int
    sender_id: int
    contact_id: int


def _beside(
    session: Session, own: Sequence[Any], now: datetime, most: int
) -> tuple[list[int], bool]:
    """The enrollments that share limits with these, and with those again; and whether there are no
    more.
    """
    rows, until = [*own], now + DAYS * _A_DAY
    for _ in range(2):
        about = {
            "senders": [*{row.sender_id for row in rows if row.sender_id}],
            "contacts": [*{row.contact_id for row in rows}],
            "ids": [row.id for row in rows],
        }
        left = most - len(rows) + len(own)
        rows += session.execute(_BESIDE, {**about, "until": until, "most": left + 1})
        if len(rows) - len(own) > most:
            break
    ids = [row.id for row in rows[len(own) :]]
    return ids[:most], len(ids) <= most


def _simulated(
    session: Session, ids: list[int], now: datetime, entering: Entering | None = None
) -> Simulation:
    situation = ahead(session, ids, now, entering=entering)
    simulation = Simulation(
        situation,
        email_settings.read(session).policy,
        capacity.paces(session, [*situation.senders]),
        now + DAYS * _A_DAY,
    )
    simulation.run()
    return simulation


def _days(simulation: Simulation, now: datetime) -> tuple[date, ...]:
    """From today on, where a sender has the earliest."""
    zones = [sender.zone for sender in simulation.situation.senders.values()]
    today = min((now.astimezone(zone).date() for zone in zones), default=now.date())
    return tuple(today + n * _A_DAY for n in range(DAYS))


def _by_sender(
    simulation: Simulation, ids: set[int], days: tuple[date, ...]
) -> tuple[SenderDays, ...]:
    counts: dict[int, Counter[date]] = defaultdict(Counter)
    rows, senders = simulation.situation.rows, simulation.situation.senders
    for taken in simulation.taken:
        if taken.enrollment_id in ids and isinstance(taken.decision, Send):
            sender_id = rows[taken.enrollment_id].sender_id
            counts[sender_id][taken.at.astimezone(senders[sender_id].zone).date()] += 1
    listed = [
        SenderDays(number, senders[number].name, tuple(sent[day] for day in days))
        for number, sent in counts.items()
    ]
    return tuple(sorted(listed, key=lambda each: (each.name, each.sender_id)))


def _course(simulation: Simulation, number: int, names: Mapping[int, str]) -> list[Coming]:
    row = simulation.situation.rows[number]
    steps = simulation.situation.definitions[row.version_id].steps
    coming = [
        Coming(wording.summary(steps[taken.step], names), _what(taken), taken.at)
        for taken in simulation.taken
        if taken.enrollment_id == number
    ]
    wait = simulation.waits.get(number)
    if wait is not None:
        reasons = [reason for reason in wait.reasons if wait.until or reason.opens_at is None]
        what = " ".join(map(reason_words, reasons))
        step = steps[simulation.step_of(number)]
        coming.append(Coming(wording.summary(step, names), what, wait.until))
    return coming


def _what(taken: Taken) -> str:
    match taken.decision:
        case Send():
            return "Email goes out."
        case Skip():
            return f"Skipped. {outcome_words(taken.decision)}"
        case Exit():
            return f"Ends. {outcome_words(taken.decision)}"
        case decision:
            assert not isinstance(decision, Wait)
            return outcome_words(decision)
