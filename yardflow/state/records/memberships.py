"""The events whose lists a record is on, and its stage or status there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.db import Session
from yardflow.models import RecordKind
from yardflow.services.access import Principal
from yardflow.services.records import active_event, attendees, bulk_changes, memberships, targets
from yardflow.services.records.membership_fields import ATTENDEE, TARGET, Membership
from yardflow.services.records.selection import Selection
from yardflow.state.editing import record_id
from yardflow.state.labels import ATTENDEE_SOURCES, ATTENDEE_STATUSES, STAGES
from yardflow.state.undo import Undo
from yardflow.state.workplace import EventChoice


@dataclass(frozen=True, slots=True)
class Memberships:
    """How records of one ``kind`` come on events' lists and further there: the services, and what
    stages or statuses are called.
    """

    kind: Membership
    add: Callable[..., int]
    change: Callable[..., object]
    labels: Mapping[str, str]


TARGETS = Memberships(TARGET, targets.add, targets.set_stage, STAGES)
ATTENDEES = Memberships(ATTENDEE, attendees.add, attendees.set_status, ATTENDEE_STATUSES)


@dataclass
class MembershipItem:
    """One event that a record is at: ``value`` is its stage or status there, ``source`` how a
    contact came on its list, ``added_by`` the name of who put it there.
    """

    event_id: str
    event: str
    value: str
    source: str
    since: str
    added_by: str
    version: int


class AtEvents(rx.State, mixin=True):
    """A mixin for a record: ``class ContactState(AtEvents, Editing, Workplace)``.

    The subclass says which kind of record it is (`_kind`) and which one (`_record`), and
    calls `_read_events`. ``at_current`` is its stage or status at this person's active event, empty
    where it is not on that event's list.
    """

    memberships: list[MembershipItem] = []
    other_events: list[EventChoice] = []
    current_event: EventChoice = EventChoice("", "")
    at_current: str = ""

    @staticmethod
    def _kind() -> Memberships:
        raise NotImplementedError

    def _record(self) -> tuple[int, str]:
        """The id and the name of the record."""
        raise NotImplementedError

    @rx.event
    async def add_to_event(self, record: int, event_id: str):
        """Puts the record on an event's list."""
        with self._errors_shown():  # type: ignore[attr-defined]
            self._check_shown(record)  # type: ignore[attr-defined]
            await self._run(self._kind().add, record_id(event_id), [record])  # type: ignore[attr-defined]
            await self._read_events()
            name = next((row.event for row in self.memberships if row.event_id == event_id), "")
            self._say(f"Added to {name}")  # type: ignore[attr-defined]

    @rx.event
    async def remove_from_event(self, record: int, event_id: str):
        """Removes the record from an event's list; the notice offers to undo that."""
        name = next((row.event for row in self.memberships if row.event_id == event_id), "")
        with self._errors_shown():  # type: ignore[attr-defined]
            self._check_shown(record)  # type: ignore[attr-defined]
            selection = Selection(RecordKind(self._kind().kind.of.noun), (record,))
            removal = bulk_changes.RemoveFromEvent(record_id(event_id))
            view = await self._run(bulk_changes.start, selection, removal)  # type: ignore[attr-defined]
            await self._read_events()
            if view.changed:
                self._say(f"Removed from {name}", Undo("undo_bulk_change", (view.id,)))  # type: ignore[attr-defined]
            else:
                self._say(f"Someone else has removed it from {name}")  # type: ignore[attr-defined]

    @rx.event
    async def change_at_event(self, record: int, event_id: str, value: str):
        """Changes the stage or status of the record at an event."""
        with self._errors_shown():  # type: ignore[attr-defined]
            self._check_shown(record)  # type: ignore[attr-defined]
            kind, name = self._kind(), self._record()[1]
            version = next(
                (row.version for row in self.memberships if row.event_id == event_id), None
            )
            if value == next(
                (row.value for row in self.memberships if row.event_id == event_id), None
            ):
                return
            await self._run(kind.change, record_id(event_id), record, version, value)  # type: ignore[attr-defined]
            self._say(f"{name} moved to {kind.labels[value]}")  # type: ignore[attr-defined]
        # Also after a refusal: the page shows what someone else chose.
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._read_events()

    async def _read_events(self) -> None:
        kind = self._kind().kind
        record = self._record()[0]

        def read(session: Session, principal: Principal) -> Any:
            rows = memberships.events_of(session, principal, kind, record)
            return rows, active_event.choices(session, principal)

        rows, (choices, current) = await self._fetch(read)  # type: ignore[attr-defined]
        self.memberships = [
            MembershipItem(
                event_id=str(row.event_id),
                event=row.event_name,
                value=getattr(row, kind.state).value,
                source=ATTENDEE_SOURCES[row.source] if kind is ATTENDEE else "",
                since=row.added_at.isoformat(),
                added_by=row.added_by,
                version=row.version,
            )
            for row in rows
        ]
        values = {row.event_id: row.value for row in self.memberships}
        events = [EventChoice(str(event.id), event.name) for event in choices]
        self.other_events = [event for event in events if event.id not in values]
        nowhere = EventChoice("", "")
        self.current_event = next((event for event in events if event.id == str(current)), nowhere)
        self.at_current = values.get(self.current_event.id, "")
