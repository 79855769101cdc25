"""Answers to messages, as Inbound Parse posts them: signed, in parts or raw, and as untidily as it
comes. A person answers in the inbox, a test says which answer comes, and how.
"""

import asyncio
import json
import sqlite3
import time
import uuid
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Annotated, Any, Literal

import httpx
from pydantic import Field, StringConstraints

from yardflow.sandbox.sendgrid.events import (
    PATIENCE_S,
    SIGNATURE,
    TIMESTAMP,
    Given,
    kept_key,
    public_key_of,
    signed,
)

Kind = Literal[
    "human",
    "out_of_office",
    "left",
    "stop",
    "unsure",
    "bounce",
    "acknowledgement",
    "challenge",
    "list",
    "own",
]
_AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
# What each kind says where nothing else is said, its subject and headers.
_SAYS: dict[str, tuple[str, str, dict[str, str]]] = {
    "human": ("Re: {}", "Thanks, that sounds interesting. Can we talk on Tuesday?", {}),
    "out_of_office": (
        "Automatic reply: {}",
        "I am out of the office until {until} with limited access to email.",
        _AUTOMATIC,
    ),
    "left": (
        "Automatic reply: {}",
        "I am no longer with the company. Please contact Robin Vale (robin.vale@{domain}).",
        _AUTOMATIC,
    ),
    "stop": ("Re: {}", "Please unsubscribe me.", {}),
    "unsure": ("Re: {}", "We buy nothing this year. Remove me, and where is my address from?", {}),
    "bounce": ("Undelivered Mail Returned to Sender", "Your message could not be delivered.", {}),
    "acknowledgement": (
        "Automatic reply: {}",
        "Thank you for your message. We have received your request as ticket 4711.",
        _AUTOMATIC,
    ),
    "challenge": (
        "Please confirm your message",
        "To deliver your message, confirm that you are human: https://guard.example/confirm",
        _AUTOMATIC,
    ),
    "list": ("[news] {}", "This week in logistics", {"List-Id": "<news.lists.example>"}),
    "own": ("{}", "{text}", {}),
}


class Answering(Given):
    """Which answer comes to a message of the book. ``sender`` writes from another mailbox;
    ``elsewhere``: not to the secret address but to the sender's mailbox, which forwards it;
    ``unthreaded``: it names no message. ``raw``: the whole message in MIME; ``twice``: posted
    again; ``late``: after so many seconds; ``forged``: not signed as it should be; ``unproven``: it
    comes from elsewhere than its sender's domain; ``charset``: that of its text. An absence lasts
    ``days``.
    """

    message: int
    kind: Kind = "human"
    text: str = Field("", max_length=100_000)
    subject: str = Field("", max_length=500)
    sender: str = Field("", max_length=320)
    days: int = Field(7, ge=0, le=400)
    elsewhere: bool = False
    unthreaded: bool = False
    raw: bool = False
    twice: bool = False
    late: float = Field(0, ge=0, le=60)
    charset: Literal["utf-8", "iso-8859-1", "windows-1252"] = "utf-8"
    forged: bool = False
    unproven: bool = False


class Replying(Answering):
    """The same, with where it is posted; empty for the sandbox's own webhook."""

    url: Annotated[
        str, StringConstraints(pattern=r"^(http://(127\.0\.0\.1|localhost):\d{1,5}/.*)?$")
    ] = ""


class Inbound:
    """Answers to ``webhook``, where there is one."""

    def __init__(self, database: sqlite3.Connection, webhook: str) -> None:
        self._key, self._webhook = kept_key(database, "inbound_key"), webhook
        self._late: set[asyncio.Task[Any]] = set()

    @property
    def public_key(self) -> str:
        """As SendGrid shows it: base64 of the key in DER."""
        return public_key_of(self._key)

    async def answer(self, found: dict[str, Any], answering: Answering, url: str = "") -> list[int]:
        """Posts the answer to a message; the status of each answer, none where it comes late.

        Raises:
            LookupError: there is no webhook.
            httpx.HTTPError: nobody answered.
        """
        url = url or self._webhook
        if not url:
            raise LookupError("Replies go nowhere: the sandbox has no webhook.")
        fields = fields_of(found, answering)
        if answering.late:
            task = asyncio.create_task(self._post_later(url, fields, answering))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            return []
        return await self._post(url, fields, answering)

    async def _post_later(self, url: str, fields: Any, answering: Answering) -> None:
        await asyncio.sleep(answering.late)
        await self._post(url, fields, answering)

    async def _post(self, url: str, fields: Any, answering: Answering) -> list[int]:
        statuses = []
        async with httpx.AsyncClient(timeout=PATIENCE_S, verify=False) as client:  # noqa: S501 - plain HTTP
            for _ in range(2 if answering.twice else 1):
                boundary = uuid.uuid4().hex
                body = form_of(fields, boundary)
                stamp = str(int(time.time()))
                signature = signed(self._key, stamp, body + b"?" if answering.forged else body)
                headers = {
                    SIGNATURE: signature,
                    TIMESTAMP: stamp,
                    "Content-Type": f"multipart/form-data; boundary={boundary}",
                }
                answer = await client.post(url, content=body, headers=headers)
                statuses.append(answer.status_code)
        return statuses


