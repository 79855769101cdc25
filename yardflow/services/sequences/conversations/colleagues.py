"""The account is one conversation, too: what becomes of the others there when one answers, or books
a meeting.
"""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.counts import counted
from yardflow.services.sequences.conversations import ending
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.holds import HoldOn

# The others at the account that are in a sequence which doesn't just continue; whoever waits for a
# colleague already waits once.
_COLLEAGUES = text("""
SELECT e.id, e.step, e.contact_id, s.on_colleague
FROM enrollment e JOIN contact c ON c.id = e.contact_id JOIN sequence s ON s.id = e.sequence_id
WHERE c.account_id = (SELECT account_id FROM contact WHERE id = :contact)
    AND c.id <> :contact AND e.status = 'active' AND s.on_colleague <> 'continue'
    AND (s.on_colleague = 'stop' OR NOT EXISTS (SELECT FROM hold h
        WHERE h.enrollment_id = e.id AND (h.reply_id IS NOT NULL OR h.meeting_id IS NOT NULL)
            AND h.until IS NULL))
ORDER BY e.contact_id, e.id FOR NO KEY UPDATE OF e""")
_NAME = text("""
SELECT coalesce(nullif(trim(first_name || ' ' || last_name), ''), email, '')
FROM contact WHERE id = :id""")


def after(session: Session, contact_id: int, what: str, **cause: Any) -> list[str]:
    """Pauses or ends the others, as their sequences say; in sentences. ``what`` the contact did is
    in the reason; ``cause`` is the reply or the meeting as holds name it.
    """
    rows = session.execute(_COLLEAGUES, {"contact": contact_id}).all()
    if not rows:
        return []
    name = session.execute(_NAME, {"id": contact_id}).scalar_one()
    reason = f"Their colleague {name} {what}"[:200]
    ended = [row for row in rows if row.on_colleague == "stop"]
    ending.end(session, ended, reason)
    paused = [row for row in rows if row.on_colleague == "pause"]
    for row in paused:
        holds.hold(session, None, HoldOn(enrollment_id=row.id), reason, **cause)
    said = []
    if paused:
        said.append(f"{counted(len(paused), 'colleague')} paused.")
    if ended:
        said.append(f"{counted(len(ended), 'colleague')} stopped.")
    return said
