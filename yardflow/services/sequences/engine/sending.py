"""Having the provider take batches of messages, outside of transactions."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.integrations.sendgrid import sending
from yardflow.integrations.sendgrid.refusals import Code, Refusal
from yardflow.models.message import MessageStatus
from yardflow.services.sequences.engine import dispatches
from yardflow.services.sequences.engine.batches import Batch, Materials
from yardflow.services.sequences.engine.claiming import LEASE
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.payload import payload
from yardflow.services.sequences.senders import email_settings

# A worker that slept since it began leaves the messages: others hold them for in doubt by then.
LATEST = LEASE - timedelta(seconds=25)
# A request with attachments takes some 20 MB while it is sent.
_LARGE = BoundedSemaphore(4)
# Only one worker takes a message from ``queued``, and only under the lease that it decided under:
# after that, others decide again, by what is known then. Who was suppressed, put on hold, sold to,
# deleted or given another address since it was decided, who objected, and what was paused, is seen
# once more.
# Rows are found by their ids, whatever statistics say (that is what OFFSET is for): a planner that
# takes a table for small would read all that a sequence ever sent to find these. Nor are they found
# by their status.
_BEGIN = text("""
WITH looked AS MATERIALIZED (
    SELECT m.id, m.address, e.id AS enrollment_id, c.id AS contact_id, c.account_id,
        s.on_colleague = 'continue' OR e.resumed_at IS NOT NULL AS of_customers,
        CASE WHEN s.skip_open_deals AND e.resumed_at IS NULL AND NOT EXISTS (
            SELECT FROM message x WHERE x.enrollment_id = e.id AND x.sent_at IS NOT NULL)
            THEN open_deal(c.account_id, coalesce(s.event_id, e.event_id)) END AS open_deal
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) q (id bigint, lease timestamptz)
    JOIN LATERAL (SELECT * FROM message
        WHERE id = q.id AND status = 'queued' OFFSET 0) m ON true
    JOIN LATERAL (SELECT * FROM enrollment WHERE id = m.enrollment_id AND status = 'active'
        AND leased_until = q.lease OFFSET 0) e ON true
    JOIN LATERAL (SELECT * FROM contact WHERE id = e.contact_id AND email = m.address
        AND lawful_basis = ANY(:lawful_bases) OFFSET 0) c ON true
    JOIN sequence s ON s.id = m.sequence_id AND s.paused_at IS NULL
    JOIN sender f ON f.id = m.sender_id AND f.paused_at IS NULL
    WHERE q.lease > :now
), held AS MATERIALIZED (
    SELECT enrollment_id, contact_id, account_id FROM hold WHERE until IS NULL OR until > :now)
UPDATE message m SET status = 'sending', sending_at = :now, attempts = attempts + 1, error = ''
WHERE m.status = 'queued' AND m.id = ANY(ARRAY(SELECT o.id FROM looked o
    WHERE o.open_deal IS NULL
    AND NOT EXISTS (SELECT FROM suppression x WHERE x.value = ANY(suppression_keys(o.address)))
    AND NOT EXISTS (SELECT FROM held h WHERE h.enrollment_id = o.enrollment_id)
    AND NOT EXISTS (SELECT FROM held h WHERE h.contact_id = o.contact_id)
    AND NOT EXISTS (SELECT FROM held h WHERE h.account_id = o.account_id)
    AND (o.of_customers OR NOT EXISTS (
        SELECT FROM target t WHERE t.account_id = o.account_id AND t.stage = 'Won'))))
RETURNING m.id""")


def begin(session: Session, outgoing: Sequence[Outgoing], now: datetime) -> set[int]:
    """The ids of those messages of a batch of decisions that may go out now; from here on they are
    in doubt until the provider has answered.
    """
    rows = [{"id": m.id, "lease": m.decided_at + LEASE} for m in outgoing]
    values = {
        "rows": db.json_of(rows),
        "now": now,
        "lawful_bases": [*email_settings.read(session).policy.lawful_bases],
    }
    going = {*db.column(session, _BEGIN, values)}
    dispatches.begin(session, [message for message in outgoing if message.id in going], now)
    return going


def send(batch: Batch, materials: Materials, began: datetime) -> list[Result]:
    """What became of each message of a batch that was begun; never raises. The provider refuses a
    request whole: the halves of one that it refuses for good are sent by themselves, until those
    that are at fault are alone.
    """
    with _LARGE if batch.attachments else nullcontext():
        if clock.now() - began > LATEST:
            return _each(batch, MessageStatus.QUEUED, error="The worker was held up.")
        answer = sending.send(payload(batch, materials))
    match answer:
        case sending.Accepted(message_id):
            return _each(batch, MessageStatus.ACCEPTED, provider_id=message_id)
        case Refusal(permanent=True) if len(batch.letters) > 1:
            return [r for half in batch.halves() for r in send(half, materials, began)]
        case Refusal(permanent=True):
            return _each(batch, MessageStatus.FAILED, error=answer.message)
        case Refusal(code=Code.SENDER_NOT_VERIFIED):
            return _each(batch, MessageStatus.QUEUED, error=answer.message, of_sender=True)
        case Refusal():
            wait = answer.after or timedelta()
            return _each(batch, MessageStatus.QUEUED, error=answer.message, retry_after=wait)
        case sending.Unknown(message):
            return _each(batch, MessageStatus.UNKNOWN, error=message)


def _each(
    batch: Batch,
    status: MessageStatus,
    *,
    provider_id: str = "",
    error: str = "",
    retry_after: timedelta = timedelta(),
    of_sender: bool = False,
) -> list[Result]:
    return [
        Result(message, status, letter.subject, provider_id, error, retry_after, of_sender)
        for message, letter in batch.letters
    ]
