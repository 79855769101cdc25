"""A message as SendGrid's Inbound Parse posts it: a form with parts in character sets of their own.

It posts the message in its parts, or raw, as it is set; both are read.
https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from python_multipart.multipart import parse_options_header

from yardflow.services.sequences.replies import flowed, mail, proof
from yardflow.services.sequences.replies.mail import MOST_FILES, Attached, Mail
from yardflow.services.sequences.replies.reports import Report, fields_in, ids_in, of_fields

MOST_FIELDS = 200
LONGEST_FIELD = 500_000
_LONGEST_BLOCK, _MOST_HEADERS = 20_000, 20
_NOT_A_FORM = "This is no form that SendGrid posts."


class Unreadable(ValueError):
    """What was posted is no message."""


@dataclass(slots=True)
class _Part:
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    name: str = ""
    filename: str = ""


def of_form(content_type: str, body: bytes) -> Mail:
    """The message in a form.

    Raises:
        Unreadable: it is no form, or holds no message.
    """
    parts = _parts(content_type, body)
    fields = {name: part for name, part in parts.items() if not part.filename}
    charsets = _object(fields.get("charsets"))

    def text(name: str) -> str:
        part = fields.get(name)
        if part is None:
            return ""
        charset = charsets.get(name, "")
        return mail.text_in(part.content[:LONGEST_FIELD], str(charset))

    def proven(read: Mail) -> Mail:
        results = {"dkim": text("dkim"), "spf": text("SPF"), "return_path": return_path or ""}
        return replace(read, authentic=proof.is_from(read.sender, **results))

    envelope = _object(fields.get("envelope"))
    recipients = tuple(
        str(each).lower()[:320] for each in _listed(envelope.get("to")) if "@" in str(each)
    )
    sender = envelope.get("from")
    return_path = str(sender).strip().lower()[:320] if isinstance(sender, str) else None
    if "email" in fields:
        try:
            raw = fields["email"].content
            return proven(mail.of_raw(raw, envelope_to=recipients, envelope_from=return_path))
        except ValueError as error:
            raise Unreadable(str(error)) from error
    headers = mail.headers_of(text("headers"))
    if not headers and not text("from"):
        raise Unreadable("This form holds no message.")
    read = mail.of_parts(
        headers,
        sender=text("from") or headers.get("from", ""),
        subject=text("subject") or headers.get("subject", ""),
        text=flowed.joined(text("text"), headers.get("content-type", "")),
        html=text("html"),
        recipients=recipients,
        return_path=return_path,
        files=tuple(_files(parts)),
        report=_report(headers, parts),
    )
    return proven(read)


def _report(headers: Mapping[str, str], parts: Mapping[str, _Part]) -> Report | None:
    """Of a report in its parts: the fields came as a file."""
    kind = headers.get("content-type", "").lower()
    if not kind.startswith("multipart/report"):
        return None
    if "disposition-notification" in kind:
        return of_fields({"action": "relayed"})
    # The headers are those of the report.
    bodies = [part for name, part in parts.items() if name != "headers"]
    texts = [part.content[:50_000].decode("utf-8", "replace") for part in bodies]
    fields = next((read for text in texts if (read := fields_in(text)).get("action")), {})
    return of_fields(fields, tuple(each for text in texts for each in ids_in(text)))


def _files(parts: Mapping[str, _Part]) -> list[Attached]:
    files = [
        Attached(
            mail.decoded(part.filename)[:200],
            part.headers.get("content-type", "application/octet-stream").partition(";")[0][:100],
            part.content,
        )
        for part in parts.values()
        if part.filename
    ]
    return files[:MOST_FILES]


def _name(part: _Part) -> None:
    """Which field or file it is, as its header says."""
    # As bytes: of a text it takes only signs of Latin-1.
    said = part.headers.get("content-disposition", "")[:2_000].encode()
    _, options = parse_options_header(said)
    part.name = mail.text_in(options.get(b"name", b""), "")[:100]
    part.filename = mail.text_in(options.get(b"filename", b""), "")


def _object(part: _Part | None) -> dict[str, Any]:
    if part is None or len(part.content) > LONGEST_FIELD:
        return {}
    try:
        value = json.loads(part.content.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value[:100] if isinstance(value, list) else []


def _parts(content_type: str, body: bytes) -> dict[str, _Part]:
    kind, options = parse_options_header(content_type[:500])
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise Unreadable(_NOT_A_FORM)
    pieces = body.split(b"\r\n--" + boundary, MOST_FIELDS + 1)
    if len(pieces) > MOST_FIELDS + 1:
        raise Unreadable("This form has too many parts.")
    begins = pieces[0].startswith(b"--" + boundary)
    if not begins or len(pieces) < 2 or not pieces.pop().startswith(b"--"):
        raise Unreadable(_NOT_A_FORM)
    pieces[0] = pieces[0][len(boundary) + 2 :]
    parts: dict[str, _Part] = {}
    while pieces:
        part = _part(pieces.pop(0))
        parts.setdefault(part.name, part)
    return parts


def _part(piece: bytes) -> _Part:
    """What stands between two boundaries: headers, an empty line, the content."""
    end = piece.find(b"\r\n\r\n")
    if end < 0:
        raise Unreadable(_NOT_A_FORM)
    before, *lines = piece[: min(end, _LONGEST_BLOCK)].split(b"\r\n")
    if before.strip():
        raise Unreadable(_NOT_A_FORM)
    part = _Part(content=piece[end + 4 :])
    for line in lines[:_MOST_HEADERS]:
        name, _, value = line.partition(b":")
        part.headers[name.decode("latin-1").lower()] = mail.text_in(value.strip(), "")
    _name(part)
    return part
