"""The steps of a sequence: a graph of small frozen records, which nothing here reads or writes.

A step names the one after it by its key; None means that the sequence ends there. Times of day are
those of the contact's zone, but of a `ShowMoment` those of the venue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

StepKey = str


class Unit(StrEnum):
    """What a wait is counted in. A day is a calendar day: 09:00 stays 09:00 when clocks change."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"


class Anchor(StrEnum):
    """The day of the event that a moment is counted from."""

    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"


class Late(StrEnum):
    """What becomes of an email that could not go out in time."""

    SKIP = "skip"
    SEND = "send"


class Happened(StrEnum):
    """What became of an email. Opens and clicks of machines don't count."""

    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    BOUNCED = "bounced"


class Operator(StrEnum):
    """How a field is compared. Texts are compared without regard to capitals and accents."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    IS_SET = "is_set"
    IS_EMPTY = "is_empty"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class TaskKind(StrEnum):
    """What a person is to do."""

    CALL = "call"
    LINKEDIN = "linkedin"
    BOOTH_VISIT = "booth_visit"


class Metric(StrEnum):
    """What the ways of a split are compared by: how many answer themselves, or have a meeting."""

    REPLIES = "replies"
    MEETINGS = "meetings"


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a wait is."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class NextTime:
    """The next time that it is ``at``, on this day of the week if one is named (Monday is 0)."""

    at: time
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class ShowMoment:
    """A moment of the show: ``days`` after its first or last day (before it, if negative).

    "Day 2 at 18:00" is one day after the first. Without ``at`` it is the beginning of that day.
    """

    anchor: Anchor
    days: int
    at: time | None = None
    business_days: bool = False


@dataclass(frozen=True, slots=True)
class Email:
    """Sends a template; 0 while none is chosen. ``template_version_id`` is None in a draft, and
    pinned by publishing.

    What can't go out before ``not_after`` is late. ``outside_hall_hours``: not while the hall is
    open. ``threaded``: as an answer to the email before, under its subject, where there is one;
    else it begins a conversation.
    """

    key: StepKey
    template_id: int = 0
    template_version_id: int | None = None
    not_after: datetime | ShowMoment | None = None
    late: Late = Late.SKIP
    outside_hall_hours: bool = False
    threaded: bool = True
    next: StepKey | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Lets time pass since the step before."""

    key: StepKey
    until: Duration | NextTime | ShowMoment
    next: StepKey | None = None


@dataclass(frozen=True, slots=True)
class FieldTest:
    """Compares what stands in a field, named as ``contact.title`` (decisions/facts.py)."""

    field: str
    operator: Operator
    value: str = ""


@dataclass(frozen=True, slots=True)
class EmailTest:
    """Asks what became of the email of a step; ``negated``, whether it did not."""

    step: StepKey
    happened: Happened
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """Goes one of two ways. With ``within`` it waits so long for the tests to hold."""

    key: StepKey
    tests: tuple[FieldTest | EmailTest, ...]
    any_of: bool = False
    within: Duration | None = None
    yes: StepKey | None = None
    no: StepKey | None = None


@dataclass(frozen=True, slots=True)
class Winning:
    """When a way wins: each has at least ``least`` people, and in percent it is better than the
    next best by ``metric`` with a ``chance`` of so much.
    """

    metric: Metric
    least: int = 30
    chance: int = 95


@dataclass(frozen=True, slots=True)
class Split:
    """Sends people different ways by ``weights``; each person always the same one. With ``winner``
    everyone who comes by goes the way that wins, once one has.
    """

    key: StepKey
    weights: tuple[int, ...]
    ways: tuple[StepKey | None, ...]
    winner: Winning | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Asks a person to do something. ``holds``: the sequence goes on once it is done or expired."""

    key: StepKey
    kind: TaskKind = TaskKind.CALL
    title: str = ""
    due: Duration | None = None
    expires: Duration | None = None
    holds: bool = False
    next: StepKey | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """Ends the sequence for this person, with a reason that people read."""

    key: StepKey
    reason: str = ""


Step = Email | Wait | Condition | Split | Task | Exit


@dataclass(frozen=True, slots=True)
class Schedule:
    """When emails may go out, in the contact's time: on these ``weekdays`` (Monday is 0), from
    ``opens`` until before ``closes``, and not on public holidays of their country where
    ``skip_holidays``.
    """

    weekdays: frozenset[int] = frozenset(range(5))
    opens: time = time(9)
    closes: time = time(17)
    skip_holidays: bool = True


@dataclass(frozen=True, slots=True)
class EntryRules:
    """Who may be in the sequence beside what else is going on.

    ``beside_others``: also who is in another sequence. ``account_limit`` people of an account are
    in it at a time, None for any number.
    """

    beside_others: bool = False
    account_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole sequence: its steps by their keys, and the first of them."""

    start: StepKey
    steps: Mapping[StepKey, Step]
    schedule: Schedule
    entry: EntryRules
