"""Whose a message is that came in: by a ladder from what is certain to what a person has to say.

The secret address proves it. The ids of messages that it names prove it as well. A sender with one
open conversation alone can mean no other; with more, or with none, a person places the reply. And
since anyone can write under any name, what would stop emails for good is not placed by that name
alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.models import PlacedBy, ReplyKind
from yardflow.services.sequences.conversations import threads
from yardflow.services.sequences.replies import Mail, Reading, Verdict

# No answers.
NEVER = (ReplyKind.LIST, ReplyKind.OWN)
# What stops emails for good.
_LASTING = (ReplyKind.STOP, ReplyKind.LEFT)
# So long after our last email someone may still answer it, and so long after the last of either
# side a conversation is open though its sequence ended.
ANSWERED_FOR, OPEN_FOR = timedelta(days=180), timedelta(days=30)

_OF_TOKENS = text("""
SELECT m.reply_token, m.id, m.contact_id, m.account_id, m.enrollment_id, m.sequence_id
FROM jsonb_array_elements_text(CAST(:tokens AS jsonb)) x (token)
JOIN message m ON m.reply_token = x.token""")
_OF_IDS = text("""
SELECT x.id AS number, false AS is_answer, m.reply_token, m.id, m.contact_id, m.account_id,
    m.enrollment_id, m.sequence_id
FROM unnest(CAST(:ids AS bigint[])) x (id) JOIN message m ON m.id = x.id
UNION ALL
SELECT x.id, true, m.reply_token, m.id, m.contact_id, m.account_id, m.enrollment_id, m.sequence_id
FROM unnest(CAST(:ids AS bigint[])) x (id) JOIN answer a ON a.id = x.id
JOIN message m ON m.id = a.message_id""")
# An id that the provider gave to several names none of them.
_OF_MAIL_IDS = text("""
SELECT m.mail_id, m.id, m.contact_id, m.account_id, m.enrollment_id, m.sequence_id
FROM jsonb_array_elements_text(CAST(:ids AS jsonb)) x (mail_id)
JOIN message m ON m.mail_id = x.mail_id
WHERE m.mail_id <> '' AND NOT EXISTS (SELECT FROM message o
    WHERE o.mail_id = m.mail_id AND o.mail_id <> '' AND o.id <> m.id)""")
# The latest email of each conversation with these addresses, or with who has them.
_OF_SENDERS = text("""
SELECT DISTINCT ON (x.address, m.enrollment_id)
    x.address, m.id, m.contact_id, m.account_id, m.enrollment_id, m.sequence_id,
    e.status = 'active' OR m.sent_at > :lately OR EXISTS (SELECT FROM reply r
        WHERE r.enrollment_id = e.id AND r.received_at > :lately) AS is_open
FROM jsonb_array_elements_text(CAST(:addresses AS jsonb)) x (address)
CROSS JOIN LATERAL (
    SELECT id FROM message WHERE address = x.address AND sent_at > :since
    UNION SELECT w.id FROM message w JOIN contact c ON c.id = w.contact_id
    WHERE c.email = x.address AND w.sent_at > :since) k
JOIN message m ON m.id = k.id JOIN enrollment e ON e.id = m.enrollment_id
WHERE m.contact_id IS NOT NULL
ORDER BY x.address, m.enrollment_id, m.sent_at DESC, m.id DESC""")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in at this moment, as it was read and judged."""

    reading: Reading
    verdict: Verdict
    at: datetime

    @property
    def mail(self) -> Mail:
        """The message itself."""
        return self.reading.mail


@dataclass(frozen=True, slots=True)
class Place:
    """The row of our message that another answers; None where nothing is certain. ``by`` is None
    where a person has to place it: of a message whose contact was deleted it is known no more than
    that, and a stop still speaks of its address. ``is_own``: it is itself a message of ours, which
    came back under another sender.
    """

    message: Any = None
    by: PlacedBy | None = None
    is_own: bool = False


