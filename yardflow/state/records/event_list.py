"""Lists of the active event's records or of all."""

from dataclasses import replace
from typing import Any

import reflex as rx

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.lists.listing import Page
from yardflow.state.list_fields import without_event
from yardflow.state.records.memberships import Memberships
from yardflow.state.selection import Selecting
from yardflow.state.workplace import EventChoice

ALL = "all"


class EventListed(Selecting, mixin=True):
    """A mixin: ``class ContactsState(EventListed, Workplace)``.

    The address says ``event=all`` for the records of the whole workplace; without an active event
    it is these, too. ``listed_event`` is the id of the event whose list is shown, else empty;
    ``other_events`` are those that what is selected can be added to. Other states may read
    ``_shown_by``, too: what ``shown`` was asked for with, which `_query` no longer is while a
    filter that was just chosen is on its way.
    """

    listed_event: str = ""
    other_events: list[EventChoice] = []
    _shown_by: Any = None

    @staticmethod
    def _kind() -> Memberships:
        raise NotImplementedError

    def _query(self) -> Any:
        """What the address asks of the service, its cursor with it."""
        raise NotImplementedError

    def _all_in_sight(self) -> Any:
        """What "all" means: similar names only where the list shows these."""
        return replace(self._query(), similar=self.similar)

    @rx.event
    async def list_event(self, scope: str):
        """Shows the active event's records, or with ``all`` those of the workplace."""
        cleared = without_event(self.fields, self.query) if scope == ALL else {}
        return rx.redirect(self._led_to({**cleared, "event": ALL if scope == ALL else ""}))

    async def _read_list(self, search: Any, names_of: Any, *beside: Any) -> list[Any]:
        """The page that the address asks for, the events of each row by its id where the list is of
        all (within an event they aren't shown), and what each of ``beside`` reads of the rows' ids.
        One trip to the database, with the owners to choose from; a page that is turned to has
        those of the page before.
        """
        query = self._query()
        turned = bool(query.cursor and self.owner_choices)

        def read(session: Session, principal: Principal) -> Any:
            page = search(session, principal, query)
            ids = [row.id for row in page.items]
            names = {} if self.listed_event else names_of(session, principal, ids)
            others = [each(session, ids) for each in beside]
            return None if turned else owners.choices(session, principal), page, names, *others

        team, *read_of_page = await self._fetch(read)  # type: ignore[attr-defined]
        choices = [(str(owner.id), owner.name) for owner in team or ()]
        if not turned and choices != self.owner_choices:
            self.owner_choices = choices
        return read_of_page

    def _show(self, page: Page[Any]) -> None:
        super()._show(page)
        self._shown_by = self._query()

    def _selected_where(self) -> str:
        return self.listed_event

    def _follow(self, query: dict[str, str]) -> None:
        active: str = self.active_event_id  # type: ignore[attr-defined]
        self.listed_event = "" if query["event"] == ALL else active
        choices: list[EventChoice] = self.event_choices.copy()  # type: ignore[attr-defined]
        others = [event for event in choices if event.id != self.listed_event]
        if others != self.other_events:
            self.other_events = others
        in_event = bool(self.listed_event)
        super()._follow(query if in_event else without_event(self.fields, query))
