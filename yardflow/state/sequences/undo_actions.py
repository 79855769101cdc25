"""Undo actions for replies."""

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.sequences.conversations import doubts
from yardflow.services.sequences.conversations.doubts import Stop


def undo_stop(session: Session, principal: Principal, rows: tuple[Stop, ...]) -> str:
    """Lets someone be emailed again whom this person has just suppressed for what they replied."""
    (stop,) = rows
    doubts.undo(session, principal, stop)
    return "No longer suppressed"
