"""Reports as they come: bounded, and each kept once, whatever they are about."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.integrations.sendgrid.webhook import Event
from yardflow.models.message import Bounce
from yardflow.services.sequences.replies.reports import bounce_of

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
_STORE = text("""
INSERT INTO message_event (event_id, message_id, kind, at, received_at, details)
SELECT r.event_id, m.id, r.kind, r.at, :now, r.details
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    r (event_id text, key text, kind text, at timestamptz, details jsonb)
LEFT JOIN message m ON m.key = r.key
ON CONFLICT DO NOTHING""")


class Report(NamedTuple):
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
    if event.mail_id and event.kind in ("processed", "delivered"):
        details["mail_id"] = event.mail_id
    key = event.argument(MESSAGE_ARGUMENT)
    return Report(event.event_id, key, event.kind, event.at, details)


def _bounce(event: Event) -> Bounce:
    """By what SendGrid makes of it, else by the status that the mail host gave."""
    if (known := _CLASSIFIED.get(event.classification.lower())) is not None:
        return known
    if (by_status := bounce_of(event.status, blocked=event.blocked)) is not None:
        return by_status
    return Bounce.POLICY if event.blocked else Bounce.HARD


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
    stored: Any = session.execute(_STORE, {"rows": json.dumps(rows), "now": clock.now()})
    return int(stored.rowcount)
