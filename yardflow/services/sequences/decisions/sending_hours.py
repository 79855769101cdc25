"""When emails may go out: in the contact's sending hours, and not while the hall is open."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from yardflow.day_times import span
from yardflow.services.sequences.decisions.calendar import (
    DAY,
    MIDNIGHT,
    day_of,
    holiday_on,
    moment_of,
)
from yardflow.services.sequences.decisions.facts import ShowFacts
from yardflow.services.sequences.decisions.outcomes import Gate, Reason
from yardflow.services.sequences.definitions.steps import Schedule

# In days: in so many, a weekday comes that is no holiday.
_DAYS_AHEAD = 60
_ALL_DAY = "all day, as the event doesn't say when the hall is open"


def outside_sending_hours(
    schedule: Schedule, zone: ZoneInfo, country: str, at: datetime
) -> Reason | None:
    """The reason why emails don't go out at this moment, by the contact's time and country."""
    today = day_of(at, zone)
    opens = _next_opening(schedule, zone, country, today, at)
    if opens is not None and opens <= at:
        return None
    holiday = holiday_on(today, country) if schedule.skip_holidays else ""
    if holiday and not closed_on(schedule, today):
        return Reason(Gate.HOLIDAY, opens, holiday)
    return Reason(Gate.SENDING_HOURS, opens)


def closed_on(schedule: Schedule, day: date) -> bool:
    """Whether nothing goes out on this day of the week, in any country."""
    return day.weekday() not in schedule.weekdays


def hall_open(show: ShowFacts, at: datetime) -> Reason | None:
    """The reason why nothing goes out while the hall is open. Where its hours aren't known, it may
    be open through all days of the show.
    """
    today = day_of(at, show.zone)
    for day in (today - DAY, today):
        hours = _hall_hours_on(show, day)
        if hours is None:
            continue
        closes = _closing(day, *hours, show.zone)
        if moment_of(day, hours[0], show.zone) <= at < closes:
            return Reason(Gate.HALL_HOURS, closes, _hall_words(show, hours))
    return None


def _hall_hours_on(show: ShowFacts, day: date) -> tuple[time, time] | None:
    if not show.starts_on <= day <= show.ends_on:
        return None
    if day in show.hall_days:
        return show.hall_days[day]
    if show.hall_opens is None or show.hall_closes is None:
        return MIDNIGHT, MIDNIGHT
    return show.hall_opens, show.hall_closes


def _hall_words(show: ShowFacts, hours: tuple[time, time]) -> str:
    if hours == (MIDNIGHT, MIDNIGHT):
        return _ALL_DAY
    where = f"in {show.place}" if show.place else "at the venue"
    return f"{span(*hours)} {where}"


def _next_opening(
    schedule: Schedule, zone: ZoneInfo, country: str, today: date, at: datetime
) -> datetime | None:
    """``at`` itself within sending hours; None if there are none."""
    # Yesterday's may last past midnight.
    day = today if schedule.opens < schedule.closes else today - DAY
    for _ in range(_DAYS_AHEAD):
        hours = _hours_of(schedule, zone, country, day)
        if hours is not None and at < hours[1]:
            return max(at, hours[0])
        day += DAY
    return None


@lru_cache(maxsize=10_000)
def _hours_of(
    schedule: Schedule, zone: ZoneInfo, country: str, day: date
) -> tuple[datetime, datetime] | None:
    """From when until before when emails go out, on a day on which they do."""
    if closed_on(schedule, day):
        return None
    if schedule.skip_holidays and holiday_on(day, country):
        return None
    opens = moment_of(day, schedule.opens, zone)
    closes = _closing(day, schedule.opens, schedule.closes, zone)
    return (opens, closes) if opens < closes else None


def _closing(day: date, opens: time, closes: time, zone: ZoneInfo) -> datetime:
    """Hours that end no later than they begin end on the next day."""
    return moment_of(day if opens < closes else day + DAY, closes, zone)
