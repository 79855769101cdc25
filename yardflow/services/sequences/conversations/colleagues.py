"""The account is one conversation, too: what becomes of the others there when one answers, or books
a meeting.
"""

import json
from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

from yardflow.counts import counted
from yardflow.services.sequences.conversations.ending import Answered
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.ending import end

# The others at the account that are in a sequence which doesn't just continue. Whoever waits for a
# colleague already waits once; whoever was resumed after what this one did isn't paused because
# they write again.
_COLLEAGUES = text("""
SELECT e.id, e.step, s.on_colleague, w.id AS who,
    w.name
FROM jsonb_to_recordset(CAST(:causes AS jsonb)) x (id bigint, writes boolean)
JOIN contact w ON w.id = x.id
JOIN contact c ON c.account_id = w.account_id AND c.id <> w.id
JOIN enrollment e ON e.contact_id = c.id JOIN sequence s ON s.id = e.sequence_id
WHERE e.status = 'active' AND s.on_colleague <> 'continue'
    AND (s.on_colleague = 'stop' OR NOT EXISTS (SELECT FROM hold h
        WHERE h.enrollment_id = e.id AND (h.reply_id IS NOT NULL OR h.meeting_id IS NOT NULL)
            AND h.until IS NULL)
        AND NOT (x.writes AND EXISTS (SELECT FROM hold h
            LEFT JOIN reply r ON r.id = h.reply_id LEFT JOIN meeting m ON m.id = h.meeting_id
            WHERE h.enrollment_id = e.id AND w.id IN (r.contact_id, m.contact_id))))
ORDER BY e.contact_id, e.id FOR NO KEY UPDATE OF e""")


def after(session: Session, answered: Sequence[Answered], what: str) -> dict[int, list[str]]:
    """Pauses or ends the others, as their sequences say; in sentences, by who answered. ``what``
    they did is in the reason. No two of them are at one account.
    """
    causes = {each.contact_id: each for each in answered}
    stated = [
        {"id": number, "writes": each.reply_id is not None} for number, each in causes.items()
    ]
    rows = session.execute(_COLLEAGUES, {"causes": json.dumps(stated)}).all()
    ended, wishes = [], []
    counts: dict[int, list[int]] = {}
    for row in rows:
        reason = f"Their colleague {row.name} {what}"[:200]
        count = counts.setdefault(row.who, [0, 0])
        if row.on_colleague == "stop":
            ended.append((row, reason))
            count[1] += 1
        else:
            wishes.append(causes[row.who].hold(row.id, reason))
            count[0] += 1
    end(session, ended)
    holds.put(session, wishes)
    return {who: _said(*count) for who, count in counts.items()}


def _said(paused: int, ended: int) -> list[str]:
    said = []
    if paused:
        said.append(f"{counted(paused, 'colleague')} paused.")
    if ended:
        said.append(f"{counted(ended, 'colleague')} stopped.")
    return said
