"""Reading posts: each becomes a reply that is judged, or says why it can't be read."""

import hashlib
import json
import logging
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Reply, ReplyFile, ReplyKind, Sender
from yardflow.services.sequences.conversations import following, ladder
from yardflow.services.sequences.conversations.ladder import Incoming, Place
from yardflow.services.sequences.replies import (
    Attached,
    Mail,
    Unreadable,
    judge,
    of_form,
    reading_of,
)

log = logging.getLogger(__name__)
# A round reads so many posts, and no more than so many bytes: they are in memory meanwhile.
BATCH = 100
MOST_BYTES = 40_000_000
LONGEST_SAID = 2_000
DEFECT = "Something went wrong on our end."
_WAITING = text("""
SELECT id, content_type, content, received_at FROM inbound_post WHERE id IN (
    SELECT id FROM (
        SELECT id, sum(octet_length(content)) OVER (ORDER BY id) AS bytes,
            row_number() OVER (ORDER BY id) AS number
        FROM inbound_post WHERE read_at IS NULL ORDER BY id LIMIT :most) waiting
    WHERE bytes <= :bytes OR number = 1)
ORDER BY id FOR UPDATE SKIP LOCKED""")
_READ = text("""
UPDATE inbound_post p SET read_at = :now, error = r.error,
    content = CASE WHEN r.error = '' THEN NULL ELSE p.content END
FROM unnest(CAST(:ids AS bigint[]), CAST(:errors AS text[])) r (id, error)
WHERE p.id = r.id""")
_COLUMNS = """fingerprint, kind, unsure, authentic, sender, sender_name, recipients, subject, text,
    quoted, said, mail_id, mail_references, until, successor_address, successor_name, bounce,
    received_at, placed_by, placed_at, contact_id, account_id, enrollment_id, sequence_id,
    message_id, outcome"""
# What came twice is kept once, also where another worker reads it at this moment.
_KEEP = text(f"""
INSERT INTO reply ({_COLUMNS})
SELECT {_COLUMNS} FROM jsonb_populate_recordset(NULL::reply, CAST(:rows AS jsonb))
ON CONFLICT (fingerprint) DO NOTHING RETURNING *""")  # noqa: S608 - names of ours


def read(session: Session, most: int = BATCH) -> int:
    """Reads posts that no one has read yet, the oldest first; says how many."""
    waiting = session.execute(_WAITING, {"most": most, "bytes": MOST_BYTES}).all()
    if not waiting:
        return 0
    own = frozenset(session.scalars(select(col(Sender.address))))
    errors: dict[int, str] = {}
    incoming: dict[int, Incoming] = {}
    for post in waiting:
        try:
            incoming[post.id] = _judged(post, own)
        except Unreadable as problem:
            log.warning("post %s can't be read: %s", post.id, problem)
            errors[post.id] = str(problem)
        except Exception:
            log.exception("post %s can't be read", post.id)
            errors[post.id] = DEFECT
    errors |= _taken(session, incoming)
    ids = [post.id for post in waiting]
    listed = [errors.get(number, "") for number in ids]
    session.execute(_READ, {"ids": ids, "errors": listed, "now": clock.now()})
    return len(waiting)


def _judged(post: Any, own: Collection[str]) -> Incoming:
    message = reading_of(of_form(post.content_type, bytes(post.content)))
    return Incoming(message, judge(message, own, post.received_at.date()), post.received_at)


def _taken(session: Session, incoming: dict[int, Incoming]) -> dict[int, str]:
    """Takes them together. Where that breaks something each is taken alone, so that one that does
    stops no other: it is named with the reason.
    """
    try:
        with session.begin_nested():
            _take(session, [*incoming.values()])
    except OperationalError:
        raise  # of the database: all of it is done again
    except Exception:
        if len(incoming) > 1:
            alone = [_taken(session, {number: each}) for number, each in incoming.items()]
            return {number: error for errors in alone for number, error in errors.items()}
        log.exception("post %s can't be read", *incoming)
        return dict.fromkeys(incoming, DEFECT)
    return {}


def _take(session: Session, incoming: Sequence[Incoming]) -> None:
    """Each is stored with its place, and what follows from it is done."""
    if not incoming:
        return
    places = ladder.places(session, incoming)
    rows = [_row(each, place) for each, place in zip(incoming, places, strict=True)]
    kept = select(Reply).from_statement(_KEEP)
    replies = session.scalars(kept, {"rows": json.dumps(rows)}).all()
    files = {row["fingerprint"]: each.mail.files for row, each in zip(rows, incoming, strict=True)}
    for reply in replies:
        session.add_all(_files(reply, files[reply.fingerprint]))
    following.follow(session, replies)


def _row(incoming: Incoming, place: Place) -> dict[str, Any]:
    """A message as it is to be written down."""
    mail, verdict, message = incoming.mail, incoming.verdict, place.message
    successor = verdict.successor
    row = {
        "fingerprint": _fingerprint(mail),
        "kind": ReplyKind.OWN if place.is_own else verdict.kind,
        "unsure": verdict.unsure,
        "authentic": mail.authentic,
        "sender": mail.sender,
        "sender_name": mail.sender_name,
        "recipients": mail.recipients,
        "subject": mail.subject,
        "text": incoming.reading.text,
        "quoted": incoming.reading.quoted,
        "said": verdict.said[:LONGEST_SAID],
        "mail_id": mail.message_id,
        "mail_references": mail.references,
        "until": verdict.until.isoformat() if verdict.until else None,
        "successor_address": successor.address if successor else "",
        "successor_name": successor.name if successor else "",
        "bounce": verdict.bounce,
        "received_at": incoming.at.isoformat(),
        "message_id": message.id if message else None,
        "outcome": "",
    }
    if place.by is None:
        return row
    return row | {
        "placed_by": place.by,
        "placed_at": clock.now().isoformat(),
        "contact_id": message.contact_id,
        "account_id": message.account_id,
        "enrollment_id": message.enrollment_id,
        "sequence_id": message.sequence_id,
    }


def _files(reply: Reply, files: Sequence[Attached]) -> list[ReplyFile]:
    """What came along."""
    return [
        ReplyFile(
            reply_id=reply.id or 0,
            place=place,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            content=file.content,
        )
        for place, file in enumerate(files, 1)
    ]


def _fingerprint(mail: Mail) -> str:
    """A message is the same by its id and its sender; without an id, by what it says."""
    named = (mail.message_id,) if mail.message_id else (mail.subject, mail.text)
    return hashlib.sha256("\n".join((mail.sender, *named)).encode()).hexdigest()
