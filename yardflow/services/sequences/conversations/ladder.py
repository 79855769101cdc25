"""Whose a message is that came in: by a ladder from what is certain to what a person has to say.

The secret address proves it. The ids of messages that it names prove it as well. A sender with one
conversation alone can mean no other; with more, or with none, a person places the reply. And since
anyone can write under any name, what would stop emails for good is not placed by that name alone.
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
from yardflow.services.sequences.replies import Mail, Verdict

# No answers.
NEVER = (ReplyKind.LIST, ReplyKind.OWN)
# What stops emails for good.
_LASTING = (ReplyKind.STOP, ReplyKind.LEFT)
# A conversation is open for so long after our last email.
OPEN_FOR = timedelta(days=180)

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
# The latest email of each conversation with these addresses, or with who has them.
_OF_SENDERS = text("""
SELECT DISTINCT ON (x.address, m.enrollment_id)
    x.address, m.id, m.contact_id, m.account_id, m.enrollment_id, m.sequence_id
FROM jsonb_array_elements_text(CAST(:addresses AS jsonb)) x (address)
CROSS JOIN LATERAL (
    SELECT id FROM message WHERE address = x.address AND sent_at > :since
    UNION SELECT w.id FROM message w JOIN contact c ON c.id = w.contact_id
    WHERE c.email = x.address AND w.sent_at > :since) k
JOIN message m ON m.id = k.id
WHERE m.enrollment_id IS NOT NULL AND m.contact_id IS NOT NULL
ORDER BY x.address, m.enrollment_id, m.sent_at DESC, m.id DESC""")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in at this moment, as it was read and judged."""

    mail: Mail
    verdict: Verdict
    at: datetime


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
    ours = _by_id(session, {number for each in named for some in each for number, _ in some})
    tokens = [threads.token_in(each.mail.recipients) for each in incoming]
    by_token = _by_token(session, tokens)
    certain = [
        _proven(each, _first(own, ours), by_token.get(token), _first(others, ours))
        for each, token, (own, others) in zip(incoming, tokens, named, strict=True)
    ]
    # A rung is asked only where those before it know nothing.
    unknown = [_may_ask_sender(*each) for each in zip(incoming, certain, strict=True)]
    senders = {each.mail.sender for each, ask in zip(incoming, unknown, strict=True) if ask}
    open_ones = _by_sender(session, senders)
    for number, each in enumerate(incoming):
        alone = open_ones.get(each.mail.sender, ()) if unknown[number] else ()
        if len(alone) == 1:
            certain[number] = Place(alone[0], PlacedBy.SENDER)
    return certain


def _named(incoming: Incoming) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The messages and answers of ours that its own id names, and those that it reports about or
    answers, the latest first; each with what proves it.
    """
    mail, returned = incoming.mail, incoming.verdict.returned
    return (
        threads.named_by([mail.message_id]),
        threads.named_by([*returned, *mail.references[::-1]]),
    )


def _first(named: Iterable[tuple[int, str]], ours: Mapping[int, list[Any]]) -> Any:
    """The message that is named first, itself or by an answer in its conversation, and is ours for
    certain; None for none.
    """
    for number, check in named:
        for row in ours.get(number, ()):
            token = row.reply_token
            if threads.proves(threads.of_answer(token) if row.is_answer else token, check):
                return row
    return None


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


def _by_id(session: Session, ids: Iterable[int]) -> dict[int, list[Any]]:
    """The messages with these numbers, and those in whose conversations answers with them are."""
    listed = [*ids]
    if not listed:
        return {}
    ours: dict[int, list[Any]] = {}
    for row in session.execute(_OF_IDS, {"ids": db.ids_of(listed)}):
        ours.setdefault(row.number, []).append(row)
    return ours


def _by_sender(session: Session, addresses: Iterable[str]) -> dict[str, list[Any]]:
    """The latest emails of the open conversations that these have."""
    listed = [*addresses]
    if not listed:
        return {}
    about = {"addresses": json.dumps(listed), "since": clock.now() - OPEN_FOR}
    open_ones: dict[str, list[Any]] = {}
    for row in session.execute(_OF_SENDERS, about):
        open_ones.setdefault(row.address, []).append(row)
    return open_ones
