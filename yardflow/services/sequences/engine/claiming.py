"""Taking enrollments that are due, so that no two workers decide about the same one."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db

# Deciding takes a fraction of a second, sending some seconds; a worker that died is waited for so
# long. What it had begun to send by then is in doubt (`recovery`).
LEASE = timedelta(seconds=60)

# Along the index, whatever statistics say: after a large enrollment they are old, and all that is
# due would be sorted to take 500 of it.
_ALONG = text(
    "SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_sort', 'enable_bitmapscan',"
    " 'enable_seqscan']) AS name"
)
# Read once: a planner that takes the table for small would ask again for each of its rows, skip
# what it had just locked, and claim all there is.
_CLAIM = text("""
WITH due AS MATERIALIZED (
    SELECT id FROM enrollment
    WHERE status = 'active' AND due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
    ORDER BY due_at, rank, id LIMIT :most FOR UPDATE SKIP LOCKED)
UPDATE enrollment SET leased_until = :until WHERE id IN (SELECT id FROM due)
RETURNING id
""")


def claim(session: Session, now: datetime, most: int) -> list[int]:
    """The ids of enrollments that are due, the longest waiting first, held until the lease ends."""
    db.rows(session, _ALONG, {})
    return sorted(db.column(session, _CLAIM, {"until": now + LEASE, "now": now, "most": most}))
