"""A person says whose reply it is, where the ladder does not know."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Message, PlacedBy, Reply
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of
from yardflow.services.records.values.normalize import name_key
from yardflow.services.sequences.conversations import following
from yardflow.services.sequences.conversations.ladder import ANSWERED_FOR

MOST_CANDIDATES = 20
# People of the sender's name; emails with the reply's subject, and among how many they are sought.
_NAMESAKES, _ALIKE, _RECENT = 50, 200, 20_000
_LONGEST_SUBJECT = 1_000
# What mail programs put before the subject that they answer or forward.
_ANSWERING = re.compile(r"(?:\s*(?:re|aw|antw|sv|rv|r|tr|fw|fwd|wg)\s*:)+", re.IGNORECASE)
_PLACED = "This reply has its place already."

_CANDIDATES = text("""
SELECT * FROM (
    SELECT DISTINCT ON (m.enrollment_id) m.id AS message_id, m.enrollment_id, m.contact_id,
        m.subject, m.sent_at, m.address, c.name AS contact_name, a.name AS account_name,
        s.name AS sequence_name,
        CASE WHEN m.address = :address OR c.email = :address THEN 0
            WHEN c.name_key = :name THEN 1
            WHEN m.address LIKE '%@' || :domain OR a.domain = :domain THEN 2
            WHEN lower(m.subject) = ANY(:subjects) THEN 3 ELSE 4 END AS rank
    FROM message m JOIN contact c ON c.id = m.contact_id JOIN account a ON a.id = c.account_id
    JOIN sequence s ON s.id = m.sequence_id
    WHERE m.enrollment_id IS NOT NULL AND m.id IN (
        SELECT id FROM message WHERE address = :address AND sent_at > :since
        UNION SELECT w.id FROM message w JOIN contact k ON k.id = w.contact_id
        WHERE w.sent_at > :since AND k.account_id IN (
            SELECT id FROM account WHERE domain = :domain
            UNION SELECT account_id FROM contact WHERE email = :address)
        UNION SELECT w.id FROM (
            SELECT id FROM contact WHERE search @@ plainto_tsquery('simple', :name)
                AND name_key = :name ORDER BY id DESC LIMIT :namesakes) k
        JOIN message w ON w.contact_id = k.id WHERE w.sent_at > :since
        UNION (SELECT id FROM (
            SELECT id, subject, sent_at FROM message ORDER BY id DESC LIMIT :recent) w
        WHERE lower(subject) = ANY(:subjects) AND sent_at > :since
        ORDER BY id DESC LIMIT :alike))
    ORDER BY m.enrollment_id, m.sent_at DESC, m.id DESC) latest
ORDER BY rank, sent_at DESC LIMIT :most""")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that a reply may belong to, with its latest email."""

    message_id: int
    contact_id: int
    contact_name: str
    account_name: str
    sequence_name: str
    subject: str
    sent_at: datetime


def place_by_hand(session: Session, principal: Principal, reply_id: int, message_id: int) -> Reply:
    """A person says which of our messages a reply answers; what follows from it is done.

    Raises:
        NotFound: there is no such reply or message.
        Conflict: the reply has its place.
    """
    reply = load(session, reply_id)
    message = row_of(session, Message, message_id)
    if message is None or message.contact_id is None:
        raise NotFound.of("message")
    if reply.placed_by is not None:
        raise Conflict(_PLACED)
    reply.placed_by, reply.placed_at = PlacedBy.PERSON, clock.now()
    reply.contact_id, reply.account_id = message.contact_id, message.account_id
    reply.enrollment_id, reply.sequence_id = message.enrollment_id, message.sequence_id
    reply.message_id = message.id
    session.add(reply)
    session.flush()
    audit.record(session, principal, "reply.placed", "reply", reply.id)
    following.place_held(session, reply)
    return reply


def load(session: Session, reply_id: int) -> Reply:
    """A reply, locked.

    Raises:
        NotFound: there is none.
    """
    reply = row_of(session, Reply, reply_id, lock=True)
    if reply is None:
        raise NotFound.of("reply")
    return reply


def candidates(session: Session, principal: Principal, reply_id: int) -> list[Candidate]:
    """The conversations that a reply may belong to, the likeliest first: by the address that it
    comes from, the name of its sender, its domain and its subject.

    Raises:
        NotFound: there is no such reply.
    """
    reply = row_of(session, Reply, reply_id)
    if reply is None:
        raise NotFound.of("reply")
    subject = bare_subject(reply.subject).lower()
    about = {
        "address": reply.sender,
        "domain": reply.sender.partition("@")[2] or "-",
        "since": clock.now() - ANSWERED_FOR,
        "name": name_key(reply.sender_name) or "-",
        "subjects": [subject, f"re: {subject}"] if subject else [],
        "namesakes": _NAMESAKES,
        "alike": _ALIKE,
        "recent": _RECENT,
        "most": MOST_CANDIDATES,
    }
    rows = session.execute(_CANDIDATES, about)
    return [_candidate(row) for row in rows]


def bare_subject(subject: str) -> str:
    """A subject without what answering it put before it."""
    before = _ANSWERING.match(subject[:_LONGEST_SUBJECT])
    return subject[before.end() if before else 0 :].strip()


def _candidate(row: Any) -> Candidate:
    return Candidate(
        message_id=row.message_id,
        contact_id=row.contact_id,
        contact_name=row.contact_name,
        account_name=row.account_name,
        sequence_name=row.sequence_name,
        subject=row.subject,
        sent_at=row.sent_at,
    )