def places(session: Session, incoming: Sequence[Incoming]) -> list[Place]:
    """The place of each of these messages, as far as it is certain."""
    named = [_named(each) for each in incoming]
    ours = _ours(session, {mail_id for each in named for some in each for mail_id in some})
    tokens = [threads.token_in(each.mail.recipients) for each in incoming]
    by_token = _by_token(session, tokens)
    certain = [
        _proven(each, _first(own, ours), by_token.get(token), _first(others, ours))
        for each, token, (own, others) in zip(incoming, tokens, named, strict=True)
    ]
    # A rung is asked only where those before it know nothing.
    unknown = [_may_ask_sender(*each) for each in zip(incoming, certain, strict=True)]
    senders = {each.mail.sender for each, ask in zip(incoming, unknown, strict=True) if ask}
    alone = _alone(session, senders)
    for number, each in enumerate(incoming):
        message = alone.get(each.mail.sender) if unknown[number] else None
        if message is not None:
            certain[number] = Place(message, PlacedBy.SENDER)
    return certain


def _named(incoming: Incoming) -> tuple[list[str], list[str]]:
    """Its own id, and those that it reports about or answers, the latest first."""
    mail, returned = incoming.mail, incoming.verdict.returned
    return [mail.message_id], [*returned, *mail.references[::-1]]


def _first(named: Iterable[str], ours: Mapping[str, Any]) -> Any:
    """The message of ours that is named first; None for none."""
    return next((ours[mail_id] for mail_id in named if mail_id in ours), None)


def _proven(incoming: Incoming, own: Any, addressed: Any, referred: Any) -> Place:
    """By the first two rungs."""
    if own is not None:
        return Place(is_own=True)
    if incoming.verdict.kind in NEVER:
        return Place()
    place = Place()
    for row, by in ((addressed, PlacedBy.ADDRESS), (referred, PlacedBy.REFERENCES)):
        if row is not None and row.contact_id is not None:
            return Place(row, by)
        if row is not None:
            place = Place(row)
    return place


def _may_ask_sender(incoming: Incoming, place: Place) -> bool:
    kind, mail = incoming.verdict.kind, incoming.mail
    # Nor does a report's sender say whom it is about.
    if place.by is not None or place.is_own or kind in (*NEVER, ReplyKind.BOUNCE):
        return False
    return mail.authentic or kind not in _LASTING


def _by_token(session: Session, tokens: Iterable[str]) -> dict[str, Any]:
    listed = [*{each for each in tokens if each}]
    if not listed:
        return {}
    rows = session.execute(_OF_TOKENS, {"tokens": json.dumps(listed)})
    return {row.reply_token: row for row in rows}


def _ours(session: Session, mail_ids: Iterable[str]) -> dict[str, Any]:
    """The message of each id that is ours for certain: its own or of an answer in its conversation,
    as we made it or as the provider replaced it.
    """
    listed = [*{*mail_ids} - {""}]
    if not listed:
        return {}
    rows = session.execute(_OF_MAIL_IDS, {"ids": json.dumps(listed)})
    ours: dict[str, Any] = {row.mail_id: row for row in rows}
    made = {mail_id: named for mail_id in listed if (named := threads.made_from(mail_id))}
    numbered = _by_number(session, {number for number, _ in made.values()})
    for mail_id, (number, check) in made.items():
        for row in numbered.get(number, ()):
            token = row.reply_token
            if threads.proves(threads.of_answer(token) if row.is_answer else token, check):
                ours[mail_id] = row
    return ours


def _by_number(session: Session, ids: Iterable[int]) -> dict[int, list[Any]]:
    """The messages with these numbers, and those in whose conversations answers with them are."""
    listed = [*ids]
    if not listed:
        return {}
    rows: dict[int, list[Any]] = {}
    for row in session.execute(_OF_IDS, {"ids": db.ids_of(listed)}):
        rows.setdefault(row.number, []).append(row)
    return rows


def _alone(session: Session, addresses: Iterable[str]) -> dict[str, Any]:
    """The latest email of the one conversation that each of these has open; where none is open any
    more, of the one that they had.
    """
    listed = [*addresses]
    if not listed:
        return {}
    now = clock.now()
    about = {"since": now - ANSWERED_FOR, "lately": now - OPEN_FOR}
    had: dict[str, list[Any]] = {}
    for row in session.execute(_OF_SENDERS, about | {"addresses": json.dumps(listed)}):
        had.setdefault(row.address, []).append(row)
    meant = {address: [row for row in rows if row.is_open] or rows for address, rows in had.items()}
    return {address: rows[0] for address, rows in meant.items() if len(rows) == 1}
