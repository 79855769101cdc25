"""What a simulation comes to: emails by day and sender, and who is reached before the event."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yardflow.services.sequences.decisions import (
    Branch,
    Decision,
    Exit,
    Gate,
    Reason,
    Send,
    Skip,
    closed_on,
    reason_words,
)
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.definitions.steps import Schedule
from yardflow.services.sequences.enrollments.candidates import REASONS
from yardflow.services.sequences.forecast.reactions import REPLIED
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.forecast.stops import Taken

# So many of each group are named.
LISTED = 200
_A_DAY = timedelta(days=1)
# Gates whose detail is of one person, not of all who wait for the same.
_OF_ONE = {
    Gate.ENROLLMENT_HELD,
    Gate.CONTACT_HELD,
    Gate.ACCOUNT_HELD,
    Gate.EMAIL_FAILED,
    Gate.EMAIL_UNCONFIRMED,
    Gate.EXCLUDED,
}
SUPPRESSED = "Suppressed"


@dataclass(slots=True)
class People:
    """How many, and the contacts of the first of them."""

    count: int = 0
    contact_ids: list[int] = field(default_factory=list)

    def add(self, contact_id: int) -> None:
        """One more."""
        self.count += 1
        if len(self.contact_ids) < LISTED:
            self.contact_ids.append(contact_id)


@dataclass(frozen=True, slots=True)
class SenderLoad:
    """How many emails of the sequence a sender would send on each day of its own zone, and how many
    it may send then, to anyone.
    """

    sender_id: int
    name: str
    counts: list[int]
    caps: list[int]


@dataclass(slots=True)
class Groups:
    """Everyone, by how far they come before the first day of their event: through all of it
    (``done``), emailed at least once (``reached``), or not at all (``missed``); and those who have
    no event with dates.
    """

    done: People = field(default_factory=People)
    reached: People = field(default_factory=People)
    missed: People = field(default_factory=People)
    no_event: People = field(default_factory=People)


@dataclass(frozen=True, slots=True)
class Blocked:
    """What people wait for until something changes, or why they can't be enrolled."""

    why: str
    people: People


@dataclass(frozen=True, slots=True)
class Result:
    """Of ``people``, with so many ``emails`` in all: the days from today to the last email or the
    event, on which of them no emails go out (``closed``), and what each sender does. ``late`` miss
    an email because it can't go out in time. ``last_at`` is when the last email goes out. Not
    ``complete``: there is more than one forecast looks at.
    """

    people: int
    emails: int
    replies: int
    show_on: date | None
    last_at: datetime | None
    days: list[date]
    closed: list[bool]
    senders: list[SenderLoad]
    groups: Groups
    late: People
    waiting: list[Blocked]
    skipped: list[Blocked]
    complete: bool

    @property
    def before_event(self) -> int:
        """How many get an email before the event."""
        return self.groups.done.count + self.groups.reached.count


def result(
    simulation: Simulation,
    own: Collection[int],
    schedule: Schedule,
    skipped: Mapping[str, Sequence[int]],
    emailed: set[int],
    began: datetime,
    *,
    complete: bool,
) -> Result:
    """What happens to the ``own`` of a simulation's enrollments from ``began`` on. ``skipped``
    can't be enrolled, and ``emailed`` are those of them that were emailed before.
    """
    ids = {*own}
    taken = [each for each in simulation.taken if each.enrollment_id in ids]
    sends = [each for each in taken if isinstance(each.decision, Send)]
    shows = [row.starts_on for row in _rows(simulation, own) if row.starts_on is not None]
    show_on = Counter(shows).most_common(1)[0][0] if shows else None
    days = _days(simulation, sends, show_on, began)
    return Result(
        people=len(ids),
        emails=len(sends),
        replies=sum(_replied(each) for each in taken),
        show_on=show_on,
        last_at=max((each.at for each in sends), default=None),
        days=days,
        closed=[closed_on(schedule, day) for day in days],
        senders=_loads(simulation, sends, days),
        groups=_groups(simulation, own, taken, emailed),
        late=_late(simulation, taken),
        waiting=_waiting(simulation, own, taken),
        skipped=_skipped(skipped),
        complete=complete and simulation.complete,
    )


def _rows(simulation: Simulation, own: Iterable[int]) -> list[Any]:
    return [simulation.situation.rows[number] for number in own]


