"""What the provider said, written down for a whole batch.

An event can be here before its answer is, and a worker may come back after its lease: a message is
only taken from ``sending`` or ``unknown`` to what the answer says, and only while the decision by
which it was sent is the last about it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.models.message import MessageStatus
from yardflow.services.sequences.decisions import Gate, Reason, reason_words, stored_reason
from yardflow.services.sequences.engine import dispatches, slots
from yardflow.services.sequences.engine.claiming import LEASE
from yardflow.services.sequences.engine.outgoing import Result
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.senders import service as senders

# Found by their ids alone, as in `sending`.
_RECORD = text("""
WITH r AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    r (id bigint, decided_at timestamptz, status text, error text, provider_id text, subject text))
UPDATE message m SET status = r.status, error = r.error, provider_id = r.provider_id,
    subject = r.subject, sent_at = CASE WHEN r.status = 'accepted' THEN :now END
FROM r WHERE m.id = ANY(ARRAY(SELECT id FROM r)) AND m.id = r.id AND m.decided_at = r.decided_at
    AND m.status IN ('sending', 'unknown')
RETURNING m.id""")
# It was settled before: what is known stays, and what is only known here is added.
_LATE = text("""
UPDATE message m SET subject = r.subject, provider_id = r.provider_id
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, provider_id text, subject text)
WHERE m.id = r.id AND m.provider_id = ''""")
# A lease that another worker holds by now stays.
_RELEASE = text("""
UPDATE enrollment e SET due_at = greatest(r.due_at, e.due_at), reasons = r.reasons,
    leased_until = NULL
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    r (id bigint, due_at timestamptz, reasons jsonb, lease timestamptz)
WHERE e.id = r.id AND e.status = 'active' AND e.leased_until = r.lease
RETURNING e.id""")


def record(session: Session, results: Sequence[Result], now: datetime) -> None:
    """Writes results down, and lets each enrollment go on from where it stands."""
    rows = [
        {
            "id": result.outgoing.id,
            "decided_at": result.outgoing.decided_at,
            "status": result.status.value,
            "error": result.error,
            "provider_id": result.provider_id,
            "subject": result.subject,
        }
        for result in results
    ]
    dispatches.end(session, [result.outgoing for result in results])
    about = {"rows": db.json_of(rows), "now": now}
    recorded = {*db.column(session, _RECORD, about)}
    late = [row for row in rows if row["status"] == "accepted" and row["id"] not in recorded]
    if late:
        db.rows(session, _LATE, {"rows": db.json_of(late)})
    accepted = [r.outgoing.id for r in results if r.status == MessageStatus.ACCEPTED]
    progress.pass_emails(session, accepted, "Email sent", now)
    others = [result for result in results if result.status != MessageStatus.ACCEPTED]
    _release(session, others, now)
    # What certainly did not go out counts for no one, whether it is tried again or not.
    stayed = [
        r.outgoing for r in others if r.status in (MessageStatus.QUEUED, MessageStatus.FAILED)
    ]
    slots.give_back(session, [(message.id, message.decided_at) for message in stayed])
    # A sender that SendGrid doesn't know holds up its own people, and no one else.
    for sender_id, error in sorted(
        {(r.outgoing.sender_id, r.error) for r in others if r.of_sender}
    ):
        senders.brake(session, sender_id, error)


def _release(session: Session, results: Sequence[Result], now: datetime) -> None:
    """Has them looked at again: at once, or when the provider may take more, which they wait for
    until then.
    """
    if not results:
        return
    waits = {
        result.outgoing.enrollment_id: Reason(
            Gate.PROVIDER_HELD, now + result.retry_after, result.error
        )
        for result in results
        if result.retry_after
    }
    rows = [
        {
            "id": result.outgoing.enrollment_id,
            "due_at": now + result.retry_after,
            "reasons": [stored_reason(waits[result.outgoing.enrollment_id])]
            if result.outgoing.enrollment_id in waits
            else [],
            "lease": result.outgoing.decided_at + LEASE,
        }
        for result in results
    ]
    released = db.column(session, _RELEASE, {"rows": db.json_of(rows)})
    steps = {result.outgoing.enrollment_id: result.outgoing.step.key for result in results}
    waiting = [number for number in released if number in waits]
    progress.note(
        session, [(number, steps[number], reason_words(waits[number])) for number in waiting], now
    )
