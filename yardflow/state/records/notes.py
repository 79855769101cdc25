"""The notes about a record, entry by entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Invalid
from yardflow.services.records import notes
from yardflow.services.records.notes import NoteRow
from yardflow.state.editing import record_id

NEW_NOTE = "new-note"


@dataclass
class NoteItem:
    """A note as its record shows it. ``mine``: this person may edit it."""

    id: int
    text: str
    author: str
    event: str
    at: str
    edited: bool
    mine: bool


class Noted(rx.State, mixin=True):
    """A mixin beside `AtEvents`: ``class ContactState(AtEvents, Noted, Editing, Workplace)``.

    The subclass says which record it is (`_subject`) and calls `_read_notes`. A note is written at
    the active event if the record is on its list. Handlers only change notes that the page shows.
    ``notes_added`` counts: the form for a new note is empty after each.
    """

    notes: list[NoteItem] = []
    notes_added: int = 0
    editing_note: int = 0
    deleting_note: int = 0
    new_note_error: str = ""
    note_error: str = ""

    def _subject(self) -> Mapping[str, int]:
        """``{"contact_id": 7}`` or ``{"account_id": 7}``."""
        raise NotImplementedError

    @rx.event
    async def add_note(self, form: dict[str, Any]):
        """Adds what is written in the form above the notes."""
        self.new_note_error = ""
        with self._errors_shown():  # type: ignore[attr-defined]
            self._check_shown(record_id(str(form.get("record", ""))))  # type: ignore[attr-defined]
            try:
                text = str(form.get("note", ""))
                event_id = record_id(self.current_event.id) if self.at_current else None  # type: ignore[attr-defined]
                await self._run(notes.add, text, **self._subject(), event_id=event_id)  # type: ignore[attr-defined]
            except Invalid as problem:
                self.new_note_error = problem.message
                return None
            self.notes_added += 1
            await self._read_notes()
            return rx.set_focus(NEW_NOTE)
        return None

    @rx.event
    async def edit_note(self, note_id: int):
        """Opens the form of a note."""
        self.editing_note, self.note_error = self._shown(note_id), ""

    @rx.event
    async def stop_editing_note(self):
        """Closes the form without saving."""
        self.editing_note, self.note_error = 0, ""

    @rx.event
    async def save_note(self, form: dict[str, Any]):
        """Stores the open note."""
        with self._errors_shown():  # type: ignore[attr-defined]
            try:
                await self._run(notes.edit, self.editing_note, str(form.get("note", "")))  # type: ignore[attr-defined]
            except Invalid as problem:
                self.note_error = problem.message
                return
            self.editing_note, self.note_error = 0, ""
            await self._read_notes()

    @rx.event
    async def ask_delete_note(self, note_id: int):
        """Asks before a note is deleted."""
        self.deleting_note = self._shown(note_id)

    @rx.event
    async def close_delete_note(self, open: bool):
        """Closes the confirmation."""
        if not open:
            self.deleting_note = 0

    @rx.event
    async def delete_note(self):
        """Deletes the note in question."""
        note_id, self.deleting_note = self.deleting_note, 0
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(notes.delete, note_id)  # type: ignore[attr-defined]
            self._say("Note deleted")  # type: ignore[attr-defined]
            await self._read_notes()

    async def _read_notes(self) -> None:
        rows = await self._fetch(notes.of, **self._subject())  # type: ignore[attr-defined]
        self.notes = [_item(row) for row in rows]

    def _close_notes(self) -> None:
        self.editing_note = self.deleting_note = 0
        self.new_note_error = self.note_error = ""

    def _shown(self, note_id: int) -> int:
        return note_id if any(note.id == note_id for note in self.notes) else 0


def _item(row: NoteRow) -> NoteItem:
    author = row.author or (f"Imported from {row.import_name}" if row.import_name else "")
    return NoteItem(
        id=row.id,
        text=row.text,
        author=author or "Earlier note",
        event=row.event_name or "",
        at=row.created_at.isoformat(),
        edited=row.edited_at is not None,
        mine=row.mine,
    )
