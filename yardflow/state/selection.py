"""Lists whose rows are selected, over several pages."""

from collections.abc import Mapping
from urllib.parse import urlencode

import reflex as rx

from yardflow.services.records.listing import Page
from yardflow.state.list_state import Listed

# More than these don't fit into an address; "Select all" goes by the filters instead.
MOST_SELECTED = 200
# What changes how a list is shown, and not what is on it.
_OF_ANY_LIST = {"sort", "view", "at"}


class Selecting(Listed, mixin=True):
    """A mixin: ``class AccountsState(Selecting, Workplace)``.

    ``all_selected`` stands for every record that search and filters leave, ``total`` is how many
    these are, as the page shows it.
    """

    selected: list[int] = []
    all_selected: bool = False
    total: str = ""
    _on_page: list[int] = []
    _selected_among: str = ""

    @rx.var
    def page_selected(self) -> bool:
        """Whether every row of this page is selected."""
        return self.all_selected or (
            bool(self._on_page) and set(self._on_page) <= set(self.selected)
        )

    @rx.var
    def can_select_all(self) -> bool:
        """Whether the filters leave more than is selected."""
        return not self.all_selected and self.total != str(len(self.selected))

    @rx.event
    async def select(self, record_id: int, selected: bool):
        """Selects one row, or clears it."""
        self._narrow_to_page()
        rest = [key for key in self.selected if key != record_id]
        self._select([*rest, record_id] if selected else rest)

    @rx.event
    async def select_page(self, selected: bool):
        """Selects every row of this page, or clears them."""
        self.all_selected = False
        rest = [key for key in self.selected if key not in set(self._on_page)]
        self._select([*rest, *self._on_page] if selected else rest)

    @rx.event
    async def select_matching(self):
        """Selects all that the filters leave, on every page."""
        self.all_selected, self.selected = True, []

    @rx.event
    async def select_none(self):
        """Clears the selection."""
        self.all_selected, self.selected = False, []

    def _keep_selection(self, page: Page, among: str) -> None:
        """Keeps the selection from page to page; clears it when the filters or ``among`` change."""
        self._on_page = [row.id for row in page.items]
        self.total = f"{page.total:,}{'+' if page.capped else ''}"
        filters = {name: self.query[name] for name in sorted(self._filters())}
        selected_among = urlencode({"among": among, **filters})
        if selected_among != self._selected_among:
            self._selected_among = selected_among
            self.all_selected, self.selected = False, []

    def _led_to(self, changes: Mapping[str, str]) -> str:
        """A selection ends here when the filters change: until the other list is in sight it would
        stand for records that no one has seen.
        """
        before = self._narrowing()
        address = super()._led_to(changes)
        if self._narrowing() != before:
            self.all_selected, self.selected = False, []
        return address

    def _narrowing(self) -> dict[str, str]:
        return {name: self.query[name] for name in self.query.keys() - _OF_ANY_LIST}

    def _select(self, record_ids: list[int]) -> None:
        if len(record_ids) > MOST_SELECTED:
            self._complain(  # type: ignore[attr-defined]
                f"You can select up to {MOST_SELECTED} one by one. To select more, filter the list "
                "and select all."
            )
        self.selected = record_ids[:MOST_SELECTED]

    def _narrow_to_page(self) -> None:
        """Clearing one row of "all" keeps the others of this page."""
        if self.all_selected:
            self.all_selected, self.selected = False, [*self._on_page]
