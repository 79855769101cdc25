"""What HubSpot reports: its signature is checked, it is stored, and HubSpot is answered."""

import asyncio
import logging

from fastapi import APIRouter, Request

from yardflow import db
from yardflow.api.schema import Api
from yardflow.config import settings
from yardflow.errors import Unauthenticated
from yardflow.integrations.hubspot import webhook
from yardflow.services.hubspot.syncing import events

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])

log = logging.getLogger(__name__)
_NOT_SIGNED = "This is not signed by HubSpot."


class EventsStored(Api):
    """How many events were new."""

    stored: int


@router.post("/hubspot", openapi_extra={})
async def take_hubspot_events(request: Request) -> EventsStored:
    """Takes events that HubSpot signed. Give your app in HubSpot this address as the target of its
    webhooks; it is no use to anyone else.

    The answer is 401 if the signature doesn't match, or is more than 5 minutes old.
    """
    body = await request.body()
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{settings().url}{request.url.path}{query}"
    reported = await asyncio.to_thread(_read, url, body, dict(request.headers))
    return EventsStored(stored=await db.run(events.store, reported))


def _read(url: str, body: bytes, headers: dict[str, str]) -> list[webhook.Event]:
    if not webhook.is_signed(url, body, headers):
        raise Unauthenticated(_NOT_SIGNED)
    try:
        return webhook.events(body)
    except ValueError:
        log.warning("HubSpot sent a signed body that holds no events")
        return []
