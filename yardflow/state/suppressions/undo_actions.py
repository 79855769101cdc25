"""Undo actions for suppressions."""

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.sequences.suppressions import imports, service
from yardflow.services.sequences.suppressions.service import Removed


def undo_add(session: Session, principal: Principal, rows: tuple[int, ...]) -> str:
    """Takes back what this person has just suppressed."""
    (suppression_id,) = rows
    return f"{service.undo_add(session, principal, suppression_id)} is no longer suppressed"


def restore(session: Session, principal: Principal, rows: tuple[Removed, ...]) -> str:
    """Suppresses again what was removed."""
    (removed,) = rows
    return f"{service.restore(session, principal, removed)} is suppressed again"


def undo_import(session: Session, principal: Principal, rows: tuple[int, ...]) -> str:
    """Removes what only this import added."""
    (import_id,) = rows
    return imports.undo(session, principal, import_id)
