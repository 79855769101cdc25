"""The records before and after one, in the order of the list that it was opened from."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from yardflow.errors import YardFlowError
from yardflow.services.records.lists.listing import Page
from yardflow.state.records.event_list import EventListed

UNREAD = "We couldn't read more of the list. Reload the page to try again."


@dataclass(frozen=True, slots=True)
class ListWalk:
    """The way along a list: the ``ids`` seen of it, in order, from the place ``start`` on.

    ``query`` is what the list asks of the service; ``next`` and ``previous`` are the cursors of
    what comes after and before. ``page`` are the ids of the list's page where it began.
    """

    ids: tuple[int, ...]
    start: int
    total: str
    next: str
    previous: str
    query: Any
    page: tuple[int, ...]


class Neighbors(rx.State, mixin=True):
    """A mixin for a record: ``class ContactState(Neighbors, Editing, Workplace)``.

    The subclass says which list it belongs to (`_list`), and calls `_read_neighbors`. ``place`` is
    ``2 of 1,097``; it and the addresses are empty where the record was not opened from the list.
    ``no_previous`` and ``no_next`` say why there is no record before or after this one.
    """

    place: str = ""
    next_record: str = ""
    previous_record: str = ""
    no_next: str = ""
    no_previous: str = ""
    _walk: ListWalk | None = None

    @staticmethod
    def _list() -> tuple[type[EventListed], Callable[..., Page[Any]], str]:
        """The state of the list, the service it asks, and the address of a record (``/x/{}/``)."""
        raise NotImplementedError

    async def _way_back(self) -> str:
        """The address of the list as this tab left it."""
        return (await self.get_state(self._list()[0])).list_href

    async def _read_neighbors(self, record_id: int) -> None:
        listed, search, address = self._list()
        walk = _continued(self._walk, await self.get_state(listed), record_id)
        with suppress(YardFlowError):  # such as a list that takes too long: the record is there
            if walk is not None and walk.previous and record_id == walk.ids[0]:
                page = await self._fetch(search, replace(walk.query, cursor=walk.previous))  # type: ignore[attr-defined]
                walk = _before(walk, page)
            if walk is not None and walk.next and record_id == walk.ids[-1]:
                page = await self._fetch(search, replace(walk.query, cursor=walk.next))  # type: ignore[attr-defined]
                walk = _behind(walk, page)
        self._walk = walk
        self.place = self.next_record = self.previous_record = ""
        self.no_next = self.no_previous = ""
        if walk is None:
            return
        index = walk.ids.index(record_id)
        self.place = f"{walk.start + index:,} of {walk.total}"
        if index > 0:
            self.previous_record = address.format(walk.ids[index - 1])
        else:
            self.no_previous = UNREAD if walk.previous else "This is the first of the list."
        if index + 1 < len(walk.ids):
            self.next_record = address.format(walk.ids[index + 1])
        else:
            self.no_next = UNREAD if walk.next else "This is the last of the list."


def _continued(walk: ListWalk | None, listed: EventListed, record_id: int) -> ListWalk | None:
    """The way so far as long as the list is the same and the record on it, else a new one."""
    shown = listed.shown
    page = tuple(shown.ids)
    if (
        walk is not None
        and walk.page == page
        and record_id in walk.ids
        and replace(walk.query, cursor="") == replace(listed._shown_by, cursor="")
    ):
        return walk
    if record_id not in page:
        return None
    total = f"{shown.total:,}{'+' if shown.capped else ''}"
    return ListWalk(page, shown.start, total, shown.next, shown.previous, listed._shown_by, page)


def _behind(walk: ListWalk, page: Page[Any]) -> ListWalk:
    new = _unseen(walk, page)
    return replace(walk, ids=(*walk.ids, *new), next=page.next or "")


def _before(walk: ListWalk, page: Page[Any]) -> ListWalk:
    new = _unseen(walk, page)
    start = max(1, walk.start - len(new))
    return replace(walk, ids=(*new, *walk.ids), start=start, previous=page.previous or "")


def _unseen(walk: ListWalk, page: Page[Any]) -> tuple[int, ...]:
    """Who has changed place meanwhile is on two pages."""
    return tuple(row.id for row in page.items if row.id not in walk.ids)
