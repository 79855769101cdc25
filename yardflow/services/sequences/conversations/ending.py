"""Enrollments that end, or wait for a person, because someone answered or booked a meeting."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.services.sequences.enrollments import holds, progress
from yardflow.services.sequences.enrollments.holds import HoldOn

_ACTIVE = text("""
SELECT e.id, e.step, e.contact_id, s.name, s.on_reply, s.on_colleague
FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
WHERE e.contact_id = :id AND e.status = 'active' ORDER BY e.id FOR NO KEY UPDATE OF e""")
# What was decided and has not left yet.
_CANCEL = text("""
UPDATE message SET status = 'cancelled', error = :reason
WHERE enrollment_id = ANY(:ids) AND status = 'queued'""")


def of_contact(session: Session, contact_id: int, reason: str, **cause: Any) -> list[str]:
    """What their sequences do when they answer, in sentences; ``cause`` is the reply or the meeting
    as holds name it.
    """
    outcomes = []
    for row in session.execute(_ACTIVE, {"id": contact_id}).all():
        if row.on_reply == "end":
            end(session, [row], reason)
            outcomes.append(f"“{row.name}” ended.")
        else:
            holds.hold(session, None, HoldOn(enrollment_id=row.id), reason, **cause)
            outcomes.append(f"“{row.name}” is paused.")
    return outcomes


def all_of(session: Session, contact_id: int, reason: str) -> None:
    """Ends whatever a contact is in."""
    end(session, session.execute(_ACTIVE, {"id": contact_id}).all(), reason)


def end(session: Session, rows: Any, reason: str) -> None:
    """Ends enrollments, by their rows."""
    now = clock.now()
    progress.end(session, [(row.id, reason) for row in rows], now)
    progress.note(session, [(row.id, row.step, reason) for row in rows], now)
    session.execute(_CANCEL, {"ids": [row.id for row in rows], "reason": reason})
