"""Where the links and the picture of an email lead, so that it is known that it was read.

A link leads only where its row says. Fetching it twice is harmless, and a HEAD request tells where
a link leads without counting as a click.
"""

import base64
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from yardflow import db
from yardflow.api.sequences.recipient_page import recipient_page
from yardflow.services.sequences import tracking
from yardflow.services.sequences.events import visits

router = APIRouter(prefix="/api/links", include_in_schema=False)

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# The key in the address is the message's: neither a cache nor the page behind the link gets it. Web
# mail shows the picture in pages of its own.
_UNSEEN = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_PREFETCH = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_LONGEST_AGENT = 500
_UNKNOWN = (
    "This link doesn't work",
    "It may be incomplete. Open it from the email again, or answer the email and ask for it.",
)


@router.get("/{key}/open.gif")
async def show_pixel(key: str, request: Request) -> Response:
    """A picture of one pixel, whether or not there is such a message."""
    if not _is_head(request):
        await db.run(visits.opened, key, **_visitor(request))
    return Response(_PIXEL, media_type="image/gif", headers=_UNSEEN)


@router.get("/{key}/more", status_code=204)
async def follow_hidden_link(key: str, request: Request) -> Response:
    """Where the link leads that no person sees: nowhere."""
    if not _is_head(request):
        await db.run(visits.followed, key, visits.HIDDEN, **_visitor(request))
    return Response(status_code=204, headers=_UNSEEN)


@router.get("/{key}/{link}")
async def follow_link(key: str, link: str, request: Request) -> Response:
    """Leads on to where the link's row says."""
    url = await db.run(tracking.destination, link)
    if url is None:
        return recipient_page(*_UNKNOWN, status=404)
    if not _is_head(request):
        await db.run(visits.followed, key, url, **_visitor(request))
    return RedirectResponse(url, 302, headers=_UNSEEN)


def _is_head(request: Request) -> bool:
    return getattr(request.state, "is_head", False)


def _visitor(request: Request) -> dict[str, Any]:
    """Who fetches it. Without a name, or ahead of anyone's click, it is a program."""
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    ahead = any(request.headers.get(name) for name in _PREFETCH)
    return {"agent": agent, "machine": ahead or not agent.strip()}
