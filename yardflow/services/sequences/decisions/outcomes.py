"""What a decision can be, and the reasons for it, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yardflow.services.sequences.definitions.steps import StepKey


class Gate(StrEnum):
    """All that can stand between a person and the next step."""

    ENROLLMENT_HELD = "enrollment_held"
    CONTACT_HELD = "contact_held"
    ACCOUNT_HELD = "account_held"
    SEQUENCE_HELD = "sequence_held"
    SENDER_HELD = "sender_held"
    PROVIDER_HELD = "provider_held"
    EMAIL_UNCONFIRMED = "email_unconfirmed"
    EMAIL_FAILED = "email_failed"
    EXCLUDED = "excluded"
    OPEN_DEAL = "open_deal"
    NO_ADDRESS = "no_address"
    NO_LAWFUL_BASIS = "no_lawful_basis"
    NO_VALUE = "no_value"
    NO_TIME_ZONE = "no_time_zone"
    NO_EVENT_DATES = "no_event_dates"
    NO_SENDER = "no_sender"
    SENDER_PAUSED = "sender_paused"
    SENDER_LIMIT = "sender_limit"
    SENDER_PACE = "sender_pace"
    SENDING_HOURS = "sending_hours"
    HOLIDAY = "holiday"
    HALL_HOURS = "hall_hours"
    PERSON_LIMIT = "person_limit"
    DOMAIN_LIMIT = "domain_limit"
    ACCOUNT_LIMIT = "account_limit"
    WAIT = "wait"
    CONDITION = "condition"
    TASK = "task"


class Why(StrEnum):
    """Why a person went on, was passed over by an email, or left."""

    TIME_PASSED = "time_passed"
    HOLDS = "holds"
    HOLDS_NOT = "holds_not"
    CHANCE = "chance"
    CHOSEN = "chosen"
    TASK_MADE = "task_made"
    TASK_DONE = "task_done"
    TASK_EXPIRED = "task_expired"
    LATE = "late"
    STALE = "stale"
    ADDRESS_SENT = "address_sent"
    DONE_BEFORE = "done_before"
    EMAIL_SENT = "email_sent"
    SUPPRESSED = "suppressed"
    EXCLUDED = "excluded"
    EXIT_STEP = "exit_step"


@dataclass(frozen=True, slots=True)
class Reason:
    """A gate that is closed, or will be when the others have opened.

    ``opens_at`` is None where only a change opens it. ``detail`` says more, in the words of who
    closed it or as a name or a number; the sentence is in `wording`.
    """

    gate: Gate
    opens_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """The email goes out now, and the person on to ``next``; ``late`` where that is after the
    moment that its step names.
    """

    next: StepKey | None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing happens before ``until``, when all is open or an email becomes late; None where only
    a change of what is known can help.
    """

    until: datetime | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """The person goes on to ``step`` at once; None is the end of the sequence. ``way`` is the place
    of the way that they go at a split.
    """

    step: StepKey | None
    why: Why
    way: int | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """The email is never sent, and the person goes on to ``next``. ``reasons`` are the gates that
    made it late.
    """

    why: Why
    next: StepKey | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Exit:
    """The sequence ends for this person; ``detail`` as who suppressed it or wrote the step says."""

    why: Why
    detail: str


Decision = Send | Wait | Branch | Skip | Exit