def fields_of(found: dict[str, Any], answering: Answering) -> list[tuple[str, bytes]]:
    """The fields of an answer to a message."""
    return _fields(_mail(found, answering), found, answering)


def _mail(found: dict[str, Any], answering: Answering) -> EmailMessage:
    subject, text, headers = _SAYS[answering.kind]
    domain = found["recipient"].partition("@")[2]
    until = datetime.fromtimestamp(time.time() + answering.days * 86_400, UTC)
    names = {"until": f"{until:%B} {until.day}", "domain": domain, "text": found["text"]}
    sender = answering.sender or found["recipient"]
    if answering.kind == "own":
        sender = found["sender"]
    elif answering.kind == "bounce" and not answering.sender:
        sender = f"mailer-daemon@{domain}"
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = found["sender"] if answering.elsewhere else found["reply_to"] or found["sender"]
    mail["Subject"] = answering.subject or subject.format(found["subject"])
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{uuid.uuid4().hex}@{domain}>"
    ours = found["headers"].get("Message-ID", "")
    if ours and not answering.unthreaded and answering.kind != "list":
        mail["In-Reply-To"] = ours
        mail["References"] = f"{found['headers'].get('References', '')} {ours}".strip()
    for name, value in headers.items():
        mail[name] = value
    written = answering.text or text.format(**names)
    quoted = "".join(f"> {line}\n" for line in found["text"].splitlines()[:20])
    if answering.kind in ("human", "stop", "unsure"):
        written += f"\n\nOn {mail['Date']}, {found['sender']} wrote:\n{quoted}"
    mail.set_content(written, charset=answering.charset)
    if answering.kind == "bounce":
        _make_report(mail, found["recipient"], ours)
    return mail


def _make_report(mail: EmailMessage, recipient: str, ours: str) -> None:
    mail.make_mixed()
    mail.set_type("multipart/report")
    mail.set_param("report-type", "delivery-status")
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    about = EmailMessage()
    about["Final-Recipient"] = f"rfc822; {recipient}"
    about["Action"] = "failed"
    about["Status"] = "5.1.1"
    status.set_payload([about])
    returned = EmailMessage()
    returned["Content-Type"] = "text/rfc822-headers"
    returned.set_payload(f"Message-ID: {ours}\n")
    mail.attach(status)
    mail.attach(returned)


def _fields(
    mail: EmailMessage, found: dict[str, Any], answering: Answering
) -> list[tuple[str, bytes]]:
    # Whoever forwards has the secret address as the one that it is delivered to.
    to = found["reply_to"] or found["sender"]
    to = found["sender"] if answering.elsewhere else to
    return_path = "" if answering.kind == "bounce" else str(mail["From"])
    envelope = json.dumps({"to": [to], "from": return_path}).encode()
    domain = str(mail["From"]).rpartition("@")[2].strip(">")
    signed, by_path = ("fail", "softfail") if answering.unproven else ("pass", "pass")
    shared = [
        ("to", str(mail["To"]).encode()),
        ("envelope", envelope),
        ("dkim", f"{{@{domain} : {signed}, @{domain} : fail}}".encode()),
        ("SPF", by_path.encode()),
    ]
    if answering.raw or answering.kind == "bounce":
        return [*shared, ("email", mail.as_bytes())]
    head = "".join(f"{name}: {value}\n" for name, value in mail.items())
    charsets = {"to": "UTF-8", "from": "UTF-8", "subject": "UTF-8", "text": answering.charset}
    text = mail.get_content().encode(answering.charset, "replace")
    return [
        *shared,
        ("headers", head.encode()),
        ("from", str(mail["From"]).encode()),
        ("subject", str(mail["Subject"]).encode()),
        ("text", text),
        ("charsets", json.dumps(charsets).encode()),
    ]


def form_of(fields: list[tuple[str, bytes]], boundary: str) -> bytes:
    """The fields as they are posted."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, content in fields
    ]
    return b"".join(parts) + f"--{boundary}--\r\n".encode()
