"""All that a decision goes by: plain values, read beforehand for many enrollments at once.

`Facts` and `EnrollmentFacts` are named tuples, because one of each is made for every decision, and
a frozen dataclass takes twice as long.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from yardflow.models import LawfulBasis
from yardflow.services.sequences.decisions.sender_limits import DailyCaps, Pace
from yardflow.services.sequences.definitions.steps import Happened, StepKey

# Without a decision of the workplace all do but the one that says that nothing does.
ALLOWING = frozenset({"", *map(str, LawfulBasis)} - {LawfulBasis.NONE})

_NONE: Mapping[Any, Any] = MappingProxyType({})


class HoldLevel(StrEnum):
    """Whom a hold speaks of."""

    ENROLLMENT = "enrollment"
    CONTACT = "contact"
    ACCOUNT = "account"
    SEQUENCE = "sequence"
    SENDER = "sender"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Hold:
    """Someone or something said "not now". ``until`` None: until it is released. ``since`` is when
    it began; the time from then on spends no wait, also of a hold that is over.
    """

    level: HoldLevel
    reason: str
    until: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """The sender that the person is bound to. ``sent_on`` counts what went out on days of its own
    zone, ``next_at`` is when its pace allows the next.
    """

    name: str
    zone: ZoneInfo
    sent_on: Mapping[date, int]
    caps: DailyCaps
    next_at: datetime | None = None
    paused: str = ""
    pace: Pace | None = None


@dataclass(frozen=True, slots=True)
class ShowFacts:
    """The event: its days, its venue's place and zone, and when the hall is open: from
    ``hall_opens`` until ``hall_closes``, but on ``hall_days``, of which None is closed.
    """

    starts_on: date
    ends_on: date
    zone: ZoneInfo
    hall_opens: time | None = None
    hall_closes: time | None = None
    hall_days: Mapping[date, tuple[time, time] | None] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """The task that this step made."""

    done_at: datetime | None
    expires_at: datetime | None


class EmailState(StrEnum):
    """How far an email has come. ``open``: it certainly did not go out, and may."""

    OPEN = "open"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class EmailFacts:
    """The email that this step wrote at this visit: whether it went out, or why no one can tell.
    ``free_since`` is since when only the provider was in the way of one that is open.
    """

    state: EmailState
    error: str = ""
    free_since: datetime | None = None


class EnrollmentFacts(NamedTuple):
    """Where a person stands: at ``step`` since ``entered_at``, for the ``visit``-th time.

    ``sequence`` and ``person`` say to splits where and who it is, for good. ``passed`` are emails
    and tasks that were done under other keys or in another place, before they were moved to this
    version. ``ways`` are not up to chance, by the key of their split: the person went them before,
    or someone chose them for everyone. ``hurried``: someone had the email at which they stand go
    out at whatever time of day.
    """

    id: int
    sequence: int
    person: int
    step: StepKey
    visit: int
    entered_at: datetime
    passed: frozenset[StepKey] = frozenset()
    ways: Mapping[StepKey, int] = _NONE
    hurried: bool = False


class Facts(NamedTuple):
    """What is known of the person, their company, the event, and what went out already.

    ``zone`` is the contact's, else the account's, else the event's; None where no one knows.
    ``country`` is an ISO code for holidays, or empty. ``values`` are what conditions compare,
    by names such as ``contact.title``, ``account.icp_score``, ``target.stage`` and
    ``attendee.status``; a missing one is empty. ``meeting.outcome`` is the latest meeting's,
    ``reply.kind`` the latest reply's. ``missing`` names variables of the template that have neither
    a value nor a fallback. ``excluded`` says why the account is not to be emailed, and
    ``excluded_ends`` that this ends the sequence; ``open_deal`` names the one that keeps the first
    email back. ``lawful_basis`` is the contact's, empty where it
    was not recorded. ``person_sent_at`` are this week's emails to the person in all sequences,
    ``account_touched_at`` when others at the account got their first email, of the last two days,
    ``domain_sent_on`` counts the emails to the address's domain on days of UTC, ``address_sent``
    says whether this step went to this address already, by whatever enrollment.
    """

    address: str | None
    zone: ZoneInfo | None
    country: str = ""
    suppressed: str = ""
    excluded: str = ""
    excluded_ends: bool = False
    open_deal: str = ""
    lawful_basis: str = ""
    holds: tuple[Hold, ...] = ()
    sender: SenderFacts | None = None
    show: ShowFacts | None = None
    task: TaskFacts | None = None
    email: EmailFacts | None = None
    values: Mapping[str, str | int | None] = _NONE
    happened: Mapping[StepKey, frozenset[Happened]] = _NONE
    missing: tuple[str, ...] = ()
    person_sent_at: tuple[datetime, ...] = ()
    first_touch: bool = False
    account_touched_at: tuple[datetime, ...] = ()
    domain_sent_on: Mapping[date, int] = _NONE
    address_sent: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """The workplace's rules: emails a week to a person, and a day to a recipient's domain; and the
    lawful bases that allow an email, "" among them where it need not be recorded. An email that the
    provider could not take for ``stale_after`` is late, where its step doesn't say when it is.
    """

    person_per_week: int = 2
    domain_per_day: int | None = None
    first_touches_per_account_per_day: int | None = 1
    lawful_bases: frozenset[str] = ALLOWING
    stale_after: timedelta = timedelta(days=3)
