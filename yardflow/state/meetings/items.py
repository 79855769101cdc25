"""A meeting as pages show it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from yardflow import clock
from yardflow.services.meetings.views import MeetingRow
from yardflow.state.labels import MEETING_KINDS, MEETING_OUTCOMES


@dataclass
class MeetingItem:
    """A meeting in a list or card. ``day`` and ``time`` are those of its zone, as people say them;
    ``guest`` is who booked it under another address.
    """

    id: int
    name: str
    href: str
    account: str
    day: str
    time: str
    kind: str
    outcome: str
    outcome_label: str
    location: str
    event: str
    owner: str
    next_step: str
    guest: str
    guest_note: str
    file_href: str


def item(row: MeetingRow) -> MeetingItem:
    """What pages show of a meeting."""
    starts_at = row.starts_at.astimezone(ZoneInfo(row.timezone))
    return MeetingItem(
        id=row.id,
        name=row.contact_name,
        href=f"/contacts/{row.contact_id}/",
        account=row.account_name,
        day=_day(row),
        time=f"{starts_at:%-I:%M %p} {starts_at:%Z}",
        kind=MEETING_KINDS[row.kind.value],
        outcome=row.outcome.value,
        outcome_label=MEETING_OUTCOMES[row.outcome.value],
        location=row.location,
        event=row.event_name,
        owner=row.owner_name,
        next_step=row.next_step,
        guest=_guest(row),
        guest_note=row.guest_note,
        file_href=f"/api/meetings/{row.id}/file",
    )


def _day(row: MeetingRow) -> str:
    zone = ZoneInfo(row.timezone)
    day, today = row.starts_at.astimezone(zone).date(), clock.now().astimezone(zone).date()
    away = (day - today).days
    if -1 <= away <= 1:
        return ("Yesterday", "Today", "Tomorrow")[away + 1]
    year = f", {day.year}" if day.year != today.year else ""
    return f"{day:%a, %b} {day.day}{year}"


def _guest(row: MeetingRow) -> str:
    named = " · ".join(filter(None, (row.guest_name, row.guest_address)))
    return f"Booked by {named}" if named else ""
