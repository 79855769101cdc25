"""Answers to messages, as Inbound Parse has them: in parts or raw, and as untidily as they come."""

import json
import time
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Base64Bytes, Field, StringConstraints

from yardflow.sandbox.sendgrid.events import Given

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


Charset = Literal[
    "utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "koi8-r", "gb2312", "gb18030", "big5"
]
Program = Literal["gmail", "outlook"]
# The fields whose character set may be another.
Named = Literal["from", "subject", "text", "html"]


class Enclosed(Given):
    """A file that comes with an answer; ``content`` is in base64."""

    name: str = Field(min_length=1, max_length=200)
    type: Annotated[str, StringConstraints(pattern=r"^[a-z-]+/[a-z0-9.+-]+$")] = (
        "application/octet-stream"
    )
    content: Base64Bytes = b""


class Answering(Given):
    """Which answer comes to a message of the book. ``sender`` writes from another mailbox;
    ``elsewhere``: not to the secret address but to the sender's mailbox, which forwards it;
    ``unthreaded``: it names no message. ``html``: it has the HTML of this mail program, too, or
    alone with ``html_only``; a person's quotes the message. ``raw``: the whole message in MIME;
    ``twice``: posted again; ``late``: after so many seconds; ``forged``: not signed as it should
    be; ``unproven``: it comes from elsewhere than its sender's domain; ``charsets``: those of its
    fields, where they are not UTF-8. An absence lasts ``days``.
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
    html: Program | Literal[""] = ""
    html_only: bool = False
    files: list[Enclosed] = Field([], max_length=20)
    charsets: dict[Named, Charset] = {}
    forged: bool = False
    unproven: bool = False


_HTML = {
    "gmail": '<div dir="ltr">{newest}</div><br>{quoted}',
    "outlook": """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
p.MsoNormal {{ margin: 0cm }}</style></head><body lang="EN-US"><div class="WordSection1">
<p class="MsoNormal">{newest}<o:p></o:p></p>{quoted}</div></body></html>""",
}
_QUOTED = {
    "gmail": """<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{above}<br></div>
<blockquote class="gmail_quote">{original}</blockquote></div>""",
    "outlook": """<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b>From:</b> {sender}<br><b>Sent:</b> {at}<br><b>To:</b> {recipient}<br>
