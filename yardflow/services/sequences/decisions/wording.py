"""The reasons of decisions in words.

A sentence says what is so, and where it helps what to do. The moment at which a gate opens is not
in it: whoever shows the sentence shows ``opens_at`` beside it, in the reader's own time.
"""

from datetime import UTC

from yardflow.counts import counted
from yardflow.services.sequences.decisions.outcomes import Branch, Exit, Gate, Reason, Skip, Why

# {} is the reason's detail.
_GATES = {
    Gate.ENROLLMENT_HELD: "This enrollment is on hold: {}.",
    Gate.CONTACT_HELD: "This contact is on hold: {}.",
    Gate.ACCOUNT_HELD: "Everyone at this account is on hold: {}.",
    Gate.SEQUENCE_HELD: "This sequence is on hold: {}.",
    Gate.SENDER_HELD: "This contact's sender is on hold: {}.",
    Gate.PROVIDER_HELD: "The email service takes no emails right now: {}.",
    Gate.EMAIL_UNCONFIRMED: "It isn't known yet whether the email went out: {}.",
    Gate.EMAIL_FAILED: "The email service refused the email: {}.",
    Gate.EXCLUDED: "The account is a customer: {}.",
    Gate.OPEN_DEAL: "The account has an open deal: {}.",
    Gate.NO_ADDRESS: "There's no email address. Add one to the contact.",
    Gate.NO_LAWFUL_BASIS: "This contact's lawful basis doesn't allow emails: {}.",
    Gate.NO_VALUE: "The template needs what isn't known yet: {}. Fill it in or add a fallback.",
    Gate.NO_TIME_ZONE: "The time zone isn't known. Add a country or headquarters with only one, or "
    "the event's time zone.",
    Gate.NO_EVENT_DATES: "The event has no dates. Add them to the event.",
    Gate.NO_SENDER: "There's no sender for this contact. Choose one.",
    Gate.SENDER_PAUSED: "The sender is paused: {}.",
    Gate.SENDER_LIMIT: "The sender's limit of {} a day is reached.",
    Gate.SENDER_PACE: "The sender waits a little between two emails.",
    Gate.SENDING_HOURS: "Emails go out only in sending hours, in the contact's time zone.",
    Gate.HOLIDAY: "Emails don't go out on public holidays of the contact's country: {}.",
    Gate.HALL_HOURS: "This email goes out only outside hall hours: {}.",
    Gate.PERSON_LIMIT: "The contact's limit of {} a week is reached.",
    Gate.DOMAIN_LIMIT: "The limit of {} a day to this company's addresses is reached.",
    Gate.ACCOUNT_LIMIT: "The limit of {} to new contacts of this account a day is reached.",
    Gate.WAIT: "The wait isn't over.",
    Gate.CONDITION: "The condition isn't met yet, and still has time.",
    Gate.TASK: "A task is open: {}.",
}
_OF_EMAILS = {Gate.SENDER_LIMIT, Gate.PERSON_LIMIT, Gate.DOMAIN_LIMIT, Gate.ACCOUNT_LIMIT}
_WHYS = {
    Why.TIME_PASSED: "The wait is over.",
    Why.HOLDS: "The condition is met.",
    Why.HOLDS_NOT: "The condition isn't met.",
    Why.CHANCE: "The split chose this way.",
    Why.CHOSEN: "This way was chosen before.",
    Why.TASK_MADE: "The task doesn't hold up the sequence.",
    Why.TASK_DONE: "The task is done.",
    Why.TASK_EXPIRED: "The task has expired.",
    Why.LATE: "The email can't go out in time anymore.",
    Why.STALE: "The email couldn't go out for days, so it isn't sent anymore.",
    Why.EMAIL_SENT: "The email went out.",
    Why.ADDRESS_SENT: "This address has this email already.",
    Why.DONE_BEFORE: "This step was done in an earlier version.",
    Why.SUPPRESSED: "The address is suppressed: {}.",
    Why.EXCLUDED: "The account became a customer: {}.",
    Why.EXIT_STEP: "The sequence ends here: {}.",
}


def reason_words(reason: Reason) -> str:
    """Why a step doesn't happen yet, as a sentence."""
    detail = reason.detail
    if reason.gate in _OF_EMAILS:
        detail = counted(int(detail), "email")
    return _sentence(_GATES[reason.gate], detail)


def outcome_words(outcome: Branch | Skip | Exit) -> str:
    """Why a person goes on, is passed over or leaves, as a sentence."""
    return _sentence(_WHYS[outcome.why], outcome.detail if isinstance(outcome, Exit) else "")


def stored_reason(reason: Reason) -> dict[str, str | None]:
    """A reason as an enrollment keeps it."""
    return {
        "gate": reason.gate.value,
        "opens_at": reason.opens_at.astimezone(UTC).isoformat() if reason.opens_at else None,
        "words": reason_words(reason),
    }


def _sentence(template: str, detail: str) -> str:
    """People write reasons with and without a full stop, or none at all."""
    detail = detail.strip().removesuffix(".")
    if not detail:
        template = template.replace(": {}", "")
    sentence = template.format(detail)
    return sentence[:-1] if sentence.endswith(("!.", "?.")) else sentence
