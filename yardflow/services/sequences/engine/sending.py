"""Making messages and having the provider take them, many at once and outside of transactions."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.integrations.sendgrid import sending
from yardflow.integrations.sendgrid.refusals import Refusal
from yardflow.models.message import MessageStatus
from yardflow.services.sequences.engine.claiming import LEASE
from yardflow.services.sequences.engine.outgoing import Outgoing, Result
from yardflow.services.sequences.engine.payload import payload
from yardflow.services.sequences.senders.identities import Identity
from yardflow.services.sequences.templates.rendering import Refused, Source, render, wording
from yardflow.services.sequences.templates.variables import UNSUBSCRIBE

# A worker that slept since it began leaves the message: others hold it for in doubt by then.
LATEST = LEASE - timedelta(seconds=25)
# Only one worker takes a message from ``queued``, whoever else believes to have it. Who was
# suppressed, and what was paused, since it was decided is seen here once more.
_BEGIN = text("""
UPDATE message m SET status = 'sending', sending_at = :now, attempts = attempts + 1, error = ''
FROM sequence s, sender f
WHERE m.id = ANY(:ids) AND m.status = 'queued' AND s.id = m.sequence_id AND f.id = m.sender_id
    AND s.paused_at IS NULL AND f.paused_at IS NULL
    AND NOT EXISTS (SELECT FROM suppression x WHERE x.value = ANY(suppression_keys(m.address)))
RETURNING m.id""")


@dataclass(frozen=True, slots=True)
class Materials:
    """What messages are made of: templates by the id of their version, and senders."""

    sources: Mapping[int, Source]
    senders: Mapping[int, Identity]
    public_url: str


def begin(session: Session, outgoing: Sequence[Outgoing], now: datetime) -> list[Outgoing]:
    """Those of the messages that may go out now; from here on they are in doubt until the provider
    has answered.
    """
    ids = [message.id for message in outgoing]
    begun = set(session.scalars(_BEGIN, {"ids": ids, "now": now}))
    return [message for message in outgoing if message.id in begun]


def send_all(
    threads: Executor, outgoing: Sequence[Outgoing], materials: Materials, began: datetime
) -> list[Result]:
    """What became of each message that was begun; none of them raises."""
    return [*threads.map(lambda message: _send(message, materials, began), outgoing)]


def _send(outgoing: Outgoing, materials: Materials, began: datetime) -> Result:
    unsubscribe_url = f"{materials.public_url}/api/unsubscribe/{outgoing.key}"
    sender = materials.senders[outgoing.sender_id]
    try:
        rendered = render(
            materials.sources[outgoing.step.template_version_id or 0],
            {**outgoing.values, UNSUBSCRIBE: unsubscribe_url},
            wording=wording(outgoing.contact_id, outgoing.step.key),
        )
    except Refused as problem:
        return Result(outgoing, MessageStatus.FAILED, error=f"The template has an error: {problem}")
    if clock.now() - began > LATEST:
        return Result(outgoing, MessageStatus.QUEUED, error="The worker was held up.")
    answer = sending.send(payload(outgoing, rendered, sender, unsubscribe_url))
    match answer:
        case sending.Accepted(message_id):
            return Result(outgoing, MessageStatus.ACCEPTED, rendered.subject, message_id)
        case Refusal(permanent=True):
            return Result(outgoing, MessageStatus.FAILED, rendered.subject, error=answer.message)
        case Refusal():
            wait = answer.after or timedelta()
            return Result(outgoing, MessageStatus.QUEUED, error=answer.message, retry_after=wait)
        case sending.Unknown(message):
            return Result(outgoing, MessageStatus.UNKNOWN, rendered.subject, error=message)
