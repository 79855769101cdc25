"""The times that a sender has free: pure, of meeting hours, what is taken, and a moment."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = 14
# No one is asked to be there at once.
NOTICE = timedelta(hours=1)
Taken = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """Meeting hours, by the clock of ``zone``; Monday is 0."""

    weekdays: Collection[int]
    opens: time
    closes: time
    minutes: int
    zone: ZoneInfo


def free(hours: Hours, taken: Sequence[Taken], now: datetime) -> list[datetime]:
    """When a meeting may begin in the two weeks from ``now`` on, in UTC, in order. What is taken is
    from a moment until before another.
    """
    length = timedelta(minutes=hours.minutes)
    return [
        start
        for start in _starts(hours, now)
        if start >= now + NOTICE
        and not any(begins < start + length and start < ends for begins, ends in taken)
    ]


def _starts(hours: Hours, now: datetime) -> Iterator[datetime]:
    today = now.astimezone(hours.zone).date()
    for number in range(DAYS):
        day = today + timedelta(days=number)
        if day.weekday() in hours.weekdays:
            yield from _of_day(hours, day)


def _of_day(hours: Hours, day: date) -> Iterator[datetime]:
    """By the hands of the clock; where they jump ahead, no one finds a time that isn't there."""
    length = timedelta(minutes=hours.minutes)
    at, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
    while at + length <= closes:
        start = at.replace(tzinfo=hours.zone).astimezone(UTC)
        if start.astimezone(hours.zone).replace(tzinfo=None) == at:
            yield start
        at += length
