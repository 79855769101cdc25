"""The request by which SendGrid is asked to send one message.

RFC 8058 wants both headers for unsubscribing at one click; SendGrid adds its own only with its
subscription tracking on, which is off here.
"""

from html import escape
from typing import Any

from yardflow.services.sequences.engine.outgoing import Outgoing
from yardflow.services.sequences.events import MESSAGE_ARGUMENT, honeypot_url
from yardflow.services.sequences.senders.identities import Identity
from yardflow.services.sequences.templates.rendering import Rendered

_TRAP = '<a href="{}" style="display:none" tabindex="-1" aria-hidden="true">&nbsp;</a>'


def payload(
    outgoing: Outgoing, rendered: Rendered, sender: Identity, unsubscribe_url: str
) -> dict[str, Any]:
    """The body of ``POST /v3/mail/send``. Its HTML ends with the link that no person sees."""
    trap = _TRAP.format(escape(honeypot_url(outgoing.key)))
    body: dict[str, Any] = {
        "from": {"email": sender.address, "name": sender.name},
        "subject": rendered.subject,
        "content": [
            {"type": "text/plain", "value": rendered.text},
            {"type": "text/html", "value": rendered.html.replace("</body>", f"{trap}</body>")},
        ],
        "personalizations": [
            {
                "to": [{"email": outgoing.address}],
                "headers": {
                    "List-Unsubscribe": f"<{unsubscribe_url}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
                "custom_args": {MESSAGE_ARGUMENT: outgoing.key},
            }
        ],
        "tracking_settings": {
            "click_tracking": {"enable": True, "enable_text": False},
            "open_tracking": {"enable": True},
            "subscription_tracking": {"enable": False},
        },
    }
    if sender.reply_to:
        body["reply_to"] = {"email": sender.reply_to}
    return body
