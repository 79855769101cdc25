"""The events, and the form of an event, which has an address of its own."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Persona
from yardflow.services.records import active_event, events, hall_hours
from yardflow.services.records.events import EventQuery, EventRow
from yardflow.services.records.listing import Page
from yardflow.state.editing import record_id
from yardflow.state.labels import EVENT_STATUSES
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.workplace import Workplace, initials

NEW = "new"
FIELDS = ListFields(
    "/events/",
    sorts=(Sort("-startsOn", "Dates"), Sort("name", "Name"), Sort("-createdAt", "Added")),
    filters=(Filter("status", "Status", EVENT_STATUSES, several=False),),
    others={"edit": ()},
    searched=False,
)
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
class EventItem:
    """An event in the list."""

    id: int
    href: str
    enrich_href: str
    name: str
    initials: str
    place: str
    days: str
    hall_hours: str
    status: str
    booth: str
    accounts: str
    contacts: str
    active: bool
    content: str


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


class EventsState(Listed, Workplace):
    """The events as the address filters and sorts them, by default the latest first."""

    rows: list[EventItem] = []
    form: EventForm = EventForm()
    hall_days: list[HallDay] = []
    form_open: bool = False
    errors: dict[str, str] = {}
    deleting: int = 0
    deleting_name: str = ""
    deleting_text: str = ""
    copying: str = ""
    copying_name: str = ""
    copying_text: str = ""
    copy_error: str = ""
    _version: int | None = None

    @staticmethod
    def _fields() -> ListFields:
        return FIELDS

    @rx.event
    async def load(self):
        """Reads the list, and opens the form that the address names."""
        self.copying, self.deleting = "", 0
        self._read_address()
        with self._loading():
            self._show(await self._read_page())
            await self._open(self.query["edit"])

    @rx.event
    async def show_form(self, open: bool):
        """Closes the form, or opens an empty one; the address follows."""
        return rx.redirect(self._address({"edit": NEW if open else ""}))

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Stores the open form, if it is the one that was sent: Back may have opened another."""
        if not self.form_open or str(form.get("event", "")) != str(self.form.id):
            self._complain("This event's form was closed before it was saved. Open it again.")
            return None
        values: dict[str, object] = {name: form.get(name, "") for name in TEXTS}
        values["hall_days"] = self._hall_days_in(form)
        values["target_personas"] = [
            persona.value for persona in Persona if form.get(persona.value)
        ]
        with self._errors_shown():
            try:
                if self.form.id:
                    await self._run(events.update, self.form.id, self._version, values)
                else:
                    await self._run(events.create, values)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return None
            self._say("Saved")
            # The switcher in the frame shows names too.
            return [Workplace.enter, rx.redirect(self._address({"edit": ""}))]
        return None

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

    @rx.event
    async def work_on(self, event_id: int):
        """Makes an event this person's active event."""
        with self._errors_shown():
            await self._run(active_event.switch, event_id)
            self._show(await self._read_page())
            return Workplace.enter
        return None

    @rx.event
    async def ask_delete(self, event_id: int, name: str):
        """Asks before an event is deleted."""
        self.deleting, self.deleting_name = event_id, name
        row = next((row for row in self.rows if row.id == event_id), None)
        self.deleting_text = (
            f"Deletes the event and its lists for everyone. Its {row.content} stay. "
            "This can't be undone."
            if row
            else ""
        )

    @rx.event
    async def close_delete(self, open: bool):
        """Closes the confirmation."""
        if not open:
            self.deleting = 0

    @rx.event
    async def delete(self):
        """Deletes an event with its lists."""
        event_id, self.deleting = self.deleting, 0
        with self._errors_shown():
            await self._run_long(events.delete, event_id)
            self._say("Event deleted. Accounts and contacts stay.")
            self._show(await self._read_page())
            return Workplace.enter
        return None

    @rx.event
    async def ask_copy(self, event_id: int):
        """Asks to which event the lists of this one are copied."""
        row = next((row for row in self.rows if row.id == event_id), None)
        self.copying, self.copy_error = (str(event_id) if row else ""), ""
        if row:
            self.copying_name = row.name
            self.copying_text = f"Adds its {row.content}. Stages and statuses start over."

    @rx.event
    async def close_copy(self, open: bool):
        """Closes that question."""
        if not open:
            self.copying = ""

    @rx.event
    async def copy(self, form: dict[str, Any]):
        """Copies target accounts and attendees to another event; those already there stay."""
        with self._errors_shown():
            try:
                from_id, to_id = record_id(self.copying), record_id(str(form.get("to_event", "")))
                copied = await self._run_long(events.copy_lists, from_id, to_id)
                event = await self._run(events.get, to_id)
            except (Invalid, NotFound) as problem:
                self.copy_error = problem.message
                return
            self.copying = ""
            self._say(f"{_content(copied.targets, copied.attendees)} added to {event.name}")
            self._show(await self._read_page())

    def _hall_days_in(self, form: dict[str, Any]) -> list[dict[str, object]]:
        """The days in a form; a line in which nothing was entered is none."""
        lines: list[dict[str, object]] = [
            {name: form.get(f"hall-{day.key}-{name}", "") for name in ("day", "opens", "closes")}
            for day in self.hall_days
        ]
        return [line for line in lines if any(line.values())]

    async def _read_page(self) -> Page[EventRow]:
        status, cursor = self.query.get("status", ""), self.query.get("at", "")
        query = EventQuery(status, self.sort or FIELDS.sorts[0].value, cursor=cursor)
        page = await self._run(events.search, query)
        self.rows = [_item(row, self._address({"edit": str(row.id)})) for row in page.items]
        return page

    async def _open(self, event_key: str) -> None:
        self.errors, self.form_open, self.hall_days = {}, False, []
        if event_key == NEW:
            self.form, self._version, self.form_open = EventForm(), None, True
        elif event_key.isascii() and event_key.isdigit():
            row = await self._run(events.get, int(event_key[:18]))
            self.form, self._version, self.form_open = _form(row), row.version, True
            self.hall_days = [
                HallDay(key, day["day"], day["opens"] or "", day["closes"] or "")
                for key, day in enumerate(row.hall_days)
            ]


def days(starts_on: date | None, ends_on: date | None) -> str:
    """``Dec 8 – 10, 2026``; empty while the first day is not set."""
    if starts_on is None:
        return ""
    first = f"{starts_on:%b} {starts_on.day}"
    if ends_on is None or ends_on == starts_on:
        return f"{first}, {starts_on.year}"
    if starts_on.year != ends_on.year:
        return f"{first}, {starts_on.year} – {ends_on:%b} {ends_on.day}, {ends_on.year}"
    last = f"{ends_on.day}" if starts_on.month == ends_on.month else f"{ends_on:%b} {ends_on.day}"
    return f"{first} – {last}, {ends_on.year}"


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""


def _content(targets: int, attendees: int) -> str:
    """``40 accounts and 1 contact``."""
    return f"{counted(targets, 'account')} and {counted(attendees, 'contact')}"


def _item(row: EventRow, href: str) -> EventItem:
    return EventItem(
        id=row.id,
        href=href,
        enrich_href=f"/enrichment/new/?event={row.id}",
        name=row.name,
        initials=initials(row.name),
        place=" · ".join(part for part in (row.location, row.venue) if part),
        days=days(row.starts_on, row.ends_on),
        hall_hours=hall_hours.words(row),
        status=row.status.value,
        booth=row.booth,
        accounts=f"{row.accounts:,}",
        contacts=f"{row.contacts:,}",
        active=row.active,
        content=_content(row.accounts, row.contacts),
    )


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
