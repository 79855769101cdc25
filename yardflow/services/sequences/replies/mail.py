"""A message as it came in: what rules and people need of it, each text bounded.

https://www.rfc-editor.org/rfc/rfc5322 and https://www.rfc-editor.org/rfc/rfc2047
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from functools import lru_cache

from yardflow.services.sequences.replies import flowed
from yardflow.services.sequences.replies.html_text import LONGEST_HTML, text_of_html
from yardflow.services.sequences.replies.mime import (
    LONGEST_HEADER,
    LONGEST_REFERENCES,
    longest,
    parsed,
)
from yardflow.services.sequences.replies.newest import LONGEST
from yardflow.services.sequences.replies.reports import Report, report_of, within

MOST_HEADERS, MOST_PARTS, MOST_FILES, MOST_REFERENCES = 200, 200, 50, 100
_LONGEST_CHARSET = 40
_CHARSETS = (
    *("utf-", "iso8859", "cp", "koi8", "mac", "gb", "hz", "big5", "iso2022", "euc", "shift_jis"),
    *("johab", "ptcp", "tis-620"),
)
# What is written under the smaller name: https://encoding.spec.whatwg.org/#names-and-labels
_LARGER = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_LONGEST_ID = 400
_ID = re.compile(r"<[^<>\s]{1,400}>")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message. ``headers`` have their names in lower case; ``return_path`` is None where it isn't
    known, and "" where the sender wants nothing back. ``references`` name the messages that it
    answers, the latest last. ``recipients`` are all addresses that it went to. ``authentic``: it is
    proven that it comes from the domain of its sender.
    """

    sender: str
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    return_path: str | None = None
    files: tuple[Attached, ...] = ()
    report: Report | None = None
    authentic: bool = False


def of_raw(
    content: bytes, *, envelope_to: tuple[str, ...] = (), envelope_from: str | None = None
) -> Mail:
    """A whole message in MIME.

    Raises:
        ValueError: it is none, or has more lines and parts than any that someone writes.
    """
    try:
        message = parsed(content)
        return _of_message(message, envelope_to, envelope_from)
    except (MessageError, RecursionError, LookupError, UnicodeError) as error:
        raise ValueError("This is no message that can be read.") from error


def headers_of(block: str) -> Mapping[str, str]:
    """Headers as they stand above a message."""
    try:
        message = parsed(block.encode("utf-8", "replace"))
        return _headers(message)
    except (MessageError, RecursionError, LookupError):
        return {}


def of_parts(
    headers: Mapping[str, str],
    *,
    sender: str,
    subject: str,
    text: str,
    html: str,
    recipients: tuple[str, ...] = (),
    return_path: str | None = None,
    files: tuple[Attached, ...] = (),
    report: Report | None = None,
) -> Mail:
    """A message from its parts. Without a text it is that of the HTML."""
    name, address = address_of(sender)
    if return_path is None and "return-path" in headers:
        return_path = address_of(headers["return-path"])[1]
    plain = text if text.strip() else text_of_html(html)
    return Mail(
        sender=address,
        sender_name=name,
        recipients=tuple(dict.fromkeys([*recipients, *_recipients(headers)])),
        subject=decoded(subject),
        text=storable(plain[:LONGEST]),
        message_id=_first_id(headers.get("message-id", "")),
        references=_references(headers),
        headers=headers,
        return_path=return_path,
        files=files[:MOST_FILES],
        report=report,
    )


def address_of(text: str) -> tuple[str, str]:
    """The name and the address in a header, the latter in lower case."""
    for name, address in _addresses([text[:LONGEST_HEADER]]):
        if "@" in address:
            return storable(decoded(name))[:200], storable(address.strip().lower())[:320]
    return "", ""


def _addresses(listed: list[str]) -> list[tuple[str, str]]:
    """Names and addresses; none of what brackets within brackets make unreadable."""
    try:
        return getaddresses(listed)
    except (RecursionError, IndexError, ValueError):
        return []


def decoded(text: str) -> str:
    """A header as people read it, in one line."""
    try:
        parts = [
            part if isinstance(part, str) else part.decode(charset or "ascii", "replace")
            for part, charset in decode_header(text[:LONGEST_HEADER])
        ]
    except (HeaderParseError, LookupError, ValueError):
        parts = [text[:LONGEST_HEADER]]
    return " ".join(storable("".join(parts)).split())


def storable(text: str) -> str:
    """Without what PostgreSQL stores no text with: zeros, and halves of a sign."""
    return text.replace("\x00", "").encode(errors="ignore").decode()


def _of_message(message: Message, envelope_to: tuple[str, ...], envelope_from: str | None) -> Mail:
    headers = _headers(message)
    text, html, files = _contents(message)
    return of_parts(
        headers,
        sender=headers.get("from", ""),
        subject=headers.get("subject", ""),
        text=text,
        html=html,
        recipients=envelope_to,
        return_path=envelope_from,
        files=tuple(files),
        report=report_of(message),
    )


def _headers(message: Message) -> dict[str, str]:
    """The first of each name; a later one is someone's on the way."""
    headers: dict[str, str] = {}
    for name, value in message.items()[:MOST_HEADERS]:
        key = name.lower()[:100]
        headers.setdefault(key, storable(str(value)[: longest(key)]))
    return headers


def _contents(message: Message) -> tuple[str, str, list[Attached]]:
    text, html = "", ""
    files: list[Attached] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = decoded(str(part.get_filename() or ""))[:200]
        is_file = bool(name) or part.get_content_disposition() == "attachment"
        if not is_file and kind == "text/plain" and not text:
            text = _text(part)
        elif not is_file and kind == "text/html" and not html:
            html = _text(part)
        elif is_file and len(files) < MOST_FILES:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                files.append(Attached(name or "attachment", kind[:100], content))
    return text, html, files


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something, without looking into messages that are attached."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        if part.get_content_type() == "message/rfc822":
            continue
        if part.is_multipart():
            waiting = [*within(part)[:MOST_PARTS], *waiting]
        else:
            yield part


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    said = text_in(content[:LONGEST_HTML], part.get_content_charset() or "")
    return flowed.joined(said, str(part.get("content-type", "")))


def text_in(content: bytes, charset: str) -> str:
    """Bytes in a character set; one that no one knows is taken for UTF-8."""
    return content.decode(_codec(charset[:_LONGEST_CHARSET]), "replace")


@lru_cache(maxsize=256)
def _codec(charset: str) -> str:
    """What reads a character set. Some codecs are none, and take the square of a text."""
    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    return _LARGER.get(name, name) if name.startswith(_CHARSETS) else "utf-8"


def _recipients(headers: Mapping[str, str]) -> list[str]:
    names = ("to", "cc", "delivered-to", "x-original-to", "x-forwarded-to", "resent-to")
    listed = [headers[name][:LONGEST_REFERENCES] for name in names if name in headers]
    addresses = [address.strip().lower()[:320] for _, address in _addresses(listed)]
    return [storable(address) for address in addresses if "@" in address][:MOST_REFERENCES]


def _references(headers: Mapping[str, str]) -> tuple[str, ...]:
    listed = [*_ids(headers.get("references", "")), *_ids(headers.get("in-reply-to", ""))]
    return tuple(dict.fromkeys(listed))[-MOST_REFERENCES:]


def _ids(text: str) -> list[str]:
    """The ids in a header; some programs write theirs without brackets."""
    if "<" in text:
        return _ID.findall(text)
    return [f"<{word}>" for word in text.split() if "@" in word and len(word) <= _LONGEST_ID]


def _first_id(text: str) -> str:
    match = _ID.search(text)
    return match[0] if match else ""
