"""When an event's hall is open: each day alike, and days that have other hours or none.

Times are the venue's. Hours that end at 00:00 last until midnight; hours past midnight are refused,
because a closing time before the opening one is nearly always a slip.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from yardflow import day_times
from yardflow.errors import Contradictory, Invalid
from yardflow.models import Event
from yardflow.services.records.values import fields

MOST_DAYS = 31
MIDNIGHT = time(0)
# None: the hall stays closed.
Hours = tuple[time, time] | None
_DAY = {"day": fields.day, "opens": fields.time_of_day, "closes": fields.time_of_day}
_NO_CLOSING = "Enter both when the hall opens and when it closes."
_PAST_END = "{} would move past the last day of the event. Change or remove it."
_BACKWARDS = "The hall can't close before it opens. Enter a later time, or 00:00 for midnight."


def days(value: object) -> list[dict[str, Any]]:
    """Days with hours of their own, as they are stored: by date, times as ``09:00``. A day without
    times is one on which the hall stays closed.

    Raises:
        ValueError: with what is wrong.
        Contradictory: a day is listed twice, or its hours can't be.
    """
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(day, Mapping) for day in value):
        raise ValueError("Enter a list of days.")
    if len(value) > MOST_DAYS:
        raise ValueError(f"Enter at most {MOST_DAYS} days.")
    stored = sorted(map(_stored, value), key=lambda day: day["day"])
    listed = [day["day"] for day in stored]
    for day in listed:
        if listed.count(day) > 1:
            raise _contradictory(f"{_said(date.fromisoformat(day))} is listed twice.")
    return stored


def by_day(stored: Sequence[Mapping[str, Any]]) -> dict[date, Hours]:
    """The hours of the days that have others than the rest."""
    return {_date(day): _hours(day) for day in stored}


def later_days(stored: Sequence[Mapping[str, Any]], by: timedelta) -> list[dict[str, Any]]:
    """Days with hours of their own, so much later."""
    return [{**day, "day": (_date(day) + by).isoformat()} for day in stored]


def follow(event: Event, before: Event) -> None:
    """Days of an event that are as they were ``before`` follow its first day where that moved.

    Raises:
        Contradictory: some of them are after its last day then.
    """
    if event.starts_on is None or before.starts_on in (None, event.starts_on):
        return
    first, last = event.starts_on, event.ends_on or event.starts_on
    kept = [day for day in event.hall_days if day in before.hall_days]
    gone = [day for day in kept if _date(day) - before.starts_on > last - first]
    if gone:
        raise _contradictory(_PAST_END.format(", ".join(_said(_date(day)) for day in gone)))
    added = [day for day in event.hall_days if day not in kept]
    event.hall_days = days([*later_days(kept, first - before.starts_on), *added])


def check(event: Event) -> None:
    """Refuses hours that can't be.

    Raises:
        Contradictory: the hall closes before it opens, or a day is none of the event's.
    """
    if (event.hall_opens is None) != (event.hall_closes is None):
        missing = "hall_opens" if event.hall_opens is None else "hall_closes"
        raise Contradictory(_NO_CLOSING, {missing: _NO_CLOSING})
    opens, closes = event.hall_opens, event.hall_closes
    if opens is not None and closes is not None and not _fits(opens, closes):
        raise Contradictory(_BACKWARDS, {"hall_closes": _BACKWARDS})
    first, last = event.starts_on, event.ends_on or event.starts_on
    for day in by_day(event.hall_days):
        if first is None or last is None or not first <= day <= last:
            raise _contradictory(f"{_said(day)} is no day of this event. Change or remove it.")


def _contradictory(reason: str) -> Contradictory:
    return Contradictory(reason, {"hall_days": reason})


def words(event: Any) -> str:
    """``9:00 AM–6:00 PM; Dec 10 9:00 AM–2:00 PM``; empty where nothing is known."""
    usual = (event.hall_opens, event.hall_closes) if event.hall_opens is not None else None
    others = [f"{_said(day)} {span(hours)}" for day, hours in by_day(event.hall_days).items()]
    return "; ".join([*([span(usual)] if usual else []), *others])


def span(hours: Hours) -> str:
    """``9:00 AM–6:00 PM``."""
    return day_times.span(*hours) if hours else "closed"


def _stored(sent: Mapping[str, object]) -> dict[str, Any]:
    try:
        clean = fields.cleaned({"day": "", **sent}, _DAY)
    except Invalid as problem:
        raise ValueError(problem.message) from None
    day, opens, closes = clean["day"], clean.get("opens"), clean.get("closes")
    if not isinstance(day, date):
        raise ValueError("Enter the day.")
    times = [at for at in (opens, closes) if isinstance(at, time)]
    if len(times) == 1:
        raise _contradictory(f"{_said(day)}: {_NO_CLOSING}")
    if times and not _fits(*times):
        raise _contradictory(f"{_said(day)}: {_BACKWARDS}")
    opens_at, closes_at = (f"{at:%H:%M}" for at in times) if times else (None, None)
    return {"day": day.isoformat(), "opens": opens_at, "closes": closes_at}


def _fits(opens: time, closes: time) -> bool:
    return closes > opens or closes == MIDNIGHT


def _date(day: Mapping[str, Any]) -> date:
    return date.fromisoformat(day["day"])


def _hours(day: Mapping[str, Any]) -> Hours:
    if day["opens"] is None:
        return None
    return time.fromisoformat(day["opens"]), time.fromisoformat(day["closes"])


def _said(day: date) -> str:
    return f"{day:%b} {day.day}"
