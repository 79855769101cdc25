"""A meeting as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from yardflow import clock
from yardflow.day_times import day_time
from yardflow.services.meetings.views import MeetingRow
from yardflow.state.labels import MEETING_KINDS, MEETING_OUTCOMES


@dataclass
class MeetingItem:
    """A meeting in a list or card. ``day`` and ``time`` are those of its zone, as people say them;
    ``guest`` is who booked it under another address. The first of a day in a list has a
    ``heading``.
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
    heading: str = ""


def by_day(rows: Sequence[MeetingRow], *, latest_first: bool) -> list[MeetingItem]:
    """What a list shows of these meetings, each day together, though zones begin it apart."""
    items: list[MeetingItem] = []
    last: date | None = None
    for row in sorted(rows, key=_date, reverse=latest_first):
        day = _date(row)
        heading = _heading(row) if day != last else ""
        items.append(replace(item(row), heading=heading))
        last = day
    return items


def item(row: MeetingRow) -> MeetingItem:
    """What pages show of a meeting."""
    starts_at = row.starts_at.astimezone(ZoneInfo(row.timezone))
    return MeetingItem(
        id=row.id,
        name=row.contact_name,
        href=f"/contacts/{row.contact_id}/",
        account=row.account_name,
        day=_day(row),
        time=f"{day_time(starts_at)} {starts_at:%Z}",
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


def _date(row: MeetingRow) -> date:
    """The day of its zone."""
    return row.starts_at.astimezone(ZoneInfo(row.timezone)).date()


def _near(row: MeetingRow) -> str:
    """``Today`` and its neighbors; empty for other days."""
    today = clock.now().astimezone(ZoneInfo(row.timezone)).date()
    away = (_date(row) - today).days
    return ("Yesterday", "Today", "Tomorrow")[away + 1] if -1 <= away <= 1 else ""


def _dated(row: MeetingRow) -> str:
    day, today = _date(row), clock.now().astimezone(ZoneInfo(row.timezone)).date()
    year = f", {day.year}" if day.year != today.year else ""
    return f"{day:%a, %b} {day.day}{year}"


def _day(row: MeetingRow) -> str:
    return _near(row) or _dated(row)


def _heading(row: MeetingRow) -> str:
    """``Today · Tue, Mar 9``."""
    return " · ".join(filter(None, (_near(row), _dated(row))))


def _guest(row: MeetingRow) -> str:
    named = " · ".join(filter(None, (row.guest_name, row.guest_address)))
    return f"Booked by {named}" if named else ""