def _replied(each: Taken) -> bool:
    return isinstance(each.decision, Exit) and each.decision.detail == REPLIED


def _days(
    simulation: Simulation, sends: Sequence[Taken], show_on: date | None, began: datetime
) -> list[date]:
    """From today on, where a sender has the earliest."""
    zones = [sender.zone for sender in simulation.situation.senders.values()]
    first = min((began.astimezone(zone).date() for zone in zones), default=began.date())
    last = max((each.at.date() for each in sends), default=first)
    if show_on is not None and first <= show_on < simulation.until.date():
        last = max(last, show_on)
    return [first + n * _A_DAY for n in range((last - first).days + 1)]


def _loads(
    simulation: Simulation, sends: Sequence[Taken], days: Sequence[date]
) -> list[SenderLoad]:
    counts: dict[int, Counter[date]] = defaultdict(Counter)
    rows, senders = simulation.situation.rows, simulation.situation.senders
    for each in sends:
        sender_id = rows[each.enrollment_id].sender_id
        counts[sender_id][each.at.astimezone(senders[sender_id].zone).date()] += 1
    loads = [
        SenderLoad(
            number,
            senders[number].name,
            [sent[day] for day in days],
            [senders[number].caps.on(day) for day in days],
        )
        for number, sent in counts.items()
    ]
    return sorted(loads, key=lambda each: (each.name, each.sender_id))


def _groups(
    simulation: Simulation, own: Collection[int], taken: Sequence[Taken], emailed: set[int]
) -> Groups:
    first: dict[int, datetime] = {}
    ends: dict[int, datetime] = {}
    for each in taken:
        if isinstance(each.decision, Send):
            first.setdefault(each.enrollment_id, each.at)
        if _is_end(each.decision):
            ends[each.enrollment_id] = each.at
    groups = Groups()
    for row in _rows(simulation, own):
        show = _show(row)
        began, ended = first.get(row.id), ends.get(row.id)
        if show is None:
            groups.no_event.add(row.contact_id)
        elif row.id not in emailed and (began is None or began >= show):
            groups.missed.add(row.contact_id)
        elif ended is not None and ended < show:
            groups.done.add(row.contact_id)
        else:
            groups.reached.add(row.contact_id)
    return groups


def _is_end(decision: Decision) -> bool:
    match decision:
        case Exit():
            return True
        case Send(following) | Branch(following) | Skip(next=following):
            return following is None
        case _:
            return False


def _show(row: Any) -> datetime | None:
    """When the first day of a row's event begins at the venue."""
    if row.starts_on is None:
        return None
    return datetime.combine(row.starts_on, time(), ZoneInfo(row.timezone))


def _late(simulation: Simulation, taken: Sequence[Taken]) -> People:
    late = People()
    numbers = {
        each.enrollment_id: None
        for each in taken
        if isinstance(each.decision, Skip) and each.decision.why is Why.LATE
    }
    for row in _rows(simulation, numbers):
        late.add(row.contact_id)
    return late


def _waiting(simulation: Simulation, own: Collection[int], taken: Sequence[Taken]) -> list[Blocked]:
    """Who waits for a change, by each thing they wait for; and who is suppressed."""
    by_why: dict[str, People] = defaultdict(People)
    rows = simulation.situation.rows
    for number in own:
        wait = simulation.waits.get(number)
        if wait is not None and wait.until is None:
            for why in {_words(each) for each in wait.reasons if each.opens_at is None}:
                by_why[why].add(rows[number].contact_id)
    for each in taken:
        if isinstance(each.decision, Exit) and each.decision.why is Why.SUPPRESSED:
            by_why[SUPPRESSED].add(rows[each.enrollment_id].contact_id)
    return _by_count(by_why)


def _words(reason: Reason) -> str:
    """The same for everyone who waits for the same: of a hold its level, not why."""
    if reason.gate in _OF_ONE:
        reason = Reason(reason.gate)
    return reason_words(reason)


def _skipped(skipped: Mapping[str, Sequence[int]]) -> list[Blocked]:
    by_why = {REASONS[state]: People(len(ids), [*ids[:LISTED]]) for state, ids in skipped.items()}
    return _by_count(by_why)


def _by_count(by_why: Mapping[str, People]) -> list[Blocked]:
    listed = [Blocked(why, people) for why, people in by_why.items()]
    return sorted(listed, key=lambda each: (-each.people.count, each.why))
