"""What the provider said, written down for a whole batch.

An event can be here before its answer is, and a worker may come back after its lease: a message is
only taken from ``sending`` or ``unknown`` to what the answer says.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow.models.message import MessageStatus
from yardflow.services.sequences.engine.outgoing import Result
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.senders import capacity

_RECORD = text("""
UPDATE message m SET status = r.status, error = r.error, provider_id = r.provider_id,
    subject = r.subject, sent_at = CASE WHEN r.status = 'accepted' THEN :now END
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    r (id bigint, status text, error text, provider_id text, subject text)
WHERE m.id = r.id AND m.status IN ('sending', 'unknown')""")
# It was settled before: what is known stays, and what is only known here is added.
_LATE = text("""
UPDATE message m SET subject = r.subject, provider_id = r.provider_id
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, provider_id text, subject text)
WHERE m.id = r.id AND m.subject = ''""")
_RELEASE = text("""
UPDATE enrollment e SET due_at = greatest(r.due_at, e.due_at), leased_until = NULL
FROM unnest(CAST(:ids AS bigint[]), CAST(:due AS timestamptz[])) r (id, due_at)
WHERE e.id = r.id AND e.status = 'active'""")


def record(session: Session, results: Sequence[Result], now: datetime) -> None:
    """Writes results down, and lets each enrollment go on from where it stands."""
    rows = json.dumps(
        [
            {
                "id": result.outgoing.id,
                "status": result.status.value,
                "error": result.error,
                "provider_id": result.provider_id,
                "subject": result.subject,
            }
            for result in results
        ]
    )
    session.execute(_RECORD, {"rows": rows, "now": now})
    session.execute(_LATE, {"rows": rows})
    accepted = [r.outgoing.id for r in results if r.status == MessageStatus.ACCEPTED]
    progress.pass_emails(session, accepted, "Email sent", now)
    others = [result for result in results if result.status != MessageStatus.ACCEPTED]
    if others:
        session.execute(
            _RELEASE,
            {
                "ids": [result.outgoing.enrollment_id for result in others],
                "due": [now + result.retry_after for result in others],
            },
        )
    _give_back(session, [r for r in others if r.status == MessageStatus.QUEUED])


def _give_back(session: Session, results: Sequence[Result]) -> None:
    """What certainly did not go out counts for no one."""
    slots = Counter((r.outgoing.sender_id, r.outgoing.decided_at) for r in results)
    for (sender_id, decided_at), count in sorted(slots.items()):
        capacity.give_back(session, sender_id, decided_at, count)
    domains = Counter(r.outgoing.address.partition("@")[2] for r in results)
    for decided_at in {r.outgoing.decided_at for r in results}:
        capacity.give_domain_back(session, domains, decided_at)
