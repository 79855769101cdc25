"""Which messages are on their way: a row for all that are posted together.

They are found by it when their worker has died. An index on the status of messages would do that
too, but then each message would be written to all its indexes again once it was taken.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.services.sequences.engine.outgoing import Outgoing

_OPEN = text("""
INSERT INTO dispatch (decided_at, began_at, message_ids)
VALUES (:decided_at, :now, CAST(:ids AS bigint[]))""")
# What was begun together is written down together, so its first message says which it is.
_CLOSE = text("""
DELETE FROM dispatch WHERE message_ids[1] = ANY(CAST(:ids AS bigint[]))
    AND decided_at = ANY(CAST(:decisions AS timestamptz[]))""")
_LOST = text("DELETE FROM dispatch WHERE began_at <= :before RETURNING message_ids")


def begin(session: Session, messages: Sequence[Outgoing], now: datetime) -> None:
    """These, of one batch of decisions, become ``sending`` in this transaction, and are posted
    together after it.
    """
    if messages:
        about = {"decided_at": messages[0].decided_at, "now": now}
        ids = db.ids_of(message.id for message in messages)
        db.rows(session, _OPEN, {"ids": ids, **about})


def end(session: Session, messages: Sequence[Outgoing]) -> None:
    """What became of all that was begun together is known. Comes before messages are changed, as
    in `lost`, so that neither waits for the other.
    """
    ids = db.ids_of(message.id for message in messages)
    decisions = [*{message.decided_at for message in messages}]
    db.rows(session, _CLOSE, {"ids": ids, "decisions": decisions})


def lost(session: Session, before: datetime) -> list[int]:
    """The messages that were begun by then, and of which no one said what became of them."""
    return [number for ids in db.column(session, _LOST, {"before": before}) for number in ids]
