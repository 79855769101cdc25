"""The form of an event, which has an address of its own, and what is asked before it is saved."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, Invalid
from yardflow.models import Persona
from yardflow.services.records import events, hall_hours
from yardflow.services.records.events import EventRow
from yardflow.services.sequences.forecast import event_days
from yardflow.services.sequences.forecast.event_days import Move, Moving
from yardflow.state.workplace import Workplace

NEW = "new"
# So many moved steps on a page.
MOVES_SHOWN = 20
TEXTS = (
    "name",
    "location",
    "venue",
    "timezone",
    "booth",
    "starts_on",
    "ends_on",
    "hall_opens",
    "hall_closes",
    "status",
    "description",
    "cost",
)


@dataclass
class HallDay:
    """A day with other hours, as the form shows it; ``key`` names its controls."""

    key: int
    day: str = ""
    opens: str = ""
    closes: str = ""


@dataclass
class EventForm:
    """The form as it opens; ``id`` is 0 for a new event."""

    id: int = 0
    name: str = ""
    location: str = ""
    venue: str = ""
    timezone: str = "America/New_York"
    booth: str = ""
    starts_on: str = ""
    ends_on: str = ""
    hall_opens: str = ""
    hall_closes: str = ""
    status: str = "PLANNING"
    target_personas: list[str] = field(default_factory=list)
    description: str = ""
    cost: str = ""


@dataclass
class MoveItem:
    """A step of someone that is done at another time; ``was`` and ``becomes`` are ISO texts, empty
    where it isn't done in the next 90 days.
    """

    name: str
    href: str
    account: str
    sequence: str
    step: str
    was: str
    becomes: str
    late: bool


class EventForms(rx.State, mixin=True):
    """A mixin for `yardflow.state.events.EventsState`. ``moved`` says what moving the event does to
    those in sequences, empty unless that is asked about; ``moves`` are a page of it.
    """

    form: EventForm = EventForm()
    hall_days: list[HallDay] = []
    form_open: bool = False
    errors: dict[str, str] = {}
    moved: str = ""
    moves: list[MoveItem] = []
    moves_shown: str = ""
    moves_before: bool = False
    moves_behind: bool = False
    _offset: int = 0
    _version: int | None = None
    # The form whose effect is looked at.
    _moved: dict[str, object] | None = None

    @rx.event
    async def show_form(self, open: bool):
        """Closes the form, or opens an empty one; the address follows."""
        state: Any = self
        return rx.redirect(state._address({"edit": NEW if open else ""}))

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Stores the open form, if it is the one that was sent: Back may have opened another."""
        state: Any = self
        if not self.form_open or str(form.get("event", "")) != str(self.form.id):
            state._complain("This event's form was closed before it was saved. Open it again.")
            return None
        values: dict[str, object] = {name: form.get(name, "") for name in TEXTS}
        values["hall_days"] = self._hall_days_in(form)
        values["target_personas"] = [
            persona.value for persona in Persona if form.get(persona.value)
        ]
        self._moved = None
        with state._errors_shown():
            try:
                if self.form.id and await self._moves_anyone(values):
                    self._moved = values
                    return None
                return await self._store(values)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
        return self._to_first_refused()

    @rx.event
    async def save_moved(self):
        """Stores the form whose effect on those in sequences was looked at."""
        state: Any = self
        values = self._moved
        self._forget_moved()
        if values is None or not self.form_open:
            return None
        with state._errors_shown():
            return await self._store(values)
        return None

    def _to_first_refused(self) -> Any:
        """The form is longer than a screen: what is wrong may be out of sight."""
        refused = next((name for name in TEXTS if name in self.errors), "")
        return rx.set_focus(f"field-{refused}") if refused else None

    @rx.event
    async def close_moving(self, open: bool):
        """Goes back to the form; nothing was saved."""
        if not open:
            self._forget_moved()

    @rx.event
    async def next_moves(self):
        """Shows the next page of what the move does."""
        await self._turn(MOVES_SHOWN)

    @rx.event
    async def previous_moves(self):
        """Shows the page before."""
        await self._turn(-MOVES_SHOWN)

    @rx.event
    async def add_hall_day(self):
        """Adds a line for a day with other hours to the open form."""
        if len(self.hall_days) < hall_hours.MOST_DAYS:
            key = 1 + max((day.key for day in self.hall_days), default=0)
            self.hall_days = [*self.hall_days, HallDay(key)]

    @rx.event
    async def remove_hall_day(self, key: int):
        """Removes such a line."""
        self.hall_days = [day for day in self.hall_days if day.key != key]

    async def _moves_anyone(self, values: dict[str, object]) -> bool:
        """Whether there is something to look at before it is saved, which is shown then."""
        self._offset = 0
        said = await self._look_at(values)
        self.moved = _said(said)
        return said.affects_anyone

    async def _turn(self, by: int) -> None:
        state: Any = self
        if self._moved is not None:
            self._offset = max(0, self._offset + by)
            with state._errors_shown():
                await self._look_at(self._moved)

    async def _look_at(self, values: dict[str, object]) -> Moving:
        state: Any = self
        page = {"offset": self._offset, "limit": MOVES_SHOWN}
        said: Moving = await state._run_long(event_days.moving, self.form.id, values, **page)
        last = self._offset + len(said.moves)
        self.moves = [_move(each) for each in said.moves]
        self.moves_before, self.moves_behind = self._offset > 0, last < said.total
        self.moves_shown = f"{self._offset + 1:,}–{last:,} of {said.total:,}"
        return said

    async def _store(self, values: dict[str, object]) -> list[Any]:
        state: Any = self
        if self.form.id:
            await state._run(events.update, self.form.id, self._version, values)
        else:
            await state._run(events.create, values)
        state._say("Saved")
        # The switcher in the frame shows names too.
        return [Workplace.enter, rx.redirect(state._address({"edit": ""}))]

    def _forget_moved(self) -> None:
        self._moved, self.moved, self.moves = None, "", []

    def _hall_days_in(self, form: dict[str, Any]) -> list[dict[str, object]]:
        """The days in a form; a line in which nothing was entered is none."""
        lines: list[dict[str, object]] = [
            {name: form.get(f"hall-{day.key}-{name}", "") for name in ("day", "opens", "closes")}
            for day in self.hall_days
        ]
        return [line for line in lines if any(line.values())]

    async def _open(self, event_key: str) -> None:
        state: Any = self
        self.errors, self.form_open, self.hall_days = {}, False, []
        self._forget_moved()
        if event_key == NEW:
            self.form, self._version, self.form_open = EventForm(), None, True
        elif event_key.isascii() and event_key.isdigit():
            row = await state._run(events.get, int(event_key[:18]))
            self.form, self._version, self.form_open = _form(row), row.version, True
            self.hall_days = [
                HallDay(key, day["day"], day["opens"] or "", day["closes"] or "")
                for key, day in enumerate(row.hall_days)
            ]


