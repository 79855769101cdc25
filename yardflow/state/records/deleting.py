"""Deleting what is selected in a list, and what people read of deletions."""

import reflex as rx

from yardflow.counts import counted
from yardflow.models import DeletedKind
from yardflow.services.records import deletion
from yardflow.services.records.deletion import Restored
from yardflow.state.undo import Undo

UNDOABLE = "You can undo this for 24 hours in Settings, under Recently deleted."


class Deleting(rx.State, mixin=True):
    """A mixin for a list: ``class ContactsState(Deleting, EventListed, Workplace)``.

    The records are those that were selected when the confirmation was opened, so that no more are
    deleted than it says.
    """

    confirming_delete_selected: bool = False
    delete_selected_title: str = ""
    delete_selected_text: str = ""
    _to_delete: list[int] = []

    @rx.event
    async def ask_delete_selected(self, open: bool):
        """Opens or closes the confirmation before what is selected is deleted."""
        self.confirming_delete_selected, self._to_delete = False, []
        if not open:
            return
        with self._errors_shown():  # type: ignore[attr-defined]
            ids = await self._selected_ids()  # type: ignore[attr-defined]
            going = await self._run(deletion.preview, self._deleted_kind(), ids)  # type: ignore[attr-defined]
            self.delete_selected_title = f"Delete {going.label}?"
            self.delete_selected_text = warning(going.contacts if going.accounts else 0, going.many)
            self.confirming_delete_selected, self._to_delete = True, ids

    @rx.event
    async def delete_selected(self):
        """Deletes what the confirmation was about; the notice offers to undo that."""
        ids, self._to_delete = self._to_delete, []
        self.confirming_delete_selected = False
        if not ids:
            return None
        with self._errors_shown():  # type: ignore[attr-defined]
            made = await self._run_long(deletion.start, self._deleted_kind(), ids)  # type: ignore[attr-defined]
            if made.job_id is None:
                self._say(f"{made.label} deleted", Undo("undo_deletion", (made.id,)))  # type: ignore[attr-defined]
            else:
                self._say(f"Deleting {made.label}. {UNDOABLE}")  # type: ignore[attr-defined]
            self.all_selected, self.selected = False, []
        return type(self).load  # type: ignore[attr-defined]

    def _deleted_kind(self) -> DeletedKind:
        return DeletedKind(f"{self._kind().noun}s")  # type: ignore[attr-defined]


def warning(contacts: int, many: bool = False) -> str:
    """What goes with a record (or ``many``): an account has its contacts."""
    it, its = ("them", "their") if many else ("it", "its")
    also = f"{its} {counted(contacts, 'contact')}, " if contacts else ""
    return f"Deletes {it} for all events, with {also}notes and enrichment data. {UNDOABLE}"


def restored_sentence(restored: Restored) -> str:
    """``1 account and 5 contacts restored``, and which records could not be."""
    if restored.job_id is not None:
        return f"Restoring {counted(restored.remaining, 'record')}. See the background jobs."
    counts = [
        counted(count, noun)
        for count, noun in ((restored.accounts, "account"), (restored.contacts, "contact"))
        if count
    ]
    sentence = f"{' and '.join(counts)} restored" if counts else ""
    if not restored.remaining:
        return sentence
    problem = not_restored(restored.not_restored, restored.remaining)
    return f"{sentence}. {problem}" if sentence else problem


def not_restored(names: tuple[str, ...], remaining: int) -> str:
    """Which records an undo could not put back, and why."""
    more = remaining - len(names)
    which = ", ".join(names) + (f" and {more:,} more" if more else "")
    return (
        f"Couldn't restore {which}: another record has the same email, domain or name now, or the "
        "account is deleted."
    )
