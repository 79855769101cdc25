"""Deleting what is selected in a list, and what the confirmations say."""

from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.models import RecordKind
from yardflow.services.records import deletion
from yardflow.services.records.deletion import Preview
from yardflow.services.records.selection import Selection
from yardflow.state.undo import Undo

UNDOABLE = "You can undo this for 24 hours in Settings, under Recently deleted."


class Deleting(rx.State, mixin=True):
    """A mixin for `yardflow.state.records.changing.Changing`, whose selection it takes;
    `yardflow.components.records.delete_selected` calls it.
    """

    confirming_delete_selected: bool = False
    delete_selected_title: str = ""
    delete_selected_text: str = ""
    _to_delete: tuple[Selection, Preview] | None = None

    @rx.event
    async def ask_delete_selected(self, open: bool):
        """Opens or closes the confirmation before what is selected is deleted."""
        state: Any = self
        self.confirming_delete_selected, self._to_delete = False, None
        if not open:
            return
        with state._errors_shown():
            selection: Selection = state._selection()
            going = await state._run_long(deletion.preview, selection)
            self.delete_selected_title = f"Delete {going.label}?"
            contacts = going.contacts if selection.kind == RecordKind.ACCOUNT else 0
            self.delete_selected_text = warning(contacts, going.many)
            self.confirming_delete_selected, self._to_delete = True, (selection, going)

    @rx.event
    async def delete_selected(self):
        """Deletes what the confirmation was about; the notice offers to undo that."""
        state: Any = self
        confirmed, self._to_delete = self._to_delete, None
        self.confirming_delete_selected = False
        if confirmed is None:
            return None
        with state._errors_shown():
            made = await state._run_long(deletion.start, *confirmed)
            if made.job_id is None:
                state._say(f"{made.label} deleted", Undo("undo_deletion", (made.id,)))
            else:
                state._say(f"Deleting {made.label}. {UNDOABLE}")
            state._end_selection()
        return type(self).load  # type: ignore[attr-defined]


def warning(contacts: int = 0, many: bool = False) -> str:
    """What goes with a record (or ``many``): an account has its ``contacts``."""
    it, its = ("them", "their") if many else ("it", "its")
    also = f"{its} {counted(contacts, 'contact')}, " if contacts else ""
    return f"Deletes {it} for all events, with {also}notes and enrichment data. {UNDOABLE}"
