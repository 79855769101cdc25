"""Giving back slots of senders and recipients' domains, for emails that did not go out.

A message that was decided to go out says when (``decided_at``): that is whose slots it holds. They
are given back once, whoever comes first: the worker that was refused, or the one that takes over
what a dead worker left.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.services.sequences.senders import capacity

_FREED = text("""
UPDATE message m SET decided_at = NULL
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, decided_at timestamptz)
WHERE m.id = r.id AND m.decided_at = r.decided_at AND m.status IN ('queued', 'cancelled', 'failed')
RETURNING m.sender_id, m.address, r.decided_at""")


def give_back(session: Session, decisions: Iterable[tuple[int, datetime]]) -> None:
    """Gives back the slots that these messages, by their ids, took at these moments, as far as they
    still hold them and certainly did not go out.
    """
    rows = [{"id": number, "decided_at": at} for number, at in decisions]
    if not rows:
        return
    freed = db.rows(session, _FREED, {"rows": db.json_of(rows)})
    senders = Counter((row.sender_id, row.decided_at) for row in freed if row.sender_id)
    for (sender_id, decided_at), count in sorted(senders.items()):
        capacity.give_back(session, sender_id, decided_at, count)
    for decided_at in sorted({row.decided_at for row in freed}):
        domains = Counter(
            row.address.partition("@")[2] for row in freed if row.decided_at == decided_at
        )
        capacity.give_domain_back(session, domains, decided_at)
