"""The booking link of a sender: its meeting hours, in a card of its page."""

from typing import Any

import reflex as rx

from yardflow.day_times import span
from yardflow.errors import Conflict, Forbidden, Invalid, NotFound
from yardflow.services.sequences.booking import hours
from yardflow.services.sequences.booking.hours import HoursView
from yardflow.state.editing import record_id
from yardflow.state.labels import MEETING_KINDS, WEEKDAYS
from yardflow.state.workplace import Workplace

DAY_BOX = "day-"


class BookingState(Workplace):
    """The meeting hours of the sender in the address, in words and as its form has them; none where
    ``words`` is empty.
    """

    words: str = ""
    place: str = ""
    editing: bool = False
    weekdays: list[str] = ["0", "1", "2", "3", "4"]
    opens: str = "09:00"
    closes: str = "17:00"
    minutes: str = str(hours.USUAL)
    kind: str = "video"
    location: str = ""
    errors: dict[str, str] = {}
    _sender_id: int = 0

    @rx.event
    async def load(self):
        """Reads them."""
        self._sender_id, self.editing = record_id(self.router.url.path), False
        with self._errors_shown():
            try:
                self._show(await self._run(hours.get, self._sender_id))
            except NotFound:
                return  # the page of the sender says that

    @rx.event
    async def ask(self, open: bool):
        """Opens or closes the form."""
        self.editing, self.errors = open, {}

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Stores the meeting hours of the form."""
        values = {name: form.get(name, "") for name in ("opens", "closes", "minutes", "kind")}
        values["location"] = str(form.get("location", ""))
        values["weekdays"] = [day for day in range(7) if form.get(f"{DAY_BOX}{day}")]
        with self._errors_shown():
            try:
                self._show(await self._run(hours.put, self._sender_id, values))
            except Invalid as problem:
                self.errors = problem.fields
                return
            except (Conflict, Forbidden) as problem:
                self.errors = {"closes": problem.message}
                return
            self.editing = False
            self._say("Meeting hours saved")

    @rx.event
    async def remove(self):
        """Takes the booking link away."""
        with self._errors_shown():
            await self._run(hours.delete, self._sender_id)
            self._show(None)
            self.editing = False
            self._say("Booking link removed")

    def _show(self, view: HoursView | None) -> None:
        self.words = self.place = ""
        if view is None:
            return
        self.weekdays = [str(day) for day in view.weekdays]
        self.opens, self.closes = f"{view.opens:%H:%M}", f"{view.closes:%H:%M}"
        self.minutes, self.kind, self.location = str(view.minutes), view.kind.value, view.location
        days = ", ".join(WEEKDAYS[day] for day in self.weekdays)
        self.words = f"{days}, {span(view.opens, view.closes)}"
        self.place = " · ".join(
            filter(None, (f"{view.minutes} min", MEETING_KINDS[self.kind], view.location))
        )
