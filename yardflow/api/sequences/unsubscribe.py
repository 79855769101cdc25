"""The pages behind the link in each email: by them a recipient stops the emails, all or some, or
pauses them, without signing in.

Opening it does nothing, because scanners and previews open every link; only its buttons act. RFC
8058: a mail program posts to the same address, and that unsubscribes at once.
"""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from yardflow import db
from yardflow.api.sequences.recipient_page import recipient_page
from yardflow.counts import counted
from yardflow.db import Session
from yardflow.errors import NotFound
from yardflow.services.sequences import unsubscribing
from yardflow.services.sequences.unsubscribing import Undone

router = APIRouter(prefix="/api/unsubscribe", include_in_schema=False)

_UNSUBSCRIBE, _SERIES, _UNDO = "unsubscribe", "series", "undo"
_PAUSES = {f"pause-{days}": days for days in unsubscribing.PAUSES}
_ACTIONS: dict[str, Callable[[Session, str], Undone | None]] = {
    _UNSUBSCRIBE: unsubscribing.unsubscribe,
    _SERIES: unsubscribing.decline,
    **{action: partial(unsubscribing.pause, days=days) for action, days in _PAUSES.items()},
    _UNDO: unsubscribing.resubscribe,
}
_ASKING = (
    "Unsubscribe",
    "You won't get any more emails of this kind at this address.",
    ((_UNSUBSCRIBE, "Unsubscribe", True), ("pause-30", "Pause for 30 days instead", False)),
)
_CHOOSING = (
    "Email preferences",
    "Choose what you get at this address.",
    (
        *((action, f"Pause for {counted(days, 'day')}", False) for action, days in _PAUSES.items()),
        (_SERIES, "Stop this series only", False),
        (_UNSUBSCRIBE, "Unsubscribe from everything", False),
    ),
)
_DONE = {
    _UNSUBSCRIBE: (
        "You're unsubscribed",
        "You won't get any more of these emails. An email that is on its way may still arrive.",
        ((_UNDO, "Undo", False),),
    ),
    _SERIES: (
        "This series has ended",
        "The emails that would have followed won't come. Others may still reach you.",
        ((_UNDO, "Undo", False), (_UNSUBSCRIBE, "Unsubscribe from everything", False)),
    ),
    **{
        action: (
            f"Paused for {counted(days, 'day')}",
            f"You won't get any of these emails for {counted(days, 'day')}.",
            ((_UNDO, "Undo", False), (_UNSUBSCRIBE, "Unsubscribe from everything", False)),
        )
        for action, days in _PAUSES.items()
    },
    _UNDO: (
        "You're subscribed again",
        "Nothing has changed: you get these emails as before.",
        ((_UNSUBSCRIBE, "Unsubscribe", False),),
    ),
}
_ONLY_NEW = (
    "You're subscribed again",
    "New emails may reach you again.",
    ((_UNSUBSCRIBE, "Unsubscribe", False),),
)
_STILL_SUPPRESSED = (
    "Your request is undone",
    "But this address gets no emails of this kind for another reason, too, so you still won't get "
    "any. If you want them, answer the email and say so.",
    ((_UNSUBSCRIBE, "Unsubscribe", False),),
)
_OF_A_TEST = (
    "This was a test email",
    "Nothing changed. In the real email this button does what it says.",
    (),
)
_UNKNOWN = (
    "This link doesn't work",
    "It may be incomplete. Open it from the email again, or answer the email and say that you "
    "don't want any more of them.",
    (),
)


@router.get("/{key}", response_class=HTMLResponse)
async def show_unsubscribe(key: str) -> HTMLResponse:
    """The page with its button; nothing is looked up, so it reveals nothing."""
    others = f'<a class="link" href="{quote(key, safe="")}/preferences">Other choices</a>'
    return recipient_page(*_ASKING, below=others)


@router.post("/{key}", response_class=HTMLResponse)
async def unsubscribe(key: str, request: Request) -> HTMLResponse:
    """Does what its button says; what a mail program posts unsubscribes."""
    action = request.query_params.get("do", _UNSUBSCRIBE)
    return await _answer(key, action if action in _ACTIONS else _UNSUBSCRIBE)


@router.get("/{key}/preferences", response_class=HTMLResponse)
async def show_preferences(key: str) -> HTMLResponse:
    """The page with all choices; it reveals as little."""
    return recipient_page(*_CHOOSING)


@router.post("/{key}/preferences", response_class=HTMLResponse)
async def choose(key: str, request: Request) -> HTMLResponse:
    """Does what its button says, and else nothing."""
    action = request.query_params.get("do", "")
    return await _answer(key, action) if action in _ACTIONS else recipient_page(*_CHOOSING)


async def _answer(key: str, action: str) -> HTMLResponse:
    if key == unsubscribing.TEST_KEY:
        return recipient_page(*_OF_A_TEST)
    try:
        answer = await db.run(_ACTIONS[action], key)
    except NotFound:
        return recipient_page(*_UNKNOWN, status=404)
    if answer is Undone.STILL_SUPPRESSED:
        return recipient_page(*_STILL_SUPPRESSED)
    if answer is Undone.ONLY_NEW:
        return recipient_page(*_ONLY_NEW)
    return recipient_page(*_DONE[action])
