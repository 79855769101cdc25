"""Undo actions for changes and deletions of records."""

from yardflow.db import Session
from yardflow.errors import Conflict
from yardflow.services.access import Principal
from yardflow.services.records import bulk_changes, deletion, inferred


def undo_bulk_change(session: Session, principal: Principal, rows: tuple[int, ...]) -> str:
    """Puts back what was before on the records that no one has changed since."""
    (change_id,) = rows
    return bulk_changes.undone_in_words(bulk_changes.undo(session, principal, change_id))


def restore_deleted(session: Session, principal: Principal, rows: tuple[int, ...]) -> str:
    """Puts back what was deleted.

    Raises:
        Conflict: other records have taken the places of all of it.
    """
    (deletion_id,) = rows
    restored = deletion.undo(session, principal, deletion_id)
    if not (restored.accounts or restored.contacts or restored.job_id):
        raise Conflict(deletion.in_words(restored))
    return deletion.in_words(restored)


def infer_seniority(session: Session, principal: Principal, rows: tuple[int, ...]) -> str:
    """Hands the seniority back to the title.

    Raises:
        Conflict: someone has changed it since.
    """
    (contact_id,) = rows
    inferred.infer_again(session, principal, contact_id)
    return "Seniority restored"
