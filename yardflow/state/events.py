"""The events, and which of them is active."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Invalid, NotFound
from yardflow.services.records import active_event, event_lists, events, hall_hours
from yardflow.services.records.events import EventQuery, EventRow
from yardflow.services.records.lists.listing import Page
from yardflow.state.editing import record_id
from yardflow.state.event_form import EventForms
from yardflow.state.labels import EVENT_STATUSES
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.workplace import Workplace, initials


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


class EventsState(EventForms, Listed, Workplace):
    """The events as the address filters and sorts them, by default the latest first."""

    fields: ClassVar[ListFields] = ListFields(
        "/events/",
        sorts=(Sort("-startsOn", "Dates"), Sort("name", "Name"), Sort("-createdAt", "Added")),
        filters=(Filter("status", "Status", EVENT_STATUSES, several=False),),
        others={"edit": ()},
        searched=False,
    )
    rows: list[EventItem] = []
    deleting: int = 0
    deleting_name: str = ""
    deleting_text: str = ""
    copying: str = ""
    copying_name: str = ""
    copying_text: str = ""
    copy_error: str = ""

    @rx.event
    async def load(self):
        """Reads the list, and opens the form that the address names."""
        self.copying, self.deleting = "", 0
        await self._read_address()
        if not self.problem:
            with self._loading():
                await self._open(self.query["edit"])

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
                copied = await self._run_long(event_lists.copy, from_id, to_id)
                event = await self._run(events.get, to_id)
            except (Invalid, NotFound) as problem:
                self.copy_error = problem.message
                return
            self.copying = ""
            self._say(f"{_content(copied.targets, copied.attendees)} added to {event.name}")
            self._show(await self._read_page())

    async def _read_page(self) -> Page[EventRow]:
        status, cursor = self.query.get("status", ""), self.query.get("at", "")
        query = EventQuery(status, self.sort or self.fields.sorts[0].value, cursor=cursor)
        page = await self._run(events.search, query)
        self.rows = [_item(row, self._address({"edit": str(row.id)})) for row in page.items]
        return page


def days(starts_on: date | None, ends_on: date | None) -> str:
    """``Dec 8–10, 2026``, ``Nov 30 – Dec 2, 2026``; empty while the first day is not set."""
    if starts_on is None:
        return ""
    first = f"{starts_on:%b} {starts_on.day}"
    if ends_on is None or ends_on == starts_on:
        return f"{first}, {starts_on.year}"
    if starts_on.year != ends_on.year:
        return f"{first}, {starts_on.year} – {ends_on:%b} {ends_on.day}, {ends_on.year}"
    if starts_on.month == ends_on.month:
        return f"{first}–{ends_on.day}, {ends_on.year}"
    return f"{first} – {ends_on:%b} {ends_on.day}, {ends_on.year}"


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
