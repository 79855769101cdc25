"""Posts as they come: each kept once, to be read later."""

import hashlib
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import InboundPost

LONGEST_TYPE = 500
# SendGrid posts again for three days what it believes was not taken; what can't be read is kept for
# as long as someone may look into it.
KEPT, KEPT_UNREADABLE = timedelta(days=7), timedelta(days=30)
_PURGE = text("""
DELETE FROM inbound_post WHERE read_at IS NOT NULL
    AND received_at < CASE error WHEN '' THEN CAST(:read AS timestamptz) ELSE :unreadable END""")


def fingerprint(content_type: str, body: bytes) -> str:
    """What is the same for the same message posted again: what separates its parts differs each
    time.
    """
    boundary = content_type.partition("boundary=")[2].strip().strip('"').encode()
    same = body.replace(boundary, b"") if len(boundary) > 5 else body
    return hashlib.sha256(same).hexdigest()


def store(session: Session, content_type: str, body: bytes) -> bool:
    """Keeps a post; False where it is kept already."""
    values = {
        "hash": fingerprint(content_type, body),
        "content_type": content_type[:LONGEST_TYPE],
        "content": body,
        "received_at": clock.now(),
        "error": "",
    }
    stored = session.execute(
        insert(InboundPost).values(**values).on_conflict_do_nothing().returning(col(InboundPost.id))
    )
    return stored.scalar_one_or_none() is not None


def purge(session: Session) -> None:
    """Forgets posts that no one posts again."""
    now = clock.now()
    session.execute(_PURGE, {"read": now - KEPT, "unreadable": now - KEPT_UNREADABLE})
