"""Who would wait for a value that an email shows without a fallback: how many, and who."""

import reflex as rx

from yardflow.counts import counted
from yardflow.services.sequences.forecast.people import named
from yardflow.services.sequences.templates import lacking
from yardflow.services.sequences.templates.lacking import Lacking
from yardflow.state.editing import record_id
from yardflow.state.sequences.named import PersonItem, more_words, person_items
from yardflow.state.workplace import Workplace

LISTED = 200


class LackingState(Workplace):
    """Of the draft in the address: ``said`` is by the id of a template, ``listing`` the title of
    the list of people while it is open.
    """

    said: dict[str, str] = {}
    listing: str = ""
    listed: list[PersonItem] = []
    listed_more: str = ""
    _event: str = ""

    @rx.event
    async def count(self, event_id: str):
        """Counts those who are in the sequence, or before anyone is, the attendees of an event."""
        sequence_id = record_id(self.router.url.path)
        self.said, self.listing, self._event = {}, "", str(event_id)
        with self._errors_shown():
            counts = await self._run_long(lacking.counts, sequence_id, record_id(self._event))
            self.said = {str(number): _words(each) for number, each in counts.items() if each.count}

    @rx.event
    async def show(self, template_id: str):
        """Lists those who would wait for a value of a template."""
        about = (record_id(self.router.url.path), record_id(self._event), record_id(template_id))
        with self._errors_shown():
            count, ids = await self._run_long(lacking.people, *about, LISTED)
            people = await self._run(named, ids)
            self.listed, self.listed_more = person_items(people), more_words(count, len(people))
            self.listing = f"{counted(count, 'contact')} would wait"

    @rx.event
    async def close(self, open: bool):
        """Closes the list."""
        if not open:
            self.listing = ""


def _words(each: Lacking) -> str:
    return f"{each.count:,} of {counted(each.total, 'contact')}"
