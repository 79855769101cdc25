"""The page behind the link in each email: by it a recipient stops the emails, without signing in.

Opening it does nothing, because scanners and previews open every link; only its buttons act. RFC
8058: a mail program posts to the same address, and that unsubscribes at once.
"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from yardflow import db
from yardflow.api.sequences.recipient_page import recipient_page
from yardflow.errors import NotFound
from yardflow.services.sequences import unsubscribing
from yardflow.services.sequences.unsubscribing import Undone

router = APIRouter(prefix="/api/unsubscribe", include_in_schema=False)

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
    "Nothing changed. In the real email this button unsubscribes its reader.",
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
    """The page with its buttons; nothing is looked up, so it reveals nothing."""
    return recipient_page(*_ASKING)


@router.post("/{key}", response_class=HTMLResponse)
async def unsubscribe(key: str, request: Request) -> HTMLResponse:
    """Does what its button says; what a mail program posts unsubscribes."""
    if key == unsubscribing.TEST_KEY:
        return recipient_page(*_OF_A_TEST)
    action = request.query_params.get("do", _UNSUBSCRIBE)
    try:
        answer = await db.run(_ACTIONS.get(action, unsubscribing.unsubscribe), key)
    except NotFound:
        return recipient_page(*_UNKNOWN, status=404)
    if answer is Undone.STILL_SUPPRESSED:
        return recipient_page(*_STILL_SUPPRESSED)
    if answer is Undone.ONLY_NEW:
        return recipient_page(*_ONLY_NEW)
    return recipient_page(*_DONE.get(action, _DONE[_UNSUBSCRIBE]))
