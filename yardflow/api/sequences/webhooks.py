"""What SendGrid reports: its signature is checked, its events are stored, and it is answered. What
they mean is worked out later.
"""

import asyncio
import logging

from fastapi import APIRouter, Request

from yardflow import db
from yardflow.api.schema import Api
from yardflow.errors import Unauthenticated
from yardflow.integrations.sendgrid import webhook
from yardflow.services.sequences import events

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])

log = logging.getLogger(__name__)


class StoredOut(Api):
    """How many events were new."""

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


def _read(body: bytes, headers: dict[str, str]) -> list[events.Report]:
    if not webhook.is_signed(body, headers):
        raise Unauthenticated("This is not signed by SendGrid.")
    try:
        listed = webhook.events(body)
    except ValueError:
        log.warning("SendGrid sent a signed body that holds no events")
        return []
    return [events.report_of(event) for event in listed]
