"""What the pages behind a booking link are made of: times to choose from, and a small form."""

from datetime import date, datetime
from functools import cache
from html import escape
from itertools import groupby
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from yardflow.counts import counted
from yardflow.models import MeetingKind
from yardflow.services.meetings.calendar_file import KINDS
from yardflow.services.records.values.fields import timezones
from yardflow.services.sequences.booking.service import Offer

_NO_TIME = "There is no free time in the next two weeks. Answer the email instead."


def what(offer: Offer) -> str:
    """How long it takes, how they meet and where: ``30 minutes · Video call · Room 2``."""
    kind = KINDS[MeetingKind(offer.kind)]
    return " · ".join(filter(None, (counted(offer.minutes, "minute"), kind, offer.location)))


def times(offer: Offer, zone: ZoneInfo) -> str:
    """The free times, day by day, each a link to its form; and a choice of another zone."""
    if not offer.free:
        return f"<p>{_NO_TIME}</p>"
    by_day = groupby(offer.free, key=lambda at: at.astimezone(zone).date())
    return _zones(zone) + "".join(_day(day, [*starts], zone) for day, starts in by_day)


def form(at: datetime, zone: ZoneInfo, *, moves: bool) -> str:
    """Asks who they are, and books the time when it is sent; who ``moves`` has said it before."""
    inputs = (
        ""
        if moves
        else "<label>Your name<input name=name maxlength=100 autocomplete=name></label>"
        "<label>Your email<input name=address type=email maxlength=254 autocomplete=email></label>"
        "<label>Anything we should know?<textarea name=note rows=3 maxlength=1000></textarea>"
        "</label>"
    )
    hidden = (
        f'<input type=hidden name=at value="{at:%Y-%m-%dT%H:%MZ}">'
        f'<input type=hidden name=zone value="{escape(zone.key)}">'
    )
    label = "Move the meeting" if moves else "Book this time"
    return (
        f'<form method=post action="?do=book">{hidden}{inputs}'
        f"<button class=main>{label}</button></form>{times_link(zone)}"
    )


def times_link(zone: ZoneInfo) -> str:
    """Leads to the free times."""
    return f'<a class=link href="?zone={quote(zone.key, safe="")}">Choose another time</a>'


def file_link() -> str:
    """Leads to the file for calendars."""
    return '<a class=link href="?file=1" download>Add it to your calendar</a>'


def time_words(at: datetime, zone: ZoneInfo) -> str:
    """``Tuesday, March 9, 9:00 AM CST``."""
    local = at.astimezone(zone)
    return f"{_day_words(local.date())}, {local:%-I:%M %p} {local:%Z}"


def _day_words(day: date) -> str:
    return f"{day:%A, %B} {day.day}"


def _day(day: date, starts: list[datetime], zone: ZoneInfo) -> str:
    listed = "".join(_time(at, zone) for at in starts)
    return f"<h2>{_day_words(day)}</h2><ul class=times>{listed}</ul>"


def _time(at: datetime, zone: ZoneInfo) -> str:
    chosen = urlencode({"at": f"{at:%Y-%m-%dT%H:%MZ}", "zone": zone.key})
    return f'<li><a href="?{escape(chosen)}">{at.astimezone(zone):%-I:%M %p}</a></li>'


def _zones(zone: ZoneInfo) -> str:
    return (
        f"<details><summary>Times are in {escape(zone.key)}. Change</summary>"
        f"<form><label>Time zone<select name=zone>{_options()}</select></label>"
        "<button>Show times</button></form></details>"
    ).replace(f'value="{escape(zone.key)}"', f'value="{escape(zone.key)}" selected')


@cache
def _options() -> str:
    named = sorted(name for name in timezones() if "/" in name and not name.startswith("Etc/"))
    return "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in named)