<b>Subject:</b> {subject}</p></div><div>{original}</div>""",
}


class Posted(NamedTuple):
    """A field of a form; a file where it has a name of one."""

    name: str
    content: bytes
    filename: str = ""
    type: str = ""


def fields_of(found: dict[str, Any], answering: Answering) -> list[Posted]:
    """The fields of an answer to a message."""
    mail = _mail(found, answering)
    text, html = _written(mail, found, answering)
    # Whoever forwards has the secret address as the one that it is delivered to.
    to = found["sender"] if answering.elsewhere else found["reply_to"] or found["sender"]
    sender = str(mail["From"])
    return_path = "" if answering.kind == "bounce" else sender
    signed, by_path = ("fail", "softfail") if answering.unproven else ("pass", "pass")
    domain = sender.rpartition("@")[2].strip(">")
    shared = [
        Posted("to", str(mail["To"]).encode()),
        Posted("envelope", json.dumps({"to": [to], "from": return_path}).encode()),
        Posted("dkim", f"{{@{domain} : {signed}, @{domain} : fail}}".encode()),
        Posted("SPF", by_path.encode()),
    ]
    if answering.raw or answering.kind == "bounce":
        _fill(mail, text, html, answering)
        if answering.kind == "bounce":
            _make_report(mail, found)
        return [*shared, Posted("email", mail.as_bytes())]
    return [*shared, *_in_parts(mail, text, html, answering)]


def _mail(found: dict[str, Any], answering: Answering) -> EmailMessage:
    """The headers of an answer."""
    subject, _, headers = _SAYS[answering.kind]
    domain = found["recipient"].partition("@")[2]
    ours = found["headers"].get("Message-ID", "")
    fresh = f"<{uuid.uuid4().hex}@{domain}>"
    mail = EmailMessage()
    mail["From"] = answering.sender or _sender(found, answering.kind)
    mail["To"] = found["sender"] if answering.elsewhere else found["reply_to"] or found["sender"]
    mail["Subject"] = answering.subject or subject.format(found["subject"])
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = ours if ours and answering.kind == "own" else fresh
    if ours and not answering.unthreaded and answering.kind not in ("list", "own"):
        mail["In-Reply-To"] = ours
        mail["References"] = f"{found['headers'].get('References', '')} {ours}".strip()
    for name, value in headers.items():
        mail[name] = value
    return mail


def _sender(found: dict[str, Any], kind: Kind) -> str:
    if kind == "bounce":
        return f"mailer-daemon@{found['recipient'].partition('@')[2]}"
    return str(found["sender" if kind == "own" else "recipient"])


def _written(mail: EmailMessage, found: dict[str, Any], answering: Answering) -> tuple[str, str]:
    """The text of an answer and its HTML, either of them empty where it has none."""
    until = datetime.fromtimestamp(time.time() + answering.days * 86_400, UTC)
    domain = found["recipient"].partition("@")[2]
    names = {"until": f"{until:%B} {until.day}", "domain": domain, "text": found["text"]}
    newest = answering.text or _SAYS[answering.kind][1].format(**names)
    quotes = answering.kind in ("human", "stop", "unsure")
    above = f"On {mail['Date']}, {found['sender']} wrote:" if quotes else ""
    text = newest
    if quotes:
        quoted = "".join(f"> {line}\n" for line in found["text"].splitlines()[:20])
        text = f"{newest}\n\n{above}\n{quoted}"
    if not answering.html:
        return text, ""
    html = _HTML[answering.html].format(
        newest="<br>".join(map(escape, newest.splitlines())),
        quoted=_QUOTED[answering.html].format(
            above=escape(above),
            sender=escape(found["sender"]),
            recipient=escape(found["recipient"]),
            subject=escape(found["subject"]),
            at=mail["Date"],
            original=found["html"] or f"<pre>{escape(found['text'])}</pre>",
        )
        if quotes
        else "",
    )
    return "" if answering.html_only else text, html


def _fill(mail: EmailMessage, text: str, html: str, answering: Answering) -> None:
    """Text, HTML and files become the parts of a whole message."""
    charsets = answering.charsets
    if text or not html:
        _add_text(mail, text, "plain", charsets.get("text", "utf-8"))
    if html:
        _add_text(mail, html, "html", charsets.get("html", "utf-8"))
    for file in answering.files:
        main, _, sub = file.type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)


def _add_text(mail: EmailMessage, text: str, subtype: str, charset: str) -> None:
    """A part of the message, without signs that its character set lacks."""
    add = mail.set_content if mail.get_payload() is None else mail.add_alternative
    add(text.encode(charset, "replace").decode(charset), subtype=subtype, charset=charset)


def _make_report(mail: EmailMessage, found: dict[str, Any]) -> None:
    mail.make_mixed()
    mail.set_type("multipart/report")
    mail.set_param("report-type", "delivery-status")
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    about = EmailMessage()
    about["Final-Recipient"] = f"rfc822; {found['recipient']}"
    about["Action"] = "failed"
    about["Status"] = "5.1.1"
    status.set_payload([about])
    returned = EmailMessage()
    returned["Content-Type"] = "text/rfc822-headers"
    returned.set_payload(f"Message-ID: {found['headers'].get('Message-ID', '')}\n")
    mail.attach(status)
    mail.attach(returned)


def _in_parts(mail: EmailMessage, text: str, html: str, answering: Answering) -> Iterable[Posted]:
    """Each field in its character set, and files beside them."""
    fields = {
        "from": str(mail["From"]),
        "subject": str(mail["Subject"]),
        **({"text": text} if text or not html else {}),
        **({"html": html} if html else {}),
    }
    charsets = {"to": "UTF-8"} | dict.fromkeys(fields, "UTF-8") | dict(answering.charsets)
    yield Posted("headers", "".join(f"{name}: {value}\n" for name, value in mail.items()).encode())
    for name, value in fields.items():
        yield Posted(name, value.encode(charsets[name], "replace"))
    yield Posted("charsets", json.dumps(charsets).encode())
    named = {f"attachment{number}": file for number, file in enumerate(answering.files, 1)}
    if named:
        info = {
            name: {"filename": file.name, "name": file.name, "type": file.type}
            for name, file in named.items()
        }
        yield Posted("attachments", str(len(named)).encode())
        yield Posted("attachment-info", json.dumps(info).encode())
    for name, file in named.items():
        yield Posted(name, file.content, file.name, file.type)


def form_of(fields: Iterable[tuple[Any, ...]], boundary: str) -> bytes:
    """The fields as they are posted."""
    parts = [_part(Posted(*field), boundary) for field in fields]
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


def _part(field: Posted, boundary: str) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field.name}"'
    if field.filename:
        quoted = field.filename.replace('"', "%22").replace("\r", "").replace("\n", "")
        head += f'; filename="{quoted}"\r\nContent-Type: {field.type}'
    return f"{head}\r\n\r\n".encode() + field.content + b"\r\n"
