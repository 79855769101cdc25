"""What a reader's mail program or browser fetches of an email: opens and clicks, reported by
ourselves.
"""

import json
import secrets

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock

# Where the link leads that no person sees.
HIDDEN = "hidden"
# Whoever has an email could otherwise fill the database by fetching its picture.
MOST_VISITS = 200
_LONGEST_KEY = 64
_NOTE = text("""
INSERT INTO message_event (event_id, message_id, kind, at, received_at, details)
SELECT :event_id, m.id, :kind, :now, :now, CAST(:details AS jsonb)
FROM message m WHERE m.key = :key
    AND (SELECT count(*) FROM message_event e WHERE e.message_id = m.id) < :most""")


def opened(session: Session, key: str, agent: str, *, machine: bool) -> None:
    """The picture of the message with this key was fetched by ``agent``; ``machine`` where that
    is a program's for certain. What no message has as its key is no open.
    """
    _note(session, "open", key, "", agent, machine)


def followed(session: Session, key: str, url: str, agent: str, *, machine: bool) -> None:
    """As `opened`, of a link that leads to ``url``, or to `HIDDEN`."""
    _note(session, "click", key, url, agent, machine)


def _note(session: Session, kind: str, key: str, url: str, agent: str, machine: bool) -> None:
    if not key.isascii() or len(key) > _LONGEST_KEY:
        return
    values = {
        "event_id": f"{kind}.{secrets.token_urlsafe(12)}",
        "kind": kind,
        "key": key,
        "details": json.dumps({"url": url, "agent": agent, "machine": machine}),
        "now": clock.now(),
        "most": MOST_VISITS,
    }
    session.execute(_NOTE, values)
