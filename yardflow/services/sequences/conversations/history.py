"""A conversation as it went: what we sent, what came back, and what one of us answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.models import Contact
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences.conversations import texts

MOST = 200
_ENTRIES = text("""
SELECT * FROM (
    SELECT 'message' AS type, m.id, m.sent_at AS at, coalesce(s.name, '') AS author, m.subject,
        '' AS text, '' AS quoted, m.status, '' AS kind, '' AS outcome, q.name AS sequence,
        0 AS files
    FROM message m LEFT JOIN sender s ON s.id = m.sender_id JOIN sequence q ON q.id = m.sequence_id
    WHERE m.contact_id = :contact AND m.sent_at IS NOT NULL
    UNION ALL
    SELECT 'reply', r.id, r.received_at, coalesce(nullif(r.sender_name, ''), r.sender), r.subject,
        r.text, r.quoted, '', r.kind, r.outcome, coalesce(q.name, ''),
        (SELECT count(*) FROM reply_file f WHERE f.reply_id = r.id)
    FROM reply r LEFT JOIN sequence q ON q.id = r.sequence_id WHERE r.contact_id = :contact
    UNION ALL
    SELECT 'answer', a.id, coalesce(a.sent_at, a.written_at), coalesce(u.name, s.name, ''),
        a.subject, a.text, '', a.status, '', a.error, '', 0
    FROM answer a LEFT JOIN sender s ON s.id = a.sender_id
    LEFT JOIN app_user u ON u.id = a.written_by WHERE a.contact_id = :contact
) entry ORDER BY at DESC, type DESC, id DESC LIMIT :most""")


# What differs once something was written, sent or read.
_MARK = text("""
SELECT (SELECT count(*) FROM message WHERE contact_id = :id AND sent_at IS NOT NULL),
    (SELECT coalesce(max(id), 0) FROM reply WHERE contact_id = :id),
    (SELECT coalesce(string_agg(id || status, ' ' ORDER BY id), '') FROM
        (SELECT id, status FROM answer WHERE contact_id = :id ORDER BY written_at DESC LIMIT 20) a)
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was written. ``type`` is ``message`` (an email of a sequence), ``reply`` or
    ``answer``; ``kind`` that of a reply, ``status`` that of ours. Of the latest emails
    of sequences the text is written anew (`texts`).
    """

    type: str
    id: int
    at: datetime
    author: str
    subject: str
    text: str
    quoted: str
    status: str
    kind: str
    outcome: str
    sequence: str
    files: int


def of_contact(session: Session, principal: Principal, contact_id: int) -> list[Entry]:
    """What passed between a contact and us, the latest `MOST` of it, the oldest first.

    Raises:
        NotFound: there is no such contact.
    """
    load_record(session, Contact, contact_id)
    rows = session.execute(_ENTRIES, {"contact": contact_id, "most": MOST}).all()
    said = texts.of_messages(session, [row.id for row in rows if row.type == "message"])
    return [_entry(row, said) for row in rows[::-1]]


def mark(session: Session, principal: Principal, contact_id: int) -> tuple[Any, ...]:
    """What differs once the conversation with a contact went on."""
    return session.execute(_MARK, {"id": contact_id}).one()._tuple()


def _entry(row: Any, said: Mapping[int, str]) -> Entry:
    entry = Entry(*row)
    return replace(entry, text=said.get(entry.id, "")) if entry.type == "message" else entry
