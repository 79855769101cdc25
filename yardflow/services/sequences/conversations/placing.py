"""Whose reply it is: by a ladder from what is certain to what a person has to say.

The secret address proves it. The ids of messages that it names prove it as well. A sender with one
conversation alone can mean no other; with more, or with none, a person places the reply. And since
anyone can write under any name, what would stop emails for good is not placed by that name alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Message, PlacedBy, Reply, ReplyKind
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.fields import LARGEST_ID
from yardflow.services.sequences.conversations import following, threads

# No answers.
NEVER = (ReplyKind.LIST, ReplyKind.OWN)
# What stops emails for good.
_LASTING = (ReplyKind.STOP, ReplyKind.LEFT)
# A conversation is open for so long after our last email.
OPEN_FOR = timedelta(days=180)
MOST_CANDIDATES = 20
_PLACED = "This reply has its place already."

# The latest email of each conversation with this address, or with who has it.
_CONVERSATIONS = text("""
SELECT DISTINCT ON (m.enrollment_id) m.id, m.enrollment_id
FROM message m
WHERE m.id IN (
        SELECT id FROM message WHERE address = :address AND sent_at > :since
        UNION SELECT w.id FROM message w JOIN contact c ON c.id = w.contact_id
        WHERE c.email = :address AND w.sent_at > :since)
    AND m.enrollment_id IS NOT NULL AND m.contact_id IS NOT NULL
ORDER BY m.enrollment_id, m.sent_at DESC, m.id DESC""")
_CANDIDATES = text("""
SELECT * FROM (
    SELECT DISTINCT ON (m.enrollment_id) m.id AS message_id, m.enrollment_id, m.contact_id,
        m.subject, m.sent_at, m.address, c.first_name, c.last_name, a.name AS account_name,
        s.name AS sequence_name,
        CASE WHEN m.address = :address OR c.email = :address THEN 0
            WHEN m.address LIKE '%@' || :domain OR a.domain = :domain THEN 1 ELSE 2 END AS rank
    FROM message m JOIN contact c ON c.id = m.contact_id JOIN account a ON a.id = c.account_id
    JOIN sequence s ON s.id = m.sequence_id
    WHERE m.enrollment_id IS NOT NULL AND m.id IN (
        SELECT id FROM message WHERE address = :address AND sent_at > :since
        UNION SELECT w.id FROM message w JOIN contact k ON k.id = w.contact_id
        WHERE w.sent_at > :since AND k.account_id IN (
            SELECT id FROM account WHERE domain = :domain
            UNION SELECT account_id FROM contact WHERE email = :address))
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


def place(session: Session, reply: Reply, returned: Iterable[str] = ()) -> bool:
    """Places a reply where it is certain whose it is; False where a person has to. ``returned``
    are the ids of messages that a report is about. The reply need not be stored yet.
    """
    if reply.kind in NEVER:
        return False
    named = [*returned, *reply.mail_references[::-1]]
    # A rung is asked only where those before it know nothing.
    ladder: tuple[tuple[PlacedBy, Callable[[], Message | None]], ...] = (
        (PlacedBy.ADDRESS, lambda: _by_address(session, reply)),
        (PlacedBy.REFERENCES, lambda: _by_ids(session, named)),
        (PlacedBy.SENDER, lambda: _by_sender(session, reply)),
    )
    for by, ask in ladder:
        message = ask()
        if message is not None and message.contact_id is not None:
            _put(reply, message, by)
            return True
        if message is not None:
            # Its contact was deleted; a stop still speaks of the address.
            reply.message_id = message.id
    return False


def is_own(session: Session, mail_id: str) -> bool:
    """Whether this is the id of a message of ours, which came back under another sender."""
    return _by_ids(session, [mail_id]) is not None


def place_by_hand(session: Session, principal: Principal, reply_id: int, message_id: int) -> Reply:
    """A person says which of our messages a reply answers; what follows from it is done.

    Raises:
        NotFound: there is no such reply or message.
        Conflict: the reply has its place.
    """
    reply = load(session, reply_id)
    message = session.get(Message, message_id) if 0 < message_id <= LARGEST_ID else None
    if message is None or message.contact_id is None:
        raise NotFound.of("message")
    if reply.placed_by is not None:
        raise Conflict(_PLACED)
    _put(reply, message, PlacedBy.PERSON)
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
    known = 0 < reply_id <= LARGEST_ID
    reply = session.get(Reply, reply_id, with_for_update=True) if known else None
    if reply is None:
        raise NotFound.of("reply")
    return reply


def candidates(session: Session, principal: Principal, reply_id: int) -> list[Candidate]:
    """The conversations that a reply may belong to, the likeliest first.

    Raises:
        NotFound: there is no such reply.
    """
    reply = session.get(Reply, reply_id) if 0 < reply_id <= LARGEST_ID else None
    if reply is None:
        raise NotFound.of("reply")
    domain = reply.sender.partition("@")[2] or "-"
    about = {"address": reply.sender, "domain": domain, "since": clock.now() - OPEN_FOR}
    rows = session.execute(_CANDIDATES, {**about, "most": MOST_CANDIDATES})
    return [_candidate(row) for row in rows]


def _by_address(session: Session, reply: Reply) -> Message | None:
    token = threads.token_in(reply.recipients)
    if not token:
        return None
    statement = select(Message).where(col(Message.reply_token) == token)
    return session.scalars(statement).one_or_none()


def _by_ids(session: Session, mail_ids: Iterable[str]) -> Message | None:
    """The message that is named first, and is ours for certain."""
    checks = threads.named_by(mail_ids)
    if not checks:
        return None
    known = {
        message.id: message
        for message in session.scalars(select(Message).where(col(Message.id).in_(checks)))
    }
    for number, check in checks.items():
        message = known.get(number)
        if message is not None and threads.proves(message.reply_token, check):
            return message
    return None


def _by_sender(session: Session, reply: Reply) -> Message | None:
    # Nor does a report's sender say whom it is about.
    if reply.kind == ReplyKind.BOUNCE or (reply.kind in _LASTING and not reply.authentic):
        return None
    about = {"address": reply.sender, "since": clock.now() - OPEN_FOR}
    open_ones = session.execute(_CONVERSATIONS, about).all()
    return session.get(Message, open_ones[0].id) if len(open_ones) == 1 else None


def _put(reply: Reply, message: Message, by: PlacedBy) -> None:
    reply.placed_by, reply.placed_at = by, clock.now()
    reply.contact_id, reply.account_id = message.contact_id, message.account_id
    reply.enrollment_id, reply.sequence_id = message.enrollment_id, message.sequence_id
    reply.message_id = message.id


def _candidate(row: Any) -> Candidate:
    return Candidate(
        message_id=row.message_id,
        contact_id=row.contact_id,
        contact_name=f"{row.first_name} {row.last_name}".strip() or row.address,
        account_name=row.account_name,
        sequence_name=row.sequence_name,
        subject=row.subject,
        sent_at=row.sent_at,
    )
