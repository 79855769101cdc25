"""Days of someone who is away: which day a weekday is, and when they can be emailed again."""

from datetime import date, datetime, timedelta, tzinfo

from yardflow.services.sequences.decisions.calendar import (
    MIDNIGHT,
    business_days_from,
    moment_of,
)

_WEEK = 7


def next_weekday(after: date, weekday: int) -> date:
    """The first such day of the week (Monday is 0) behind a day."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % _WEEK + 1)


def ready_again(last: date, country: str, zone: tzinfo) -> datetime:
    """When whoever is away until this day may be emailed: a business day later, from its first
    moment on. By then they have been through what came meanwhile.
    """
    return moment_of(business_days_from(last, 1, country), MIDNIGHT, zone)


def back_from(day: date, zone: tzinfo) -> datetime:
    """When whoever is back on this day may be emailed: from its first moment on."""
    return moment_of(day, MIDNIGHT, zone)
