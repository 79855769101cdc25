"""What a recipient asks for by the link in an email: no more of them, a pause, or to undo that.

The link carries its message's key, and whoever has it speaks for the address that the message went
to. Asking twice is asking once.
"""

from datetime import timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy import delete, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Hold, Message, SuppressionReason
from yardflow.services.sequences.decisions import Exit, outcome_words
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.suppressions import service as suppressions
from yardflow.services.sequences.suppressions.matching import of_addresses

PAUSE = timedelta(days=30)
# What the link of a test email carries; no message has it, so it does nothing.
TEST_KEY = "test"
_LONGEST_KEY = 64
_ASKED = "They asked for a pause of 30 days"
_BACK = "Continues, because they undid their unsubscribing."
# Why the engine had them exit.
_UNSUBSCRIBED = outcome_words(Exit(Why.SUPPRESSED, SuppressionReason.UNSUBSCRIBED.value))

_OF_ADDRESS = text("""
SELECT e.id FROM enrollment e JOIN contact c ON c.id = e.contact_id
WHERE e.status = 'active' AND c.email = :address""")

# Held while they are written down, so that none is deleted meanwhile.
_PEOPLE = text("""
SELECT id FROM contact WHERE id = :contact OR email = :address ORDER BY id FOR KEY SHARE""")


def unsubscribe(session: Session, key: str) -> None:
    """No sequence mails this address any more.

    Raises:
        NotFound: no message has this key.
    """
    message = _message(session, key)
    suppressions.unsubscribe(session, message.address)
    if message.unsubscribed_at is None:
        message.unsubscribed_at = clock.now()
        session.add(message)
    _wake(session, message.address)


class Undone(Enum):
    """What the recipient gets from now on: the emails that they got, those alone that may begin
    anew, or none, because the address is suppressed for another reason.
    """

    AS_BEFORE = auto()
    ONLY_NEW = auto()
    STILL_SUPPRESSED = auto()


def resubscribe(session: Session, key: str) -> Undone:
    """Takes back what the recipient asked for, and nothing that anyone else said. Sequences that
    they left by it go on where they were.

    Raises:
        NotFound: no message has this key.
    """
    message = _message(session, key)
    since = suppressions.withdraw(session, message.address)
    message.unsubscribed_at = None
    session.add(message)
    session.execute(delete(Hold).where(*_own_pause(_at_address(session, message))))
    if of_addresses(session, [message.address]):
        return Undone.STILL_SUPPRESSED
    if since is not None:
        progress.reopen(session, message.address, _UNSUBSCRIBED, since, _BACK, clock.now())
    return Undone.AS_BEFORE if _wake(session, message.address) else Undone.ONLY_NEW


def pause(session: Session, key: str) -> None:
    """No sequence mails this person for a while, nor anyone who shares the address.

    Raises:
        NotFound: no message has this key, or its contact was deleted and no one else has its
            address.
    """
    message = _message(session, key)
    contact_ids = _at_address(session, message)
    if not contact_ids:
        raise NotFound.of("email")
    session.execute(delete(Hold).where(*_own_pause(contact_ids)))
    until = clock.now() + PAUSE
    session.add_all(Hold(contact_id=each, reason=_ASKED, until=until) for each in contact_ids)
    session.flush()
    _wake(session, message.address)


def _message(session: Session, key: str) -> Message:
    message = None
    if key.isascii() and 0 < len(key) <= _LONGEST_KEY:
        message = session.scalars(
            select(Message).where(col(Message.key) == key).with_for_update()
        ).one_or_none()
    if message is None:
        raise NotFound.of("email")
    return message


def _at_address(session: Session, message: Message) -> list[int]:
    """Whom the message went to, and whoever has its address now."""
    about = {"contact": message.contact_id, "address": message.address}
    return [*session.scalars(_PEOPLE, about)]


def _own_pause(contact_ids: list[int]) -> tuple[Any, ...]:
    return (
        col(Hold.contact_id).in_(contact_ids),
        col(Hold.reason) == _ASKED,
        col(Hold.held_by).is_(None),
    )


def _wake(session: Session, address: str) -> bool:
    """Has its contacts looked at again; whether one is in a sequence."""
    waiting = session.scalars(_OF_ADDRESS, {"address": address}).all()
    progress.wake(session, waiting, clock.now())
    return bool(waiting)
