"""The gates before a step: which are closed, and when all of them are open at once."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from yardflow.services.sequences.decisions.facts import Facts, Hold, HoldLevel, Policy
from yardflow.services.sequences.decisions.limits import (
    account_spent,
    domain_spent,
    person_spent,
    sender_paced,
    sender_spent,
)
from yardflow.services.sequences.decisions.outcomes import Gate, Reason
from yardflow.services.sequences.decisions.sending_hours import (
    hall_open,
    outside_sending_hours,
)
from yardflow.services.sequences.definitions.steps import Email, Schedule

_HELD = {
    HoldLevel.ENROLLMENT: Gate.ENROLLMENT_HELD,
    HoldLevel.CONTACT: Gate.CONTACT_HELD,
    HoldLevel.ACCOUNT: Gate.ACCOUNT_HELD,
    HoldLevel.SEQUENCE: Gate.SEQUENCE_HELD,
    HoldLevel.SENDER: Gate.SENDER_HELD,
    HoldLevel.PROVIDER: Gate.PROVIDER_HELD,
}
_OF_EMAILS = {HoldLevel.SENDER, HoldLevel.PROVIDER}
# So often gates can close again behind each other; from there on a later decision looks further.
_ROUNDS = 100


def hold_reason(hold: Hold) -> Reason:
    """That a hold is in the way."""
    return Reason(_HELD[hold.level], hold.until, hold.reason)


def before_any_step(facts: Facts, now: datetime) -> list[Reason]:
    """What keeps a person where they are, whatever the step."""
    reasons = [
        hold_reason(hold)
        for hold in facts.holds
        if hold.level not in _OF_EMAILS and (hold.until is None or hold.until > now)
    ]
    if facts.excluded:
        reasons.append(Reason(Gate.EXCLUDED, detail=facts.excluded))
    return reasons


def last_end(reasons: Iterable[Reason], at: datetime) -> datetime:
    """When the last of these gates opens that has a known end, and never before ``at``."""
    for reason in reasons:
        if reason.opens_at is not None and reason.opens_at > at:
            at = reason.opens_at
    return at


def before_email(
    kept: list[Reason],
    email: Email,
    schedule: Schedule | None,
    facts: Facts,
    policy: Policy,
    now: datetime,
) -> tuple[list[Reason], datetime]:
    """What keeps an email beside ``kept``, and when all is open of which the end is known. Without
    a ``schedule`` it may go out at whatever time of day.

    Some gates close again: a day's limit may end in the night, and the next morning be a holiday.
    So each round looks at the moment when the round before it has all open.
    """
    lasting = [*kept, *_lasting(facts, policy, now)]
    passing: dict[Gate, Reason] = {}
    at = now
    for _ in range(_ROUNDS):
        closed = _passing(email, schedule, facts, policy, at)
        passing.update((reason.gate, reason) for reason in closed)
        later = last_end((*lasting, *closed), at)
        if later == at:
            break
        at = later
    return [*lasting, *passing.values()], at


def _lasting(facts: Facts, policy: Policy, now: datetime) -> Iterator[Reason]:
    """What an email needs, and has for good once it is there."""
    if facts.open_deal:
        yield Reason(Gate.OPEN_DEAL, detail=facts.open_deal)
    if not facts.address:
        yield Reason(Gate.NO_ADDRESS)
    if facts.lawful_basis not in policy.lawful_bases:
        yield Reason(Gate.NO_LAWFUL_BASIS, detail=facts.lawful_basis or "not recorded")
    if facts.missing:
        yield Reason(Gate.NO_VALUE, detail=", ".join(facts.missing))
    if facts.zone is None:
        yield Reason(Gate.NO_TIME_ZONE)
    if facts.sender is None:
        yield Reason(Gate.NO_SENDER)
    elif facts.sender.paused:
        yield Reason(Gate.SENDER_PAUSED, detail=f"{facts.sender.name}, {facts.sender.paused}")
    for hold in facts.holds:
        if hold.level in _OF_EMAILS and (hold.until is None or hold.until > now):
            yield hold_reason(hold)


def _passing(
    email: Email, schedule: Schedule | None, facts: Facts, policy: Policy, at: datetime
) -> list[Reason]:
    """What is closed at a moment, and may be again after it has been open."""
    gates = [
        person_spent(facts, policy, at),
        account_spent(facts, policy, at),
        domain_spent(facts, policy, at),
    ]
    if facts.sender is not None:
        gates += sender_spent(facts.sender, at), sender_paced(facts.sender, at)
    if schedule is not None and email.outside_hall_hours and facts.show is not None:
        gates.append(hall_open(facts.show, at))
    if schedule is not None and facts.zone is not None:
        gates.append(outside_sending_hours(schedule, facts.zone, facts.country, at))
    return [reason for reason in gates if reason is not None]
