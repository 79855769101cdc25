"""The meetings with a contact, in a card of its record."""

import reflex as rx

from yardflow.services.meetings import views
from yardflow.services.meetings.views import MeetingQuery, When
from yardflow.state.editing import record_id
from yardflow.state.meetings.items import MeetingItem, item
from yardflow.state.reader_zone import zone_of
from yardflow.state.workplace import Workplace

SHOWN = 20


class ContactMeetings(Workplace):
    """The latest meetings with the contact in the address."""

    rows: list[MeetingItem] = []

    @rx.event
    async def load(self):
        """Reads them."""
        self.rows = []
        query = MeetingQuery(
            contact_id=record_id(self.router.url.path),
            when=When.ALL,
            sort="-startsAt",
            limit=SHOWN,
        )
        with self._errors_shown():
            page = await self._fetch(views.search, query)
            self.rows = [item(row, zone_of(self)) for row in page.items]
