"""A reply that perhaps asks for no more emails: a person who has read it says that it does."""

from contextlib import suppress as passing
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, Invalid
from yardflow.models import SuppressionReason
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.sequences.conversations import outcomes, placing
from yardflow.services.sequences.suppressions import service as suppressions

_REASON = SuppressionReason.OBJECTED
_NO_DOUBT = "This reply doesn't seem to ask for no more emails."
_NOT_PLACED = "Place this reply first: it isn't known whose it is."
_CLOSE = text("""
UPDATE sequence_task SET done_at = :now, done_by = :by
WHERE enrollment_id = :enrollment AND step = :step AND done_at IS NULL""")
_OPEN = text("""
UPDATE sequence_task SET done_at = NULL, done_by = NULL
WHERE enrollment_id = :enrollment AND step = :step AND done_at = :then""")


@dataclass(frozen=True, slots=True)
class Stop:
    """That it is a stop: the suppressions that are new with it."""

    reply_id: int
    suppression_ids: tuple[int, ...]


def suppress(session: Session, principal: Principal, reply_id: int) -> Stop:
    """They ask for no more emails: does what a stop does, and the reply and its task are dealt
    with.

    Raises:
        NotFound: there is no such reply.
        Conflict: it isn't one that may ask to stop, or has no place.
    """
    reply = placing.load(session, reply_id)
    if not reply.unsure:
        raise Conflict(_NO_DOUBT)
    if reply.contact_id is None:
        raise Conflict(_NOT_PLACED)
    (known,) = outcomes.known_of(session, [reply])
    new = []
    for address in sorted({*known.addresses, reply.sender}):
        with passing(Invalid):
            wish = suppressions.wish_of(address, _REASON, outcomes.asked_in(reply))
            added = suppressions.add(session, principal, wish.value, wish.reason, wish.note)
            new += [added.id] if added.new else []
    outcomes.wake(session, [reply.contact_id])
    now = clock.now()
    if reply.decided_at is None:
        reply.decided_at, reply.decided_by = now, principal.user_id
    if not reply.outcome.endswith(outcomes.STOPPED):
        reply.outcome = f"{reply.outcome} {outcomes.STOPPED}".strip()
    session.add(reply)
    session.flush()
    about = {"enrollment": reply.enrollment_id, "step": f"reply-{reply.id}"}
    session.execute(_CLOSE, {**about, "now": reply.decided_at, "by": principal.user_id})
    audit.record(session, principal, "reply.suppressed", "reply", reply.id)
    return Stop(reply_id, tuple(new))


def undo(session: Session, principal: Principal, stop: Stop) -> None:
    """They don't, after all: what this person has just suppressed is undone, and the reply and its
    task are open again.

    Raises:
        NotFound: the reply or a suppression is gone, or is another person's.
        Conflict: someone else wants it suppressed, too.
    """
    reply = placing.load(session, stop.reply_id)
    for number in stop.suppression_ids:
        suppressions.undo_add(session, principal, number)
    about = {"enrollment": reply.enrollment_id, "step": f"reply-{reply.id}"}
    session.execute(_OPEN, {**about, "then": reply.decided_at})
    reply.decided_at = reply.decided_by = None
    reply.outcome = reply.outcome.removesuffix(outcomes.STOPPED).rstrip()
    session.add(reply)
    session.flush()
    audit.record(session, principal, "reply.reopened", "reply", reply.id)
