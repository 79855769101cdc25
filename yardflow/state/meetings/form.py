"""The form of a meeting: a new one with a contact, or one that is changed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from yardflow import clock
from yardflow.day_times import day_time
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.services.meetings import collisions, service, views
from yardflow.services.meetings.meeting_fields import USUAL
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.records import events, owners
from yardflow.services.records.values import fields
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace

LENGTHS = (15, 30, 45, 60, 90, 120)
_LONGEST = 20
# Where the form says what is wrong with a value that it has in parts.
_INPUTS = {"starts_at": "date"}


@dataclass
class MeetingForm:
    """What the form is filled in with, as its inputs hold it."""

    date: str = ""
    time: str = ""
    timezone: str = "UTC"
    minutes: str = str(USUAL)
    kind: str = "booth"
    outcome: str = "scheduled"
    event_id: str = ""
    owner_id: str = ""
    location: str = ""
    next_step: str = ""


class MeetingFormState(Workplace):
    """The form over a list of meetings or a contact; ``meeting_id`` is 0 for a new one.
    ``collisions`` are other meetings at that time, in words, that a person was warned of.
    """

    is_open: bool = False
    meeting_id: int = 0
    name: str = ""
    form: MeetingForm = MeetingForm()
    lengths: list[tuple[str, str]] = []
    team: list[tuple[str, str]] = []
    errors: dict[str, str] = {}
    error: str = ""
    collisions: list[str] = []
    _warned_of: list[int] = []
    _contact_id: int = 0
    _version: int = 0

    @rx.event
    async def ask_new(self, contact_id: int, name: str):
        """Opens the form of a new meeting with a contact, at the event that the person works on."""
        with self._errors_shown():
            principal = await self._principal()
            event_id = self.active_event_id
            zone = "UTC"
            if event_id:
                zone = (await self._run(events.get, int(event_id))).timezone
            soon = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=1)
            form = MeetingForm(
                date=f"{soon:%Y-%m-%d}",
                time="09:00",
                timezone=zone,
                event_id=event_id,
                owner_id=str(principal.user_id),
            )
            await self._open(form, 0, str(name)[:200])
            self._contact_id = int(contact_id)

    @rx.event
    async def ask_edit(self, meeting_id: int):
        """Opens the form of a meeting."""
        with self._errors_shown():
            row = await self._run(views.get, int(meeting_id))
            await self._open(_form_of(row), row.id, row.contact_name)
            self._version = row.version

    @rx.event
    async def close(self, open: bool):
        """Closes the form without saving."""
        if not open:
            self.is_open = False

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Adds the meeting, or changes it; the first time that it collides with another one, the
        form says so instead.
        """
        if not self.is_open:
            return None
        self.errors, self.error = {}, ""
        with self._errors_shown():
            try:
                values = _values(form)
                seen = self._warned_of
                if self.meeting_id:
                    version = self._version
                    await self._run(service.update, self.meeting_id, version, values, seen)
                else:
                    await self._run(service.create, self._contact_id, values, seen)
            except collisions.Colliding as problem:
                self._warn(problem.meetings, ZoneInfo(values["timezone"]))
                return None
            except Invalid as problem:
                self.errors = {
                    _INPUTS.get(name, name): text for name, text in problem.fields.items()
                }
                self.error = "" if problem.fields else problem.message
                return None
            except (Conflict, NotFound) as problem:
                self.error = problem.message
                return None
            self.is_open = False
            self._say("Meeting saved" if self.meeting_id else f"Meeting with {self.name} added")
            return self._refreshed()
        return None

    @rx.event
    async def delete(self):
        """Deletes the meeting of the form; that can be undone."""
        if not self.is_open or not self.meeting_id:
            return None
        with self._errors_shown():
            removed = await self._run(service.delete, self.meeting_id, self._version)
            self.is_open = False
            self._say(
                f"Meeting with {removed.contact_name} deleted", Undo("undo_meeting", (removed,))
            )
            return self._refreshed()
        return None

    async def _open(self, form: MeetingForm, meeting_id: int, name: str) -> None:
        team = await self._run(owners.choices)
        self.team = [(str(owner.id), owner.name) for owner in team]
        lengths = sorted({*LENGTHS, int(form.minutes)})
        self.lengths = [(str(each), f"{each} min") for each in lengths]
        self.errors, self.error, self.form = {}, "", form
        self.collisions, self._warned_of = [], []
        self.meeting_id, self.name, self.is_open = meeting_id, name, True

    def _warn(self, others: list[MeetingRow], zone: ZoneInfo) -> None:
        """Says which meetings it collides with; the next time that is known."""
        self.collisions = [_in_words(each, zone) for each in others]
        self._warned_of = [each.id for each in others]

    def _refreshed(self) -> list[Any]:
        return [handler() for handler in refresh_handlers(self.router.url.path)]


def _in_words(row: MeetingRow, zone: ZoneInfo) -> str:
    """``Ann Lee with Bob, Tue, Mar 9, 9:00 AM–9:30 AM CST``, by the clock of the form."""
    starts_at = row.starts_at.astimezone(zone)
    ends_at = starts_at + timedelta(minutes=row.minutes)
    owner = f" with {row.owner_name}" if row.owner_name else ""
    return (
        f"{row.contact_name}{owner}, {starts_at:%a, %b} {starts_at.day}, "
        f"{day_time(starts_at)}–{day_time(ends_at)} {ends_at:%Z}"
    )


def _form_of(row: MeetingRow) -> MeetingForm:
    starts_at = row.starts_at.astimezone(ZoneInfo(row.timezone))
    return MeetingForm(
        date=f"{starts_at:%Y-%m-%d}",
        time=f"{starts_at:%H:%M}",
        timezone=row.timezone,
        minutes=str(row.minutes),
        kind=row.kind.value,
        outcome=row.outcome.value,
        event_id=str(row.event_id or ""),
        owner_id=str(row.owner_id or ""),
        location=row.location,
        next_step=row.next_step,
    )


def _values(form: dict[str, Any]) -> dict[str, Any]:
    """What the service takes: its moment is said in the zone that was chosen.

    Raises:
        Invalid: date, time or zone is none.
    """
    cleaners = {
        "date": fields.day,
        "time": fields.time_of_day,
        "timezone": fields.timezone,
    }
    when: dict[str, Any] = fields.cleaned(
        {name: str(form.get(name, ""))[: 5 * _LONGEST] for name in cleaners}, cleaners
    )
    missing = {
        name: f"Enter the {name} of the meeting." for name in ("date", "time") if not when[name]
    }
    if missing:
        raise Invalid(" ".join(missing.values()), missing)
    at: time = when["time"]
    starts_at = datetime.combine(when["date"], at, ZoneInfo(when["timezone"]))
    plain = ("minutes", "kind", "outcome", "event_id", "owner_id", "location", "next_step")
    return {
        "starts_at": starts_at,
        "timezone": when["timezone"],
        **{name: form.get(name, "") for name in plain},
    }
