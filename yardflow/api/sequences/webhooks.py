"""What SendGrid reports, and what comes in for us: its signature is checked, it is stored, and
SendGrid is answered. What it means is worked out later.
"""

import asyncio
import logging

from fastapi import APIRouter, Request

from yardflow import db
from yardflow.api.schema import Api
from yardflow.errors import Unauthenticated
from yardflow.integrations.sendgrid import webhook
from yardflow.services.sequences import events
from yardflow.services.sequences.conversations import storing

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])

log = logging.getLogger(__name__)
# Messages of up to 30 MB are in memory while they come in, with their form.
_LARGEST = 32_000_000
_AT_ONCE = asyncio.Semaphore(16)
_FORM = "multipart/form-data"
_NO_FORM = "It is not a form."
_TOO_LARGE = "It is larger than 32 MB."
_NOT_SIGNED = "This is not signed by SendGrid."


class StoredOut(Api):
    """How many events or emails were new."""

    stored: int


@router.post("/sendgrid", openapi_extra={})
async def take_sendgrid_events(request: Request) -> StoredOut:
    """Takes events that SendGrid signed. Give SendGrid this address as its event webhook, with
    signatures on; it is no use to anyone else.

    The answer is 401 if the signature doesn't match.
    """
    body = await request.body()
    reported = await asyncio.to_thread(_read, body, dict(request.headers))
    return StoredOut(stored=await db.run(events.store, reported))


@router.post("/sendgrid/inbound", openapi_extra={})
async def take_inbound_email(request: Request) -> StoredOut:
    """Takes an email that SendGrid's Inbound Parse posts, raw or in its parts. Give SendGrid this
    address, with a security policy that signs; it is no use to anyone else.

    The answer is 401 if the signature doesn't match. A signed body that isn't a form, or is larger
    than 32 MB, is answered with 200, too: it is noted as unreadable, and its content isn't kept.
    """
    content_type = request.headers.get("content-type", "")
    message = webhook.SignedMessage(request.headers)
    if not message.claims:
        raise Unauthenticated(_NOT_SIGNED)
    async with _AT_ONCE:
        body = await _kept(request, message)
        if not await asyncio.to_thread(message.is_signed):
            raise Unauthenticated(_NOT_SIGNED)
        error = _TOO_LARGE if body is None else ""
        if not content_type.lower().startswith(_FORM):
            error = _NO_FORM
        if body is None or error:
            stored = await db.run(storing.refuse, content_type, message.digest, error)
        else:
            stored = await db.run(storing.store, content_type, body)
        return StoredOut(stored=int(stored))


async def _kept(request: Request, message: webhook.SignedMessage) -> bytes | None:
    """The body; None where it is larger than any email: then only its signature is read."""
    parts, size = [], 0
    async for part in request.stream():
        message.add(part)
        size += len(part)
        parts.append(part)
        if size > _LARGEST:
            parts.clear()
    return b"".join(parts) if size <= _LARGEST else None


def _read(body: bytes, headers: dict[str, str]) -> list[events.Report]:
    if not webhook.is_signed(body, headers):
        raise Unauthenticated(_NOT_SIGNED)
    try:
        listed = webhook.events(body)
    except ValueError:
        log.warning("SendGrid sent a signed body that holds no events")
        return []
    return [events.report_of(event) for event in listed]
