"""What a worker left in the middle of sending when it died.

Whether the provider took such a message no one here can tell: it is in doubt, and not sent again by
itself. An event with its key settles it, or a person.
"""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.services.sequences.engine import dispatches
from yardflow.services.sequences.engine.claiming import LEASE

_DOUBTFUL = text("""
UPDATE message SET status = 'unknown', error = 'The worker that was sending it ended.'
WHERE status = 'sending' AND id = ANY(CAST(:ids AS bigint[]))
RETURNING id""")


def recover(session: Session, now: datetime | None = None) -> int:
    """Marks what has been ``sending`` for longer than a lease as ``unknown``; says how many."""
    ids = dispatches.lost(session, (now or clock.now()) - LEASE)
    return len(db.column(session, _DOUBTFUL, {"ids": db.ids_of(ids)})) if ids else 0
