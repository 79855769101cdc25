"""What SendGrid reports, and what comes in for us: its signature is checked, it is stored, and
SendGrid is answered. What it means is worked out later.
"""

import asyncio
import logging

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from yardflow import db
from yardflow.api.schema import Api
from yardflow.errors import Unauthenticated
from yardflow.integrations.sendgrid import webhook
from yardflow.services.sequences import events
from yardflow.services.sequences.conversations import storing

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])

log = logging.getLogger(__name__)
# Messages of up to 30 MB are in memory while they come in.
_AT_ONCE = asyncio.Semaphore(16)
_FORM = "multipart/form-data"
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

    The answer is 401 if the signature doesn't match.
    """
    content_type = request.headers.get("content-type", "")
    async with _AT_ONCE:
        body = await request.body()
        headers = dict(request.headers)
        if not await asyncio.to_thread(webhook.is_signed_message, body, headers):
            raise Unauthenticated(_NOT_SIGNED)
        if not content_type.lower().startswith(_FORM):
            raise HTTPException(415)
        return StoredOut(stored=int(await db.run(storing.store, content_type, body)))


def _read(body: bytes, headers: dict[str, str]) -> list[events.Report]:
    if not webhook.is_signed(body, headers):
        raise Unauthenticated(_NOT_SIGNED)
    try:
        listed = webhook.events(body)
    except ValueError:
        log.warning("SendGrid sent a signed body that holds no events")
        return []
    return [events.report_of(event) for event in listed]
