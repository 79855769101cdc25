"""How many emails go out: from a sender, to a person, to an account, to a recipient's domain."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from yardflow.services.sequences.decisions.calendar import DAY, MIDNIGHT, day_of, moment_of
from yardflow.services.sequences.decisions.facts import Facts, Policy, SenderFacts
from yardflow.services.sequences.decisions.outcomes import Gate, Reason

_WEEK = timedelta(days=7)
# In days: a warm-up that lets nothing out in so many never will.
_DAYS_AHEAD = 60


def sender_spent(sender: SenderFacts, at: datetime) -> Reason | None:
    """The sender's day is used up; the next one begins in its own zone."""
    return _day_spent(Gate.SENDER_LIMIT, sender.sent_on, sender.caps.on, sender.zone, at)


def sender_paced(sender: SenderFacts, at: datetime) -> Reason | None:
    """The sender has just sent, and waits a little until the next email."""
    paced = sender.next_at is not None and at < sender.next_at
    return Reason(Gate.SENDER_PACE, sender.next_at) if paced else None


def domain_spent(facts: Facts, policy: Policy, at: datetime) -> Reason | None:
    """The recipient's domain has had its emails of this day, which is UTC's for all senders."""
    most = policy.domain_per_day
    if most is None:
        return None
    return _day_spent(Gate.DOMAIN_LIMIT, facts.domain_sent_on, lambda _: most, UTC, at)


def person_spent(facts: Facts, policy: Policy, at: datetime) -> Reason | None:
    """The person has had this week's emails; the week is the seven days before each moment."""
    return _spent_within(_WEEK, Gate.PERSON_LIMIT, facts.person_sent_at, policy.person_per_week, at)


def account_spent(facts: Facts, policy: Policy, at: datetime) -> Reason | None:
    """Others at the account got a first email in the 24 hours before: colleagues live in more than
    one zone, where a day of the calendar may be over an hour later.
    """
    most = policy.first_touches_per_account_per_day
    if most is None or not facts.first_touch:
        return None
    return _spent_within(DAY, Gate.ACCOUNT_LIMIT, facts.account_touched_at, most, at)


def _spent_within(
    span: timedelta, gate: Gate, moments: Sequence[datetime], most: int, at: datetime
) -> Reason | None:
    """The gate of a number within a time that moves on: it opens when that one leaves it which
    makes room.
    """
    recent = sorted(moment for moment in moments if moment > at - span)
    if len(recent) < most:
        return None
    opens_at = recent[-most] + span if most > 0 else None
    return Reason(gate, opens_at, str(most))


def _day_spent(
    gate: Gate,
    sent_on: Mapping[date, int],
    most_on: Callable[[date], int],
    zone: tzinfo,
    at: datetime,
) -> Reason | None:
    """The gate of a number a day: it opens with the first day on which there is room."""
    today = day_of(at, zone)
    if sent_on.get(today, 0) < most_on(today):
        return None
    days = (today + n * DAY for n in range(1, _DAYS_AHEAD))
    free = next((day for day in days if sent_on.get(day, 0) < most_on(day)), None)
    opens_at = None if free is None else moment_of(free, MIDNIGHT, zone)
    return Reason(gate, opens_at, str(most_on(today)))