def _said(said: Moving) -> str:
    """``2 contacts miss an email, 3 are rescheduled.``"""
    late = f"{counted(said.late, 'contact')} {'misses' if said.late == 1 else 'miss'} an email"
    are = "is rescheduled" if said.rescheduled == 1 else "are rescheduled"
    if not said.late:
        effects = [f"{counted(said.rescheduled, 'contact')} {are}"] if said.rescheduled else []
    else:
        effects = [late, *([f"{said.rescheduled:,} {are}"] if said.rescheduled else [])]
    only_first = "" if said.complete else " Only the first contacts were checked."
    return f"{', '.join(effects)}.{only_first}" if effects else ""


def _move(each: Move) -> MoveItem:
    return MoveItem(
        name=each.name,
        href=f"/contacts/{each.contact_id}/",
        account=each.account,
        sequence=each.sequence,
        step=each.step,
        was=each.was.isoformat() if each.was else "",
        becomes=each.becomes.isoformat() if each.becomes else "",
        late=each.late,
    )


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""


def _form(row: EventRow) -> EventForm:
    return EventForm(
        id=row.id,
        name=row.name,
        location=row.location,
        venue=row.venue,
        timezone=row.timezone,
        booth=row.booth,
        starts_on=row.starts_on.isoformat() if row.starts_on else "",
        ends_on=row.ends_on.isoformat() if row.ends_on else "",
        hall_opens=_clock(row.hall_opens),
        hall_closes=_clock(row.hall_closes),
        status=row.status.value,
        target_personas=row.target_personas,
        description=row.description,
        cost=str(row.cost) if row.cost is not None else "",
    )
