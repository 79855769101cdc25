"""When a wait is over, and when an email is late: moments, counted from the step's beginning."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from yardflow.services.sequences.decisions.calendar import (
    DAY,
    MIDNIGHT,
    business_days_from,
    days_later,
    moment_of,
)
from yardflow.services.sequences.decisions.facts import Facts, Hold
from yardflow.services.sequences.decisions.outcomes import Gate, Reason
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Duration,
    NextTime,
    ShowMoment,
    Unit,
)

_UNITS = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
# A week and a day, in which every day of the week comes again.
_DAYS_AHEAD = 9


def end_of(
    until: Duration | NextTime | ShowMoment, since: datetime, facts: Facts
) -> datetime | Reason:
    """When a wait that began at ``since`` is over, or why that can't be said."""
    if isinstance(until, ShowMoment):
        return show_moment(until, facts)
    if isinstance(until, Duration) and until.unit in _UNITS:
        return since + until.amount * _UNITS[until.unit]
    if facts.zone is None:
        return Reason(Gate.NO_TIME_ZONE)
    if isinstance(until, NextTime):
        return _next_time(until, since, facts.zone)
    return after(until, since, facts.zone, facts.country)


def after(duration: Duration, since: datetime, zone: tzinfo, country: str) -> datetime:
    """So much later. Days keep the time of day, of ``zone``; business days are the country's."""
    if duration.unit in _UNITS:
        return since + duration.amount * _UNITS[duration.unit]
    if duration.unit is Unit.DAYS:
        return days_later(since, duration.amount, zone)
    local = since.astimezone(zone)
    day = business_days_from(local.date(), duration.amount, country)
    return moment_of(day, local.time(), zone)


def without_holds(end: datetime, since: datetime, holds: Iterable[Hold]) -> datetime:
    """The end of a wait that began at ``since``, later by the time in which it was held."""
    stretches = sorted(
        (max(hold.since, since), hold.until)
        for hold in holds
        if hold.since is not None and hold.until is not None and hold.until > since
    )
    over = since
    for begins, ends in stretches:
        begins = max(begins, over)
        if begins < end and ends > begins:
            end += ends - begins
            over = ends
    return end


def show_moment(moment: ShowMoment, facts: Facts) -> datetime | Reason:
    """A moment of the show in the venue's time. Business days are those of the contact's country,
    as in other waits.
    """
    show = facts.show
    if show is None:
        return Reason(Gate.NO_EVENT_DATES)
    day = show.starts_on if moment.anchor is Anchor.FIRST_DAY else show.ends_on
    if moment.business_days:
        day = business_days_from(day, moment.days, facts.country)
    else:
        day += moment.days * DAY
    return moment_of(day, moment.at or MIDNIGHT, show.zone)


def _next_time(until: NextTime, since: datetime, zone: tzinfo) -> datetime:
    """The first such time after ``since``, never ``since`` itself."""
    today = since.astimezone(zone).date()
    days = (today + n * DAY for n in range(_DAYS_AHEAD))
    moments = (
        moment_of(day, until.at, zone)
        for day in days
        if until.weekday is None or day.weekday() == until.weekday
    )
    return next(moment for moment in moments if moment > since)
