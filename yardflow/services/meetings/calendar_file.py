"""A meeting as a file that calendars read (RFC 5545, RFC 5546).

`icalendar` escapes what people wrote, so that no name can begin a line of its own.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress

from yardflow import clock
from yardflow.models import MeetingKind, MeetingOutcome
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.records.values.fields import printable

MEDIA_TYPE = "text/calendar; charset=utf-8"
KINDS = {
    MeetingKind.CALL: "Call",
    MeetingKind.VIDEO: "Video call",
    MeetingKind.BOOTH: "Meeting at the booth",
    MeetingKind.OTHER: "Meeting",
}
_PRODUCT = "-//YardFlow//Meetings//EN"


def file_of(meeting: MeetingRow, *, for_guest: bool = False) -> bytes:
    """The file of a meeting: a calendar that has an older one replaces it (UID, SEQUENCE), and
    removes it where the meeting is canceled. ``for_guest``: it names whom they meet, and nothing
    that we noted down.
    """
    cancelled = meeting.outcome == MeetingOutcome.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_zone(meeting))
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.version - 1)
    event.add("dtstamp", clock.now())
    event.add("last-modified", meeting.updated_at)
    zone, ends_at = (
        ZoneInfo(meeting.timezone),
        meeting.starts_at + timedelta(minutes=meeting.minutes),
    )
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", ends_at.astimezone(zone))
    event.add("summary", _line(summary(meeting, for_guest=for_guest)))
    if meeting.location:
        event.add("location", _line(meeting.location))
    if meeting.next_step and not for_guest:
        event.add("description", _line(f"Next step: {meeting.next_step}"))
    if meeting.owner_address:
        organizer = vCalAddress(f"mailto:{meeting.owner_address}")
        organizer.params["CN"] = _line(meeting.owner_name)
        event.add("organizer", organizer)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def filename(meeting: MeetingRow) -> str:
    """What the file is called: no one's name is in it."""
    return f"meeting-{meeting.starts_at:%Y-%m-%d}.ics"


def summary(meeting: MeetingRow, *, for_guest: bool = False) -> str:
    """What a meeting is called, beside whom it is with; for a guest that is one of us."""
    with_whom = meeting.owner_name if for_guest else meeting.contact_name
    if not for_guest and meeting.account_name:
        with_whom = f"{with_whom} ({meeting.account_name})"
    return f"{KINDS[meeting.kind]} with {with_whom}" if with_whom else KINDS[meeting.kind]


def _line(text: str) -> str:
    """Without signs that a program may refuse the whole file for."""
    return " ".join(printable(text).split())


def _zone(meeting: MeetingRow) -> Timezone:
    """What the zone's clocks do around the meeting, for programs that don't know its name."""
    day, year = meeting.starts_at.date(), timedelta(days=366)
    return Timezone.from_tzid(meeting.timezone, first_date=day - year, last_date=day + year)
