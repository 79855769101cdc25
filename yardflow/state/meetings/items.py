"""A meeting as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from yardflow import clock
from yardflow.day_times import day_time
from yardflow.services.meetings.views import MeetingRow
from yardflow.state.labels import MEETING_KINDS, MEETING_OUTCOMES


@dataclass
class MeetingItem:
    """A meeting in a list or card. ``day`` is the reader's, as people say it, and ``time`` that of
    its own zone; where the reader's clock shows another one, ``here`` says it. ``guest`` is who
    booked it under another address. The first of a day in a list has a ``heading``.
    """

    id: int
    name: str
    href: str
    account: str
    day: str
    time: str
    here: str
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


def by_day(rows: Iterable[MeetingRow], zone: ZoneInfo) -> list[MeetingItem]:
    """What a list shows of these meetings, which are in order, to a reader in this zone."""
    items: list[MeetingItem] = []
    last: date | None = None
    for row in rows:
        day = row.starts_at.astimezone(zone).date()
        heading = _heading(day, zone) if day != last else ""
        items.append(replace(item(row, zone), heading=heading))
        last = day
    return items


def item(row: MeetingRow, zone: ZoneInfo) -> MeetingItem:
    """What pages show of a meeting to a reader in this zone."""
    here = row.starts_at.astimezone(zone)
    there = row.starts_at.astimezone(ZoneInfo(row.timezone))
    return MeetingItem(
        id=row.id,
        name=row.contact_name,
        href=f"/contacts/{row.contact_id}/",
        account=row.account_name,
        day=_near(here.date(), zone) or _dated(here.date(), zone),
        time=f"{day_time(there)} {there:%Z}",
        here="" if here.utcoffset() == there.utcoffset() else f"{day_time(here)} your time",
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


def _near(day: date, zone: ZoneInfo) -> str:
    """``Today`` and its neighbors; empty for other days."""
    away = (day - _today(zone)).days
    return ("Yesterday", "Today", "Tomorrow")[away + 1] if -1 <= away <= 1 else ""


def _dated(day: date, zone: ZoneInfo) -> str:
    year = f", {day.year}" if day.year != _today(zone).year else ""
    return f"{day:%a, %b} {day.day}{year}"


def _today(zone: ZoneInfo) -> date:
    return clock.now().astimezone(zone).date()


def _heading(day: date, zone: ZoneInfo) -> str:
    """``Today · Tue, Mar 9``."""
    return " · ".join(filter(None, (_near(day, zone), _dated(day, zone))))


def _guest(row: MeetingRow) -> str:
    named = " · ".join(filter(None, (row.guest_name, row.guest_address)))
    return f"Booked by {named}" if named else ""
