"""Changing notes over HTTP; they are read and added at their account or contact."""

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, NoteText
from yardflow.api.schema import Sent
from yardflow.services.records import notes

router = APIRouter(prefix="/api/notes", tags=["notes"])


class NoteChange(Sent):
    """The new text."""

    text: NoteText


@router.patch("/{note_id:int}", status_code=204)
async def edit_note(note_id: Key, body: NoteChange, principal: SignedIn) -> None:
    """Changes a note that you wrote; an ADMIN can change any."""
    await db.run(notes.edit, principal, note_id, body.text)


@router.delete("/{note_id:int}", status_code=204)
async def delete_note(note_id: Key, principal: SignedIn) -> None:
    """Deletes a note that you wrote; an ADMIN can delete any."""
    await db.run(notes.delete, principal, note_id)
