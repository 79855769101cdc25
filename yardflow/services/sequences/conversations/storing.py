"""Posts as they come: each kept once, to be read later."""

import hashlib
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock

LONGEST_TYPE = 500
# SendGrid posts again for three days what it believes was not taken; what can't be read is kept for
# as long as someone may look into it.
KEPT, KEPT_UNREADABLE = timedelta(days=7), timedelta(days=30)
_STORE = text("""
INSERT INTO inbound_post (hash, content_type, content, received_at, error)
VALUES (:hash, :content_type, :content, :now, '') ON CONFLICT DO NOTHING RETURNING id""")
_REFUSE = text("""
INSERT INTO inbound_post (hash, content_type, received_at, read_at, error)
VALUES (:hash, :content_type, :now, :now, :error) ON CONFLICT DO NOTHING RETURNING id""")
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
        "now": clock.now(),
    }
    return session.execute(_STORE, values).first() is not None


def refuse(session: Session, content_type: str, digest: str, error: str) -> bool:
    """Notes a post that can be no email, by the hash of what was signed, with the reason and
    without its content; False where it is there already.
    """
    values = {"hash": digest, "content_type": content_type[:LONGEST_TYPE], "error": error}
    return session.execute(_REFUSE, {**values, "now": clock.now()}).first() is not None


def purge(session: Session) -> None:
    """Forgets posts that no one posts again."""
    now = clock.now()
    session.execute(_PURGE, {"read": now - KEPT, "unreadable": now - KEPT_UNREADABLE})
