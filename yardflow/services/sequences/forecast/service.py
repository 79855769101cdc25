"""Forecasts of a sequence, and of contacts who are about to be enrolled."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences import enrollments
from yardflow.services.sequences.decisions import Send
from yardflow.services.sequences.engine.reading import BEHIND, Entering
from yardflow.services.sequences.enrollments import Enrolling, EnrollmentCounts
from yardflow.services.sequences.forecast.followed import A_DAY, DAYS, MOST, others, simulated
from yardflow.services.sequences.forecast.simulation import Simulation

ASSUMED = "Assumes that no one opens, bounces or replies, and that tasks stay open."

_OF_SEQUENCE = text("""
SELECT id, sender_id, contact_id FROM enrollment
WHERE sequence_id = :sequence AND status = 'active' AND due_at < :until
ORDER BY due_at, rank, id LIMIT :most""")


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


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> Forecast:
    """How many emails of a sequence would go out on each of the next `DAYS`, by sender.

    Raises:
        NotFound: there is no such sequence.
    """
    now = clock.now()
    load_record(session, SequenceRow, sequence_id)
    about = {"sequence": sequence_id, "until": now + DAYS * A_DAY}
    own = session.execute(_OF_SEQUENCE, {**about, "most": MOST + 1}).all()
    ids = [row.id for row in own[:MOST]]
    own_ids = {*ids}
    beside, all_beside = others(session, own[:MOST], now, MOST - len(ids))
    simulation = simulated(session, [*ids, *beside], now)
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
    beside, all_beside = others(session, entered, now, MOST - len(some))
    entering = Entering(sequence_id, chosen.version_id, who.event_id, some)
    simulation = simulated(session, beside, now, entering)
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


def _days(simulation: Simulation, now: datetime) -> tuple[date, ...]:
    """From today on, where a sender has the earliest."""
    zones = [sender.zone for sender in simulation.situation.senders.values()]
    today = min((now.astimezone(zone).date() for zone in zones), default=now.date())
    return tuple(today + n * A_DAY for n in range(DAYS))


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
