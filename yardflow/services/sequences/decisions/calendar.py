"""Local time: which moment a time of day is, whatever the clocks do, and which days are worked."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import holidays

MIDNIGHT = time(0)
DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_COUNTRIES = frozenset(holidays.list_supported_countries(include_aliases=False))
_WEEKEND = frozenset({5, 6})


@lru_cache(maxsize=10_000)
def moment_of(day: date, at: time, zone: tzinfo) -> datetime:
    """When it is ``at`` on this day, in UTC.

    A time that the clocks pass over is the moment at which they do, one that comes twice the first.
    """
    local = datetime.combine(day, at.replace(fold=0), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    before = local.replace(fold=1).astimezone(UTC)
    return _clock_change(before, moment, zone)


def _clock_change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The second at which the clocks change between two moments."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


@lru_cache(maxsize=10_000)
def day_of(moment: datetime, zone: tzinfo) -> date:
    """The calendar day of a moment. Many are decided at the same one, so it is kept."""
    return moment.astimezone(zone).date()


def days_later(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """So many calendar days later at the same time of day."""
    local = moment.astimezone(zone)
    return moment_of(local.date() + days * DAY, local.time(), zone)


def business_days_from(day: date, count: int, country: str) -> date:
    """The day that is so many business days after this one, or before it if negative."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day, country):
            day += step
    return day


def is_business_day(day: date, country: str) -> bool:
    """Whether people work on this day: not on the weekend of their country, nor on a holiday."""
    return day.weekday() not in _weekend(country) and not holiday_on(day, country)


def holiday_on(day: date, country: str) -> str:
    """The public holiday of a whole country (its ISO 3166-1 code) on this day, or empty.

    Of an unknown country, and of years that the library doesn't know, there are none.
    """
    return _holidays(country, day.year).get(day, "") if country in _COUNTRIES else ""


@lru_cache(maxsize=2_000)
def _holidays(country: str, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(country, years=year, language="en_US"))


@lru_cache(maxsize=500)
def _weekend(country: str) -> frozenset[int]:
    if country not in _COUNTRIES:
        return _WEEKEND
    return frozenset(holidays.country_holidays(country).weekend)
