"""Undo actions for changes of records."""

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.records import bulk_changes


def undo_bulk_change(session: Session, principal: Principal, rows: tuple[int, ...]) -> str:
    """Puts back what was before on the records that no one has changed since."""
    (change_id,) = rows
    return bulk_changes.undone_in_words(bulk_changes.undo(session, principal, change_id))
