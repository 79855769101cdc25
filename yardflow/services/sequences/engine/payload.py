"""The request by which SendGrid is asked to send a batch of messages.

What differs from person to person is put into the shared content by SendGrid (its "substitutions");
into that of a single message by us. RFC 8058 wants both headers for unsubscribing at one click;
SendGrid adds its own only with its subscription tracking on. All its tracking is off: links lead
through ourselves (`tracking`). A request has one reply address; each person's secret is put into it
as their texts are.
"""

from typing import Any

from yardflow.services.sequences.conversations import threads
from yardflow.services.sequences.engine.batches import Batch, Materials
from yardflow.services.sequences.engine.outgoing import Outgoing
from yardflow.services.sequences.events import MESSAGE_ARGUMENT
from yardflow.services.sequences.templates.skeletons import Letter


def payload(batch: Batch, materials: Materials) -> dict[str, Any]:
    """The body of ``POST /v3/mail/send``."""
    alone = len(batch.letters) == 1
    _, first = batch.letters[0]
    html, text = first.filled() if alone else (first.skeleton.html, first.skeleton.text)
    people = [_person(batch, message, letter, materials) for message, letter in batch.letters]
    if not alone:
        for person, (_, letter) in zip(people, batch.letters, strict=True):
            person["substitutions"] = dict(letter.texts)
        if materials.reply_host:
            for person, (message, _) in zip(people, batch.letters, strict=True):
                person["substitutions"][batch.reply_tag] = materials.thread(message).token
    body: dict[str, Any] = {
        "from": {"email": batch.sender.address, "name": batch.sender.name},
        # Its description demands one, though each person has their own.
        "subject": first.subject,
        "content": [
            {"type": "text/plain", "value": text},
            {"type": "text/html", "value": html},
        ],
        "personalizations": people,
        "categories": batch.letters[0][0].categories,
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
        },
    }
    if batch.attachments:
        body["attachments"] = batch.attachments
    if materials.reply_host:
        token = materials.thread(batch.letters[0][0]).token if alone else batch.reply_tag
        body["reply_to"] = {
            "email": threads.address(token, materials.reply_host),
            "name": batch.sender.name,
        }
    elif batch.sender.reply_to:
        body["reply_to"] = {"email": batch.sender.reply_to}
    return body


def _person(
    batch: Batch, message: Outgoing, letter: Letter, materials: Materials
) -> dict[str, Any]:
    thread = materials.thread(message)
    mail_id = threads.mail_id(message.id, thread.token, batch.sender.address)
    return {
        "to": [{"email": message.address}],
        "subject": letter.subject,
        "headers": {
            "List-Unsubscribe": f"<{materials.unsubscribe_url(message.key)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            **threads.headers(thread, mail_id),
        },
        "custom_args": {MESSAGE_ARGUMENT: message.key},
    }
