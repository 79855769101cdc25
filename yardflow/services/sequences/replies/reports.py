"""Reports of mail servers: that a message bounced, is late, or was read.

https://www.rfc-editor.org/rfc/rfc3464 and https://www.rfc-editor.org/rfc/rfc3463
"""

import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from yardflow.models.message import Bounce

LONGEST_REPORT = 50_000
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NAMES = "action|status|final-recipient|original-recipient|diagnostic-code"
_FIELD = re.compile(rf"^({_NAMES}):[ \t]*(.{{1,500}})$", re.I)
_ID = re.compile(r"<[^<>\s]{1,400}>")


class Reported(StrEnum):
    """What a report says happened."""

    FAILED = "failed"
    DELAYED = "delayed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server reports of a message: to whom it went, by which id it is known, and with
    ``status`` why it came back.
    """

    what: Reported
    status: str = ""
    recipient: str = ""
    message_ids: tuple[str, ...] = ()

    @property
    def bounce(self) -> Bounce:
        """Why it came back; for good, where the report doesn't say."""
        return bounce_of(self.status) or Bounce.HARD


def bounce_of(status: str, *, blocked: bool = False) -> Bounce | None:
    """By the status of RFC 3463: 5.x.x is for good, x.2.2 a full mailbox, x.7.x a rule of the
    receiving side. ``blocked``: it was refused for that in any case. None where there is no status.
    """
    match = STATUS.search(status[:500])
    if match is None:
        return None
    kind, subject, detail = match.groups()
    if (subject, detail) == ("2", "2"):
        return Bounce.FULL
    if subject == "7" or blocked:
        return Bounce.POLICY
    return Bounce.HARD if kind == "5" else Bounce.SOFT


def report_of(message: Message) -> Report | None:
    """What a message in MIME reports, if it is a report."""
    listed = within(message)[:10]
    stated = [part for part in listed if part.get_content_type() == "message/delivery-status"]
    if message.get_content_type() != "multipart/report" and not stated:
        return None
    if str(message.get_param("report-type") or "").lower() == "disposition-notification":
        return Report(Reported.OTHER)
    fields = _read(stated[0]) if stated else {}
    ids = [each for part in listed for each in _ids(part)]
    return of_fields(fields, tuple(ids))


def of_fields(fields: dict[str, str], message_ids: tuple[str, ...] = ()) -> Report:
    """A report by the fields of RFC 3464."""
    action, status = fields.get("action", "").lower(), _status_of(fields)
    if action.startswith("delayed"):
        what = Reported.DELAYED
    elif action.startswith(("delivered", "relayed", "expanded")):
        what = Reported.OTHER
    else:
        what = Reported.FAILED
    address = fields.get("original-recipient") or fields.get("final-recipient", "")
    return Report(what, status[:100], address.rpartition(";")[2].strip().lower(), message_ids)


def _status_of(fields: dict[str, str]) -> str:
    """The status; where it has no detail (5.0.0), that of what the other server said, if any."""
    status = fields.get("status", "")
    said = STATUS.search(fields.get("diagnostic-code", ""))
    return said[0] if said and status.strip().endswith(".0.0") else status


def fields_in(text: str) -> dict[str, str]:
    """The fields of RFC 3464 in a text, the first of each name."""
    fields: dict[str, str] = {}
    for line in text[:LONGEST_REPORT].splitlines():
        if match := _FIELD.match(line.strip()[:600]):
            fields.setdefault(match[1].lower(), match[2].strip())
    return fields


def ids_in(text: str) -> list[str]:
    """The id of the message that is reported about, where its headers are quoted."""
    lines = [line.lstrip("> \t") for line in text[:LONGEST_REPORT].splitlines()]
    named = [line for line in lines if line[:11].lower() == "message-id:"]
    return [each for line in named[:1] for each in _ID.findall(line[:2_000])]


def within(message: Message) -> list[Message]:
    """The parts of a message; none where it has no parts."""
    payload = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return [part for part in parts if isinstance(part, Message)]


def _read(part: Message) -> dict[str, str]:
    blocks = within(part) or [part]
    lines = [f"{name}: {value}" for block in blocks[:20] for name, value in block.items()[:50]]
    texts = [body for block in blocks[:20] if isinstance(body := block.get_payload(), str)]
    text = "\n".join([*lines, *texts])
    return fields_in(text)


def _ids(part: Message) -> list[str]:
    """The ids of the message that is reported about."""
    kind = part.get_content_type()
    inner = within(part)
    if kind == "message/rfc822" and inner:
        return _ID.findall(str(inner[0].get("message-id", ""))[:2_000])
    payload = part.get_payload()
    if kind == "text/rfc822-headers" and isinstance(payload, str):
        return ids_in(payload)
    return []
