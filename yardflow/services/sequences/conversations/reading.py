"""Reading posts: each becomes a reply that is judged, or says why it can't be read."""

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Reply, ReplyFile, ReplyKind, Sender
from yardflow.services.sequences.conversations import following, placing
from yardflow.services.sequences.replies import Attached, Mail, Unreadable, Verdict, judge, of_form
from yardflow.services.sequences.replies.newest import parts_of

log = logging.getLogger(__name__)
# A round reads so many posts, and no more than so many bytes: they are in memory meanwhile.
BATCH = 50
MOST_BYTES = 40_000_000
LONGEST_SAID = 2_000
_KNOWN = "uq_reply_fingerprint"
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


def read(session: Session, most: int = BATCH) -> int:
    """Reads posts that no one has read yet, the oldest first; says how many."""
    waiting = session.execute(_WAITING, {"most": most, "bytes": MOST_BYTES}).all()
    if not waiting:
        return 0
    own = frozenset(session.scalars(select(col(Sender.address))))
    errors = [_read(session, post, own) for post in waiting]
    values = {"ids": [post.id for post in waiting], "errors": errors, "now": clock.now()}
    session.execute(_READ, values)
    return len(waiting)


def _read(session: Session, post: Any, own: Collection[str]) -> str:
    """Why the post can't be read; empty where it was. One that breaks something stops no other."""
    try:
        with session.begin_nested():
            _take(session, post, own)
    except Unreadable as problem:
        log.warning("post %s can't be read: %s", post.id, problem)
        return str(problem)
    except OperationalError:
        raise  # of the database: all of it is done again
    except IntegrityError as error:
        # Another worker reads the same message, which was posted twice.
        if getattr(getattr(error.orig, "diag", None), "constraint_name", "") == _KNOWN:
            return ""
        log.exception("post %s can't be read", post.id)
        return DEFECT
    except Exception:
        log.exception("post %s can't be read", post.id)
        return DEFECT
    return ""


def _take(session: Session, post: Any, own: Collection[str]) -> None:
    mail = of_form(post.content_type, bytes(post.content))
    verdict = judge(mail, own, post.received_at.date())
    if verdict.kind != ReplyKind.OWN and placing.is_own(session, mail.message_id):
        verdict = replace(verdict, kind=ReplyKind.OWN)
    reply = reply_of(mail, verdict, post.received_at)
    known = select(col(Reply.id)).where(col(Reply.fingerprint) == reply.fingerprint)
    if session.execute(known).first() is not None:
        return
    # It is stored with its place, in one statement.
    placing.place(session, reply, verdict.returned)
    keep(session, reply, mail.files)
    following.follow(session, reply)


def reply_of(mail: Mail, verdict: Verdict, at: datetime) -> Reply:
    """A message as it is to be written down."""
    parts = parts_of(mail.text)
    successor = verdict.successor
    return Reply(
        fingerprint=_fingerprint(mail),
        kind=verdict.kind,
        unsure=verdict.unsure,
        authentic=mail.authentic,
        sender=mail.sender,
        sender_name=mail.sender_name,
        recipients=list(mail.recipients),
        subject=mail.subject,
        text=parts.newest,
        quoted=parts.quoted,
        said=verdict.said[:LONGEST_SAID],
        mail_id=mail.message_id,
        mail_references=list(mail.references),
        until=verdict.until,
        successor_address=successor.address if successor else "",
        successor_name=successor.name if successor else "",
        bounce=verdict.bounce,
        received_at=at,
    )


def keep(session: Session, reply: Reply, files: Sequence[Attached]) -> None:
    """Writes a reply down, with what came along."""
    session.add(reply)
    session.flush()
    session.add_all(
        ReplyFile(
            reply_id=reply.id or 0,
            place=place,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            content=file.content,
        )
        for place, file in enumerate(files, 1)
    )
    session.flush()


def _fingerprint(mail: Mail) -> str:
    """A message is the same by its id and its sender; without an id, by what it says."""
    named = (mail.message_id,) if mail.message_id else (mail.subject, mail.text)
    return hashlib.sha256("\n".join((mail.sender, *named)).encode()).hexdigest()
