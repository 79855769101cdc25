"""The page behind the link in each email: by it a recipient stops the emails, without signing in.

Opening it does nothing, because scanners and previews open every link; only its buttons act. RFC
8058: a mail program posts to the same address, and that unsubscribes at once.
"""

from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from yardflow import db
from yardflow.errors import NotFound
from yardflow.services.sequences import unsubscribing

router = APIRouter(prefix="/api/unsubscribe", include_in_schema=False)

_STYLE = """
:root{color-scheme:light dark;--line:color-mix(in srgb,CanvasText 16%,Canvas);
--dim:color-mix(in srgb,CanvasText 66%,Canvas)}
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:CanvasText;background:Canvas}
main{max-width:420px;margin:12vh auto 0;padding:0 20px}h1{font-size:22px;margin:0 0 8px}
p{margin:0 0 20px;color:var(--dim)}form{margin:0 0 12px}
button{font:inherit;font-weight:600;width:100%;min-height:48px;border-radius:10px;cursor:pointer;
border:1px solid var(--line);background:transparent;color:inherit}
button.main{background:#3e63dd;border-color:#3e63dd;color:#fff}
"""
_UNSUBSCRIBE, _PAUSE, _UNDO = "unsubscribe", "pause", "undo"
_ACTIONS = {
    _UNSUBSCRIBE: unsubscribing.unsubscribe,
    _PAUSE: unsubscribing.pause,
    _UNDO: unsubscribing.resubscribe,
}
_ASKING = (
    "Unsubscribe",
    "You won't get any more emails of this kind at this address.",
    ((_UNSUBSCRIBE, "Unsubscribe", True), (_PAUSE, "Pause for 30 days instead", False)),
)
_DONE = {
    _UNSUBSCRIBE: (
        "You're unsubscribed",
        "You won't get any more of these emails. An email that is on its way may still arrive.",
        ((_UNDO, "Undo", False),),
    ),
    _PAUSE: (
        "Paused for 30 days",
        "You won't get any of these emails for 30 days.",
        ((_UNDO, "Undo", False), (_UNSUBSCRIBE, "Unsubscribe for good", False)),
    ),
    _UNDO: (
        "You're subscribed again",
        "Nothing has changed: you get these emails as before.",
        ((_UNSUBSCRIBE, "Unsubscribe", False),),
    ),
}
_UNKNOWN = (
    "This link doesn't work",
    "It may be incomplete. Open it from the email again, or answer the email and say that you "
    "don't want any more of them.",
    (),
)


@router.get("/{key}", response_class=HTMLResponse)
async def show_unsubscribe(key: str) -> HTMLResponse:
    """The page with its buttons; nothing is looked up, so it reveals nothing."""
    return _page(*_ASKING)


@router.get("/{key}/more", status_code=204)
async def follow_hidden_link(key: str) -> None:
    """Where the link leads that no person sees: nowhere. Who followed it, SendGrid reports."""


@router.post("/{key}", response_class=HTMLResponse)
async def unsubscribe(key: str, request: Request) -> HTMLResponse:
    """Does what its button says; what a mail program posts unsubscribes."""
    action = request.query_params.get("do", _UNSUBSCRIBE)
    try:
        await db.run(_ACTIONS.get(action, unsubscribing.unsubscribe), key)
    except NotFound:
        return _page(*_UNKNOWN, status=404)
    return _page(*_DONE.get(action, _DONE[_UNSUBSCRIBE]))


def _page(
    title: str, text: str, buttons: tuple[tuple[str, str, bool], ...], status: int = 200
) -> HTMLResponse:
    forms = "".join(
        f'<form method="post" action="?do={action}">'
        f"<button{' class=main' if main else ''}>{escape(label)}</button></form>"
        for action, label, main in buttons
    )
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="same-origin">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>{escape(text)}</p>{forms}</main></body></html>",
        status_code=status,
    )
