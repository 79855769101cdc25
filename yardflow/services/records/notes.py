"""Notes about accounts and contacts: entries that people write and imports bring along."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Forbidden, NotFound
from yardflow.models import Account, Contact, Event, Import, Note, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import icp
from yardflow.services.records.load import load_record, row_of
from yardflow.services.records.values import fields

MOST_SHOWN = 200
TEXT = fields.prose(fields.LONGEST_TEXT, needed="Write a note first.")
# With a new record; an empty one is none.
FIRST = fields.taking(
    lambda value: TEXT(value) if value else "",
    **fields.shape(TEXT) | {"pattern": f"^$|{fields.VISIBLE}"},
)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note. ``author`` is empty where an import brought it, ``import_name`` where a person wrote
    it; ``mine``: this person may change it.
    """

    id: int
    text: str
    author: str
    import_name: str
    event_name: str
    created_at: datetime
    edited_at: datetime | None
    mine: bool


def of(
    session: Session,
    principal: Principal,
    *,
    account_id: int | None = None,
    contact_id: int | None = None,
) -> list[NoteRow]:
    """The latest notes about an account or a contact, the newest first.

    Raises:
        NotFound: there is no such record.
    """
    if account_id is not None:
        about = col(Note.account_id) == load_record(session, Account, account_id).id
    else:
        about = col(Note.contact_id) == load_record(session, Contact, contact_id or 0).id
    rows = session.exec(
        select(Note, User.name, Import.filename, Event.name)
        .outerjoin(User, col(User.id) == Note.author_id)
        .outerjoin(Import, col(Import.id) == Note.import_id)
        .outerjoin(Event, col(Event.id) == Note.event_id)
        .where(about)
        .order_by(col(Note.created_at).desc(), col(Note.id).desc())
        .limit(MOST_SHOWN)
    )
    return [
        NoteRow(
            note.id or 0,
            note.text,
            author or "",
            filename or "",
            event or "",
            note.created_at,
            note.edited_at,
            _may_change(note, principal),
        )
        for note, author, filename, event in rows
    ]


def add(
    session: Session,
    principal: Principal,
    text: str,
    *,
    account_id: int | None = None,
    contact_id: int | None = None,
    event_id: int | None = None,
) -> NoteRow:
    """Adds a note to an account or a contact, written at an event if one is given.

    Raises:
        NotFound: there is no such record or event.
        Invalid: it is empty, or too long.
    """
    if event_id is not None:
        load_record(session, Event, event_id)
    if account_id is not None:
        load_record(session, Account, account_id)
    else:
        load_record(session, Contact, contact_id or 0)
    note = Note(
        account_id=account_id,
        contact_id=contact_id,
        event_id=event_id,
        author_id=principal.user_id,
        text=_cleaned(text),
    )
    session.add(note)
    session.flush()
    _audit(session, principal, "added", note)
    _rescore(session, principal, note, "Note added")
    added = of(session, principal, account_id=account_id, contact_id=contact_id)
    return next(row for row in added if row.id == note.id)


def edit(session: Session, principal: Principal, note_id: int, text: str) -> None:
    """Writes another text into a note.

    Raises:
        NotFound: there is no such note.
        Forbidden: another person wrote it, or an import brought it, and this is no ADMIN.
        Invalid: it is empty, or too long.
    """
    note = _load(session, principal, note_id)
    clean = _cleaned(text)
    if clean == note.text:
        return
    note.text, note.edited_at = clean, clock.now()
    _audit(session, principal, "edited", note)
    session.flush()


def delete(session: Session, principal: Principal, note_id: int) -> None:
    """Deletes a note.

    Raises:
        NotFound: there is no such note.
        Forbidden: another person wrote it, or an import brought it, and this is no ADMIN.
    """
    note = _load(session, principal, note_id)
    _audit(session, principal, "deleted", note)
    session.delete(note)
    session.flush()
    _rescore(session, principal, note, "Note deleted")


def _load(session: Session, principal: Principal, note_id: int) -> Note:
    note = row_of(session, Note, note_id)
    if note is None:
        raise NotFound("Note not found. It may have been deleted.")
    if not _may_change(note, principal):
        raise Forbidden("Only who wrote a note and administrators can change it.")
    return note


def _may_change(note: Note, principal: Principal) -> bool:
    return principal.is_admin or note.author_id == principal.user_id


def _cleaned(text: str) -> str:
    return str(fields.cleaned({"note": text}, {"note": TEXT})["note"])


def _rescore(session: Session, principal: Principal, note: Note, why: str) -> None:
    if note.account_id is not None:
        icp.recalculate(session, [note.account_id], why, principal.user_id)


def _audit(session: Session, principal: Principal, done: str, note: Note) -> None:
    record, record_id = (
        ("account", note.account_id)
        if note.account_id is not None
        else ("contact", note.contact_id)
    )
    audit.record(session, principal, f"note.{done}", record, record_id, after={"note": note.id})
