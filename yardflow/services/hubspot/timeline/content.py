"""What HubSpot's timeline says of a message, an answer, a reply or a meeting.

https://developers.hubspot.com/docs/api-reference/crm-emails-v3/guide
https://developers.hubspot.com/docs/api-reference/crm-meetings-v3/guide
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.models import MeetingOutcome, MessageStatus
from yardflow.services.hubspot.timeline.entries import Claimed
from yardflow.services.meetings import calendar_file, views
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.sequences.conversations import texts

EMAILS, MEETINGS, AT = "emails", "meetings", "hs_timestamp"
# HubSpot takes no longer text.
LONGEST = 65_536
_MESSAGES = text("""
SELECT m.id, m.sent_at AS at, m.subject, '' AS text, m.status, m.address,
    coalesce(s.name, '') AS name, coalesce(s.address, '') AS sender
FROM message m LEFT JOIN sender s ON s.id = m.sender_id
WHERE m.id = ANY(CAST(:ids AS bigint[]))""")
_ANSWERS = text("""
SELECT a.id, a.sent_at AS at, a.subject, a.text, a.status, a.address,
    coalesce(u.name, s.name, '') AS name, coalesce(s.address, '') AS sender
FROM answer a LEFT JOIN sender s ON s.id = a.sender_id LEFT JOIN app_user u ON u.id = a.written_by
WHERE a.id = ANY(CAST(:ids AS bigint[]))""")
_REPLIES = text("""
SELECT r.id, r.received_at AS at, r.subject, r.text, r.kind AS status,
    coalesce(r.recipients[1], '') AS address, r.sender_name AS name, r.sender
FROM reply r WHERE r.id = ANY(CAST(:ids AS bigint[]))""")
_STATUSES = {MessageStatus.BOUNCED: "BOUNCED", MessageStatus.DROPPED: "FAILED"}
_OUTCOMES = {
    MeetingOutcome.SCHEDULED: "SCHEDULED",
    MeetingOutcome.COMPLETED: "COMPLETED",
    MeetingOutcome.NO_SHOW: "NO_SHOW",
    MeetingOutcome.CANCELLED: "CANCELED",
}


@dataclass(frozen=True, slots=True)
class Content:
    """An entry as HubSpot gets it: one of its ``kind`` of objects with these values, of what
    happens ``at`` a moment. ``version`` is the meeting's.
    """

    kind: str
    at: datetime
    values: dict[str, str]
    version: int = 0


def of(session: Session, claimed: Sequence[Claimed]) -> dict[int, Content]:
    """What these entries say, by their id."""
    sources = {
        "message_id": dict(_messages(session, _ids(claimed, "message_id"))),
        "answer_id": dict(_emails(session, _ANSWERS, _ids(claimed, "answer_id"), "EMAIL")),
        "reply_id": dict(_emails(session, _REPLIES, _ids(claimed, "reply_id"), "INCOMING_EMAIL")),
        "meeting_id": dict(_meetings(session, _ids(claimed, "meeting_id"))),
    }
    return {
        each.id: said[key]
        for name, said in sources.items()
        for each in claimed
        if (key := getattr(each, name)) in said
    }


def _ids(claimed: Sequence[Claimed], name: str) -> list[int]:
    return [key for each in claimed if (key := getattr(each, name)) is not None]


def _messages(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Content]]:
    """With the text that their contact got."""
    for start in range(0, len(ids), texts.MOST):
        some = ids[start : start + texts.MOST]
        said = texts.of_messages(session, some)
        for key, content in _emails(session, _MESSAGES, some, "EMAIL"):
            content.values["hs_email_text"] = said.get(key, "")[:LONGEST]
            yield key, content


def _emails(
    session: Session, query: Any, ids: Sequence[int], direction: str
) -> Iterator[tuple[int, Content]]:
    for row in session.execute(query, {"ids": db.ids_of(ids)}):
        values = {
            AT: moment(row.at),
            "hs_email_direction": direction,
            "hs_email_status": _STATUSES.get(row.status, "SENT"),
            "hs_email_subject": row.subject[:LONGEST],
            "hs_email_text": row.text[:LONGEST],
            "hs_email_headers": json.dumps(_headers(row)),
        }
        yield row.id, Content(EMAILS, row.at, values)


def _headers(row: Any) -> dict[str, Any]:
    sender = {"email": row.sender, "firstName": row.name, "lastName": ""}
    return {"from": sender, "to": [{"email": row.address}], "cc": [], "bcc": []}


def _meetings(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Content]]:
    for row in views.of_ids(session, ids):
        yield row.id, Content(MEETINGS, row.starts_at, _meeting(row), row.version)


def _meeting(row: MeetingRow) -> dict[str, str]:
    at = f" at {row.event_name}" if row.event_name else ""
    return {
        AT: moment(row.starts_at),
        "hs_meeting_start_time": moment(row.starts_at),
        "hs_meeting_end_time": moment(row.starts_at + timedelta(minutes=row.minutes)),
        "hs_meeting_title": f"{calendar_file.summary(row)}{at}",
        "hs_meeting_location": row.location,
        "hs_meeting_outcome": _OUTCOMES[row.outcome],
        "hs_meeting_body": row.guest_note,
        "hs_internal_meeting_notes": f"Next step: {row.next_step}" if row.next_step else "",
    }


def moment(at: datetime) -> str:
    """As HubSpot's properties have it: milliseconds since 1970."""
    return str(round(at.timestamp() * 1000))
