"""Undo actions for records that were deleted, or removed from an event's list."""

from yardflow.counts import counted
from yardflow.db import Session
from yardflow.errors import Conflict
from yardflow.services.access import Principal
from yardflow.services.records import deletion, removals
from yardflow.services.records.removals import Removal


def restore_targets(session: Session, principal: Principal, rows: tuple[Removal, ...]) -> str:
    """Puts accounts back on the event's list."""
    count = sum(removals.restore_targets(session, principal, removal) for removal in rows)
    return f"{counted(count, 'account')} restored"


def restore_attendees(session: Session, principal: Principal, rows: tuple[Removal, ...]) -> str:
    """Puts contacts back on the event's list."""
    count = sum(removals.restore_attendees(session, principal, removal) for removal in rows)
    return f"{counted(count, 'contact')} restored"


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
