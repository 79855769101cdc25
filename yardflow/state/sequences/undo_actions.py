"""Undo actions for replies, and for what is done by hand for people in sequences."""

from yardflow.counts import counted
from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.sequences.conversations import doubts
from yardflow.services.sequences.conversations.doubts import Stop
from yardflow.services.sequences.running import acts, fixing
from yardflow.services.sequences.running.acts import Before


def undo_stop(session: Session, principal: Principal, rows: tuple[Stop, ...]) -> str:
    """Lets someone be emailed again whom this person has just suppressed for what they replied."""
    (stop,) = rows
    doubts.undo(session, principal, stop)
    return "No longer suppressed"


def undo_enrollment_act(session: Session, principal: Principal, rows: tuple[Before, ...]) -> str:
    """Puts people back to where they stood, as far as nothing came of it."""
    return f"Undone for {counted(acts.undo(session, principal, rows), 'contact')}."


def undo_fix(session: Session, principal: Principal, rows: tuple[tuple[int, str, str], ...]) -> str:
    """Gives a field of a contact or an account back what it said."""
    ((number, field, before),) = rows
    fixing.fix(session, principal, number, field, before)
    return f"{fixing.FIELDS[field]} is as it was"
