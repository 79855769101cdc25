"""The dialog of a choice: which of our values is which of HubSpot's options."""

from dataclasses import dataclass

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.services.hubspot.mapping import store, views
from yardflow.services.hubspot.mapping.mapped import TAKING
from yardflow.services.hubspot.mapping.views import RowView
from yardflow.state.hubspot.mapping import MappingState
from yardflow.state.workplace import Workplace


@dataclass
class ValueItem:
    """A value of ours and the option that HubSpot gets for it, empty for none."""

    ours: str
    there: str


@dataclass
class OptionItem:
    """One of HubSpot's other options, and the value of ours that it stands for, empty for none."""

    value: str
    label: str
    ours: str


class MappingValues(Workplace):
    """A row's values as they are chosen, until they are saved. Without ``options`` HubSpot takes
    any text. ``others`` are shown where HubSpot's changes come here.
    """

    is_open: bool = False
    field_label: str = ""
    property_label: str = ""
    options: list[tuple[str, str]] = []
    written: list[ValueItem] = []
    others: list[OptionItem] = []
    choices: list[tuple[str, str]] = []
    takes: bool = False
    only_forward: bool = False
    may_lower: bool = False
    error: str = ""
    _row: RowView | None = None

    @rx.event
    async def ask(self, row_id: int):
        """Opens the dialog with the values of a row."""
        with self._errors_shown():
            self._show(await self._run(views.row, row_id))

    @rx.event
    async def close(self, open: bool):
        """Closes it; what was chosen is discarded."""
        if not open:
            self.is_open = False

    @rx.event
    async def choose(self, ours: str, there: str):
        """HubSpot is to get this option for a value of ours."""
        self.written = [
            ValueItem(item.ours, there[: store.LONGEST_OPTION]) if item.ours == ours else item
            for item in self.written
        ]
        self._list_others({item.value: item.ours for item in self.others})

    @rx.event
    async def choose_other(self, value: str, ours: str):
        """One more of HubSpot's options stands for a value of ours."""
        self._list_others({item.value: item.ours for item in self.others} | {value: ours})

    @rx.event
    async def turn_may_lower(self, on: bool):
        """Lets HubSpot's stage be lowered, or not."""
        self.may_lower = bool(on)

    @rx.event
    async def save(self):
        """Stores what was chosen."""
        row, self.error = self._row, ""
        if row is None or not self.is_open:
            return None
        values = {item.ours: [item.there] for item in self.written if item.there}
        for other in self.others:
            if other.ours:
                values.setdefault(other.ours, []).append(other.value)
        with self._errors_shown():
            try:
                await self._run(
                    store.change,
                    row.id,
                    row.version,
                    direction=row.direction,
                    asks=row.asks,
                    may_lower=self.may_lower,
                    values=values,
                )
            except (Invalid, Conflict) as problem:
                self.error = problem.message
                return None
            self.is_open = False
            self._say("Saved")
            return MappingState.refresh
        return None

    def _show(self, row: RowView) -> None:
        self._row, self.is_open, self.error = row, True, ""
        self.field_label, self.property_label = row.label, row.property_label or row.property
        self.options = list(row.options.items())
        self.choices = [(each, each) for each in row.choices]
        self.takes = row.direction in TAKING
        self.only_forward, self.may_lower = row.only_forward, row.may_lower
        values = row.values or {each: [each] for each in row.choices}
        self.written = [ValueItem(each, (values.get(each) or [""])[0]) for each in row.choices]
        self._list_others({value: ours for ours, each in values.items() for value in each[1:]})

    def _list_others(self, ours_by_option: dict[str, str]) -> None:
        known = {ours for ours, _ in self.choices}
        written = {item.there for item in self.written}
        self.others = [
            OptionItem(
                value, label, ours if (ours := ours_by_option.get(value, "")) in known else ""
            )
            for value, label in self.options
            if value not in written
        ]
