"""What a replay comes to: the emails that went out beside those that would."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from yardflow.services.sequences.decisions import Send
from yardflow.services.sequences.forecast.simulation import Simulation

# So many differences are listed.
LISTED = 200
_A_MINUTE = timedelta(minutes=1)
# Of an enrollment, the email of a step.
_Moments = Mapping[tuple[int, str], datetime]


@dataclass(frozen=True, slots=True)
class Day:
    """A day, counted from the event's first (or else from the first enrollment), with the emails
    that went out on it and those that would.
    """

    number: int
    recorded: int
    replayed: int


class Differing(NamedTuple):
    """An email that went out at another minute than it would, or only one of the two."""

    enrollment_id: int
    step: str
    recorded_at: datetime | None
    replayed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The same in words: the contact, and what the ``step`` is."""

    contact_id: int
    step: str
    recorded_at: datetime | None
    replayed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Replay:
    """How many emails went out to ``people``, how many would, and how many of those to the same
    minute, so much ``later`` as the days are; ``differences`` are the first of the others. Where
    others go through it, ``same`` counts none, ``entering`` are how many, and ``replies`` of a
    hundred of their emails are taken to be answered. ``by_event``: days count from an event's.
    Not ``complete``: only the first enrollments were looked at.
    """

    people: int
    entering: int
    recorded: int
    replayed: int
    same: int
    replies: int
    by_event: bool
    days: tuple[Day, ...]
    differences: tuple[Difference, ...]
    complete: bool


def sends(simulation: Simulation) -> dict[tuple[int, str], datetime]:
    """When each email goes out."""
    return {
        (each.enrollment_id, each.step): each.at
        for each in simulation.taken
        if isinstance(each.decision, Send)
    }


def is_same(was: datetime | None, now: datetime | None, shift: timedelta) -> bool:
    """Whether an email goes out at the minute at which it did, so much later."""
    return was is not None and now is not None and abs(now - shift - was) < _A_MINUTE


def differing(sent: _Moments, replayed: _Moments, shift: timedelta) -> list[Differing]:
    """All that go out at another minute, the earliest first."""
    listed = [
        Differing(*place, sent.get(place), replayed.get(place))
        for place in {**sent, **replayed}
        if not is_same(sent.get(place), replayed.get(place), shift)
    ]
    return sorted(listed, key=lambda each: (_moment(each, shift), each[:2]))


def _moment(each: Differing, shift: timedelta) -> datetime:
    """When it went out, or would have, on the days as they were."""
    if each.recorded_at is not None or each.replayed_at is None:
        return each.recorded_at or datetime.max
    return each.replayed_at - shift


def days(
    sent: _Moments, replayed: _Moments, first: date | None, shift: timedelta
) -> tuple[Day, ...]:
    """The emails by day."""
    moments = [*sent.values(), *(at - shift for at in replayed.values())]
    if not moments:
        return ()
    begins = first or min(at.date() for at in moments)
    was, would = _numbers(sent.values(), begins), _numbers(replayed.values(), begins + shift)
    return tuple(Day(n, was[n], would[n]) for n in sorted({*was, *would}))


def _numbers(moments: Iterable[datetime], begins: date) -> Counter[int]:
    return Counter((at.date() - begins).days for at in moments)
