"""The dialog that maps one more field, or a mapped one to another property."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping import store, views
from yardflow.services.hubspot.mapping.defaults import OWN_PREFIX
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.hubspot.mapping.kinds import Kind
from yardflow.services.hubspot.mapping.views import PropertyView, RowView
from yardflow.state.hubspot.mapping import DIRECTIONS, RECORDS, MappingState
from yardflow.state.hubspot.mapping_creating import MappingCreating
from yardflow.state.workplace import Workplace

TYPES = {
    "string": "Text",
    "number": "Number",
    "bool": "Yes or no",
    "date": "Date",
    "datetime": "Date and time",
    "enumeration": "Choice",
    "phone_number": "Phone number",
}


@dataclass
class PropertyItem:
    """A property that can be chosen; ``unfit`` says why it can't, ``type`` what it holds."""

    name: str
    label: str
    type: str
    unfit: str


class MappingAdding(Workplace):
    """What is chosen of a new row: a field, a property and a direction. For a row that is there,
    ``row_id`` is its id, and only its property is chosen. ``own`` is the name of the property that
    can be created for the field instead.
    """

    is_open: bool = False
    row_id: int = 0
    record_label: str = ""
    fields: list[tuple[str, str]] = []
    field: str = ""
    field_label: str = ""
    query: str = ""
    matches: list[PropertyItem] = []
    own: str = ""
    chosen: str = ""
    chosen_label: str = ""
    direction: str = ""
    directions: list[tuple[str, str]] = []
    error: str = ""
    _record: SyncedRecord = SyncedRecord.CONTACT
    _row: RowView | None = None

    @rx.event
    async def ask(self, record: str):
        """Opens the dialog for one more field of a kind of record."""
        if record not in RECORDS:
            return
        self._open(SyncedRecord(record), None)
        with self._errors_shown():
            view = await self._run(views.get)
            mapped = {row.field for row in view.rows if row.record == record}
            names = [name for name, _ in self.fields]
            await self._show_field(next((name for name in names if name not in mapped), names[0]))

    @rx.event
    async def ask_other(self, row_id: int):
        """Opens it for another property of a row that is there."""
        with self._errors_shown():
            row = await self._run(views.row, row_id)
            self._open(row.record, row)
            await self._show_field(row.field)

    @rx.event
    async def close(self, open: bool):
        """Closes it."""
        if not open:
            self.is_open = False

    @rx.event
    async def choose_field(self, name: str):
        """Chooses the field, and looks for properties that fit it."""
        if (self._record, name) in FIELDS and self._row is None:
            with self._errors_shown():
                await self._show_field(name)

    @rx.event
    async def search(self, query: str):
        """Looks for properties by their labels and names."""
        self.query = query[: views.LONGEST_QUERY]
        with self._errors_shown():
            await self._search()

    @rx.event
    async def choose(self, name: str):
        """Chooses a property."""
        labels = {item.name: item.label for item in self.matches if not item.unfit}
        if self.own:
            labels[self.own] = "A new property"
        if name not in labels:
            return
        self.chosen, self.chosen_label, self.error = name, labels[name], ""
        possible = store.directions(self._record, self.field, name)
        self.directions = [(each.value, DIRECTIONS[each]) for each in possible]
        self.direction = Direction.OFF.value if name == self.own else possible[0].value

    @rx.event
    async def choose_direction(self, direction: str):
        """Chooses which way the field goes."""
        if direction in dict(self.directions):
            self.direction = direction

    @rx.event
    async def save(self):
        """Stores the row; a new property is offered to be created then."""
        if not self.is_open:
            return None
        if not self.chosen:
            self.error = "Choose a property."
            return None
        with self._errors_shown():
            try:
                row_id = await self._store()
            except (Invalid, Conflict) as problem:
                self.error = problem.message
                return None
            self.is_open = False
            done: list[Any] = [MappingState.refresh]
            return [*done, MappingCreating.ask(row_id)] if self.chosen == self.own else done
        return None

    async def _store(self) -> int:
        row, direction = self._row, Direction(self.direction)
        if row is None:
            added = await self._run(store.add, self._record, self.field, self.chosen, direction)
            return added.id or 0
        changed = await self._run(
            store.change,
            row.id,
            row.version,
            direction=direction,
            asks=row.asks,
            name=self.chosen,
        )
        return changed.id or 0

    def _open(self, record: SyncedRecord, row: RowView | None) -> None:
        self.is_open, self._record, self._row = True, record, row
        self.row_id, self.query = row.id if row else 0, ""
        self.record_label = RECORDS[record][1]
        self.fields = [(name, each.label) for (of, name), each in FIELDS.items() if of == record]

    async def _show_field(self, name: str) -> None:
        field = FIELDS[self._record, name]
        self.field, self.field_label = name, field.label
        self.own = "" if field.kind == Kind.OWNER else f"{OWN_PREFIX}{name.removesuffix('_id')}"
        self.chosen, self.chosen_label, self.error = "", "", ""
        self.direction, self.directions = "", []
        await self._search()

    async def _search(self) -> None:
        rows = await self._run(views.search, self._record, self.field, self.query)
        self.matches = [PropertyItem(row.name, row.label, _type(row), row.unfit) for row in rows]


def _type(row: PropertyView) -> str:
    kind = TYPES.get(row.type, row.type)
    return f"{kind} · {row.closed}" if row.closed else kind
