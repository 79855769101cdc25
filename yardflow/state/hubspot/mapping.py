"""The page of the mapping: everyone reads it, an ADMIN changes it, row by row and at once."""

import asyncio
from dataclasses import dataclass, field

import reflex as rx

from yardflow.errors import Unavailable, YardFlowError
from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping import schema, store, views
from yardflow.services.hubspot.mapping.views import MappingView, RowView
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

PATH = "/hubspot/mapping/"
LOOK_AGAIN_S = 1.0
DIRECTIONS = {
    Direction.BOTH: "Both ways",
    Direction.TO_HUBSPOT: "To HubSpot",
    Direction.FROM_HUBSPOT: "From HubSpot",
    Direction.OFF: "Off",
}
# What each kind of record is called here and there.
RECORDS = {
    SyncedRecord.ACCOUNT: ("Accounts", "Company in HubSpot"),
    SyncedRecord.CONTACT: ("Contacts", "Contact in HubSpot"),
    SyncedRecord.TARGET: ("Target accounts", "Deal in HubSpot"),
}


@dataclass
class MappedItem:
    """A row. ``values_note`` says how many of ours have a counterpart, empty where values are free;
    ``closed`` why the property can't be written, if it can't.
    """

    id: int
    label: str
    property: str
    property_label: str
    direction: str
    directions: list[tuple[str, str]]
    asks: bool
    values_note: str
    closed: str
    missing: bool
    problems: list[str]


@dataclass
class Section:
    """The rows of a kind of record, and what it is called there."""

    record: str
    title: str
    there: str
    rows: list[MappedItem] = field(default_factory=list)


@dataclass
class ProblemLink:
    """What will not work, and the row that it is about."""

    text: str
    href: str


class MappingState(Loading, Workplace):
    """The mapping beside HubSpot's properties as they were at ``read_at``, an ISO text that is
    empty until they were read. ``to_create`` are the fields whose property isn't there yet,
    ``lacking`` says what doesn't sync for want of a scope.
    """

    connected: bool = False
    read_at: str = ""
    reading: bool = False
    reading_problem: str = ""
    sections: list[Section] = []
    problem_links: list[ProblemLink] = []
    synced: int = 0
    lacking: list[str] = []
    to_create: list[str] = []
    _rows: dict[int, RowView] = {}

    @rx.event
    async def load(self):
        """Reads the mapping, and waits where HubSpot is being asked."""
        with self._loading():
            await self._read()
        return MappingState.follow if self.reading else None

    @rx.event
    async def refresh(self):
        """Reads it again, after a dialog changed it."""
        with self._errors_shown():
            await self._read()

    @rx.event
    async def read_again(self):
        """Has HubSpot asked for its properties."""
        with self._errors_shown():
            await self._run(schema.ask)
            self.reading = True
            return MappingState.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows what HubSpot said. Ends with the page."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            async with self:
                if self.router.url.path.rstrip("/") != PATH.rstrip("/"):
                    return
                try:
                    await self._read()
                except Unavailable:
                    continue
                except YardFlowError as problem:
                    self._complain(problem.message)
                    self.reading = False
                if not self.reading:
                    return

    @rx.event
    async def choose_direction(self, row_id: int, direction: str):
        """Has a field synced this way from now on."""
        if direction in DIRECTIONS:
            await self._change(row_id, direction=Direction(direction))

    @rx.event
    async def choose_asks(self, row_id: int, choice: str):
        """Has a person asked where both sides changed, or lets the later change win."""
        await self._change(row_id, asks=choice == "ask")

    @rx.event
    async def remove(self, row_id: int):
        """Removes a field that isn't synced."""
        if (row := self._rows.get(row_id)) is None:
            return
        with self._errors_shown():
            await self._run(store.remove, row.id, row.version)
            self._say(f"{row.label} is no longer mapped to {row.property_label or row.property}")
            await self._read()

    async def _change(
        self, row_id: int, direction: Direction | None = None, asks: bool | None = None
    ) -> None:
        if (row := self._rows.get(row_id)) is None:
            return
        with self._errors_shown():
            await self._run(
                store.change,
                row.id,
                row.version,
                direction=direction or row.direction,
                asks=row.asks if asks is None else asks,
                may_lower=row.may_lower,
            )
        with self._errors_shown():
            await self._read()

    async def _read(self) -> None:
        view = await self._run(views.get)
        self.connected, self.reading = view.connected, view.reading
        self.read_at = view.read_at.isoformat() if view.read_at else ""
        self.reading_problem = view.problem
        self._rows = {row.id: row for row in view.rows}
        self.sections = _sections(view)
        self.synced, self.lacking = view.synced, list(view.lacking)
        self.to_create = [row.label for row in view.rows if row.missing]
        self.problem_links = [
            ProblemLink(problem.text, f"#row-{row.id}")
            for row in view.rows
            for problem in row.problems
        ]


def _sections(view: MappingView) -> list[Section]:
    return [
        Section(record, title, there, [_item(row) for row in view.rows if row.record == record])
        for record, (title, there) in RECORDS.items()
    ]


def _item(row: RowView) -> MappedItem:
    return MappedItem(
        id=row.id,
        label=row.label,
        property=row.property,
        property_label=row.property_label or row.property,
        direction=row.direction,
        directions=[(each.value, DIRECTIONS[each]) for each in row.directions],
        asks=row.asks,
        values_note=_values_note(row),
        closed=row.closed,
        missing=row.missing,
        problems=[each.text for each in row.problems],
    )


def _values_note(row: RowView) -> str:
    if not row.choices or row.missing or not row.property_label:
        return ""
    total = len(row.choices)
    chosen = len(row.values) if row.values else total
    noun = "value" if total == 1 else "values"
    return f"{total} {noun}" if chosen == total else f"{chosen} of {total} {noun}"
