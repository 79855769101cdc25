"""Lists whose rows are selected, over several pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.services.records.lists.listing import Page
from yardflow.state.list_state import Listed

# More than these don't fit into an address; "Select all" goes by the filters instead.
MOST_SELECTED = 200


class Selecting(Listed, mixin=True):
    """A mixin: ``class AccountsState(Selecting, Workplace)``.

    ``all_selected`` stands for every record that search and filters leave. The browser ticks a row
    before the answer is there, and rows follow the server again whenever ``ticks_refused`` changes.
    """

    selected: list[int] = []
    all_selected: bool = False
    ticks_refused: int = 0
    _selected_among: str = ""

    @rx.var
    def page_selected(self) -> bool:
        """Whether every row of this page is selected."""
        ids = self.shown.ids
        return self.all_selected or (bool(ids) and set(ids) <= set(self.selected))

    @rx.var
    def can_select_all(self) -> bool:
        """Whether the filters leave more than is selected."""
        return not self.all_selected and self.total != str(len(self.selected))

    @rx.event
    async def select(self, record_ids: list[int], selected: bool):
        """Selects rows of this page, or clears them."""
        if self.all_selected:  # clearing a row of "all" keeps the others of this page
            self.all_selected, self.selected = False, [*self.shown.ids]
        chosen = set(record_ids)
        rest = [key for key in self.selected if key not in chosen]
        added = [key for key in self.shown.ids if key in chosen] if selected else []
        if selected and len(added) < len(chosen):  # a row that was replaced as it was ticked
            self.ticks_refused += 1
        self._select([*rest, *added])

    @rx.event
    async def select_page(self, selected: bool):
        """Selects every row of this page, or clears them."""
        self.all_selected = False
        on_page = set(self.shown.ids)
        rest = [key for key in self.selected if key not in on_page]
        self._select([*rest, *self.shown.ids] if selected else rest)

    @rx.event
    async def select_matching(self):
        """Selects all that the filters leave, on every page."""
        self.all_selected, self.selected = True, []

    @rx.event
    async def select_none(self):
        """Clears the selection."""
        self._end_selection()

    def _selected_where(self) -> str:
        """What else than the filters says of which list a selection is."""
        return ""

    def _follow(self, query: dict[str, str]) -> None:
        """Keeps the selection from page to page; clears it when the filters or the list change,
        before the other list is read: if that fails, "all" must not stand for what no one has seen.
        """
        super()._follow(query)
        filters = {name: self.query[name] for name in self.fields.narrowing()}
        selected_among = urlencode({"among": self._selected_where(), **filters})
        if selected_among != self._selected_among:
            self._selected_among = selected_among
            self._end_selection()

    def _show(self, page: Page[Any]) -> None:
        """A selection ends where similar names take the place of what is gone, or the reverse."""
        if page.similar != self.similar:
            self._end_selection()
        super()._show(page)

    def _led_to(self, changes: Mapping[str, str]) -> str:
        """A selection ends here when the filters change: until the other list is in sight it would
        stand for records that no one has seen.
        """
        before = self._narrowing()
        address = super()._led_to(changes)
        if self._narrowing() != before:
            self._end_selection()
        return address

    def _narrowing(self) -> dict[str, str]:
        return {name: self.query.get(name, "") for name in (*self.fields.narrowing(), "event")}

    def _end_selection(self) -> None:
        """Clears it, and has rows follow that were ticked as this came: the browser may get both
        answers at once, and would see no change.
        """
        self.all_selected, self.selected = False, []
        self.ticks_refused += 1

    def _select(self, record_ids: list[int]) -> None:
        if len(record_ids) > MOST_SELECTED:
            self.ticks_refused += 1
            self._complain(  # type: ignore[attr-defined]
                f"You can select up to {MOST_SELECTED} one by one. To select more, filter the list "
                "and select all."
            )
        self.selected = record_ids[:MOST_SELECTED]
