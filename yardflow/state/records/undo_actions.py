"""Undo actions for what was removed from an event's list."""

from yardflow.counts import counted
from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.records import removals
from yardflow.services.records.removals import Removal


def restore_targets(session: Session, principal: Principal, rows: tuple[Removal, ...]) -> str:
    """Puts accounts back on the event's list."""
    count = sum(removals.restore_targets(session, principal, removal) for removal in rows)
    return f"{counted(count, 'account')} restored"


def restore_attendees(session: Session, principal: Principal, rows: tuple[Removal, ...]) -> str:
    """Puts contacts back on the event's list."""
    count = sum(removals.restore_attendees(session, principal, removal) for removal in rows)
    return f"{counted(count, 'contact')} restored"
