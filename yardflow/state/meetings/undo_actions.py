"""Undo actions for meetings."""

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.meetings import service
from yardflow.services.meetings.service import Removed


def restore(session: Session, principal: Principal, rows: tuple[Removed, ...]) -> str:
    """Puts back a meeting that was deleted."""
    (removed,) = rows
    return f"The meeting with {service.restore(session, principal, removed).contact_name} is back"
