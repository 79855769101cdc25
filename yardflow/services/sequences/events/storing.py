"""Reports as they come: bounded, and each kept once, whatever they are about."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.integrations.sendgrid.webhook import Event
from yardflow.models.message import Bounce

# By which events name the message: its key. No personal data, and no one can guess it.
MESSAGE_ARGUMENT = "message_key"
# https://www.twilio.com/docs/sendgrid/ui/sending-email/bounce-classification
_CLASSIFIED = {
    "invalid address": Bounce.HARD,
    "mailbox unavailable": Bounce.FULL,
    "technical": Bounce.SOFT,
    "technical failure": Bounce.SOFT,
    "content": Bounce.POLICY,
    "reputation": Bounce.POLICY,
    "frequency or volume too high": Bounce.POLICY,
}
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_STORE = text("""
INSERT INTO message_event (event_id, message_id, kind, at, received_at, details)
SELECT r.event_id, m.id, r.kind, r.at, :now, r.details
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    r (event_id text, key text, kind text, at timestamptz, details jsonb)
LEFT JOIN message m ON m.key = r.key
ON CONFLICT DO NOTHING
RETURNING id""")


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider says of one message: its own id of the report, the secret that the message
    carried, a word for what happened, when, and details worth keeping.
    """

    event_id: str
    key: str
    kind: str
    at: datetime
    details: dict[str, Any]


def report_of(event: Event) -> Report:
    """What is kept of an event: no address, and no text that anyone could make endless."""
    details: dict[str, Any] = {}
    if event.kind == "bounce":
        details["bounce"] = _bounce(event).value
    if event.kind == "click":
        details["url"] = event.url
    if event.agent:
        details["agent"] = event.agent
    if event.machine:
        details["machine"] = True
    key = event.argument(MESSAGE_ARGUMENT)
    return Report(event.event_id, key, event.kind, event.at, details)


def _bounce(event: Event) -> Bounce:
    """By what SendGrid makes of it, else by the status of RFC 3463: 5.x.x is for good, x.2.2 a full
    mailbox, x.7.x a rule of the receiving side.
    """
    if (known := _CLASSIFIED.get(event.classification.lower())) is not None:
        return known
    status = _STATUS.search(event.status)
    if status is None:
        return Bounce.POLICY if event.blocked else Bounce.HARD
    kind, subject, detail = status.groups()
    if (subject, detail) == ("2", "2"):
        return Bounce.FULL
    if subject == "7" or event.blocked:
        return Bounce.POLICY
    return Bounce.HARD if kind == "5" else Bounce.SOFT


def store(session: Session, reports: Sequence[Report]) -> int:
    """Keeps what is not there yet; says how many. Applying it is for later."""
    rows = [
        {
            "event_id": report.event_id,
            "key": report.key,
            "kind": report.kind,
            "at": report.at.isoformat(),
            "details": report.details,
        }
        for report in reports
    ]
    stored = session.execute(_STORE, {"rows": json.dumps(rows), "now": clock.now()})
    return len(stored.all())
