"""Having the provider take batches of messages, outside of transactions."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.integrations.sendgrid import sending
from yardflow.integrations.sendgrid.refusals import Code, Refusal
from yardflow.models.message import MessageStatus
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
_BEGIN = text("""
UPDATE message m SET status = 'sending', sending_at = :now, attempts = attempts + 1, error = ''
FROM unnest(CAST(:ids AS bigint[]), CAST(:leases AS timestamptz[])) q (id, lease),
    enrollment e, contact c, sequence s, sender f
WHERE m.id = q.id AND m.status = 'queued'
    AND e.id = m.enrollment_id AND e.status = 'active'
    AND e.leased_until = q.lease AND q.lease > :now
    AND c.id = e.contact_id AND c.email = m.address
    AND s.id = m.sequence_id AND f.id = m.sender_id
    AND s.paused_at IS NULL AND f.paused_at IS NULL
    AND NOT EXISTS (SELECT FROM suppression x WHERE x.value = ANY(suppression_keys(m.address)))
    AND NOT EXISTS (SELECT FROM hold h WHERE (h.until IS NULL OR h.until > :now) AND (
        h.enrollment_id = e.id OR h.contact_id = c.id OR h.account_id = c.account_id))
    AND NOT EXISTS (SELECT FROM target t WHERE t.account_id = c.account_id AND t.stage = 'Won')
    AND c.lawful_basis = ANY(:lawful_bases)
RETURNING m.id""")


def begin(session: Session, outgoing: Iterable[Outgoing], now: datetime) -> set[int]:
    """The ids of those messages that may go out now; from here on they are in doubt until the
    provider has answered.
    """
    ids = [message.id for message in outgoing]
    values = {
        "ids": ids,
        "leases": [message.decided_at + LEASE for message in outgoing],
        "now": now,
        "lawful_bases": [*email_settings.read(session).policy.lawful_bases],
    }
    return set(session.scalars(_BEGIN, values))


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
