"""Lists whose selected records are changed together: at once, or by a job that the list follows."""

import asyncio
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Unavailable, YardFlowError
from yardflow.models import ChangeKind, RecordKind
from yardflow.services.operations import jobs
from yardflow.services.records import bulk_changes
from yardflow.services.records.bulk_changes import BulkChangeView, Change
from yardflow.services.records.selection import Selection
from yardflow.state.assigning import owner_of
from yardflow.state.editing import record_id
from yardflow.state.labels import ATTENDEE_STATUSES, STAGES
from yardflow.state.undo import Undo

LOOK_AGAIN_S = 1.0
HOW = ("add", "remove", "replace")


@dataclass
class ChangeProgress:
    """A change that a job makes: how far it is in percent; without a label there is none."""

    label: str = ""
    percent: int = 0
    job_id: int = 0


class Changing(rx.State, mixin=True):
    """A mixin for `yardflow.state.records.event_list.EventListed`, whose query and selection it
    takes; `yardflow.components.records.selection_bar` calls it. The page has ``owner_choices``.
    """

    change: ChangeProgress = ChangeProgress()

    @rx.event
    async def set_owner(self, owner: str):
        """Sets the owner of what is selected; empty for none."""
        return await self._change_selected(bulk_changes.SetOwner(owner_of(owner)))

    @rx.event
    async def set_stage(self, stage: str):
        """Sets the stage of what is selected, or of its accounts, at the event that is listed."""
        event_id = record_id(self.listed_event)  # type: ignore[attr-defined]
        return await self._change_selected(bulk_changes.SetStage(event_id, stage))

    @rx.event
    async def set_status(self, status: str):
        """Sets the status of contacts at the event that is listed."""
        event_id = record_id(self.listed_event)  # type: ignore[attr-defined]
        return await self._change_selected(bulk_changes.SetStatus(event_id, status))

    @rx.event
    async def change_personas(self, how: str, persona: str):
        """Adds a persona, removes it, or makes it the only one (``add remove replace``)."""
        if how not in HOW:
            return None
        chosen = (persona,)
        change = bulk_changes.ChangePersonas(
            add=() if how == "remove" else chosen,
            remove=chosen if how == "remove" else (),
            replace=how == "replace",
        )
        return await self._change_selected(change)

    @rx.event
    async def add_to_event(self, event_id: str):
        """Puts what is selected on an event's list."""
        return await self._change_selected(bulk_changes.AddToEvent(record_id(event_id)))

    @rx.event
    async def remove_from_event(self, event: str = ""):
        """Removes what is selected from an event's list; from the one that is shown if none is
        named.
        """
        event_id = record_id(event or self.listed_event)  # type: ignore[attr-defined]
        return await self._change_selected(bulk_changes.RemoveFromEvent(event_id))

    @rx.event(background=True, supersedes=True)
    async def follow_change(self, change_id: int):
        """Shows how far a change is, and at its end what it changed. Ends with the page."""
        while True:
            async with self:
                if self.router.url.path.strip("/") != self.fields.path.strip("/"):  # type: ignore[attr-defined]
                    self.change = ChangeProgress()
                    return None
                if await self._look_after_change(int(change_id)):
                    return type(self).load  # type: ignore[attr-defined]
            await asyncio.sleep(LOOK_AGAIN_S)

    @rx.event
    async def cancel_change(self):
        """Stops the change in sight after its current batch."""
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(jobs.cancel, self.change.job_id)  # type: ignore[attr-defined]

    async def _change_selected(self, change: Change) -> Any:
        state: Any = self
        with state._errors_shown():
            view = await state._run_long(bulk_changes.start, self._selection(), change)
            state._end_selection()
            if view.ended:
                self._say_changed(view)
                return type(self).load  # type: ignore[attr-defined]
            self.change = ChangeProgress(view.label, 0, view.job_id or 0)
            follow: Any = type(self).follow_change
            return follow(view.id)
        return None

    async def _look_after_change(self, change_id: int) -> bool:
        """Whether the change has ended."""
        state: Any = self
        try:
            view = await state._run(bulk_changes.get, change_id)
        except Unavailable:
            return False
        except YardFlowError as error:
            self.change = ChangeProgress()
            state._complain(error.message)
            return True
        if view.ended:
            self.change = ChangeProgress()
            self._say_changed(view)
            return True
        percent = (view.total - view.pending) * 100 // view.total
        self.change = ChangeProgress(view.label, percent, view.job_id or 0)
        return False

    def _record_kind(self) -> RecordKind:
        return RecordKind(self._kind().kind.of.noun)  # type: ignore[attr-defined]

    def _selection(self) -> Selection:
        state: Any = self
        query = state._all_in_sight() if state.all_selected else None
        return Selection(self._record_kind(), tuple(state.selected), query)

    def _say_changed(self, view: BulkChangeView) -> None:
        undo = Undo("undo_bulk_change", (view.id,)) if view.can_undo and view.changed else None
        say = self._complain if view.pending else self._say  # type: ignore[attr-defined]
        say(self._changed_in_words(view), undo)

    def _changed_in_words(self, view: BulkChangeView) -> str:
        """``2 contacts added to MODEX. 1 contact was there already``"""
        noun = view.record.value
        if view.pending:
            done = counted(view.changed, noun)
            return f"Stopped after {done}. The other {view.pending:,} are as before"
        if view.missing == view.total:
            return f"Someone else just deleted {counted(view.missing, noun)} of your selection"
        parts = [self._outcome(view, counted(view.changed, noun))]
        if view.changed and view.unchanged and view.kind == ChangeKind.ADD_TO_EVENT:
            there = counted(view.unchanged, f"{noun} was", f"{noun}s were")
            parts.append(f"{there} there already")
        if view.changed and view.missing:
            parts.append(f"We skipped {counted(view.missing, noun)} no longer here")
        return ". ".join(parts)

    def _outcome(self, view: BulkChangeView, changed: str) -> str:
        state: Any = self
        value = view.value
        events = {event.id: event.name for event in state.event_choices}
        event = events.get(str(value.get("event_id", "")), "the event")
        if not view.changed:
            at_event = view.kind == ChangeKind.ADD_TO_EVENT
            return f"Already at {event}" if at_event else "Nothing to change: it was so already"
        match view.kind:
            case ChangeKind.OWNER:
                if value["owner_id"] is None:
                    return f"Owner of {changed} removed"
                # Someone who has joined since the list was read isn't among its choices.
                name = dict(state.owner_choices).get(str(value["owner_id"]))
                return f"Owner of {changed} set to {name}" if name else f"Owner of {changed} set"
            case ChangeKind.STAGE if view.record == RecordKind.CONTACT:
                return f"Accounts of {changed} moved to {STAGES[value['stage']]}"
            case ChangeKind.STAGE:
                return f"{changed} moved to {STAGES[value['stage']]}"
            case ChangeKind.STATUS:
                return f"{changed} moved to {ATTENDEE_STATUSES[value['status']]}"
            case ChangeKind.PERSONAS:
                return f"Personas of {changed} changed"
            case ChangeKind.ADD_TO_EVENT:
                return f"{changed} added to {event}"
            case ChangeKind.REMOVE_FROM_EVENT:
                is_listed = str(value["event_id"]) == state.listed_event
                return f"{changed} removed from {'this event' if is_listed else event}"
