"""What a recipient asks for by the link in an email: no more of them, a pause, or to undo that.

The link carries its message's key, and whoever has it speaks for the address that the message went
to. Asking twice is asking once.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Hold, Message
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.suppressions import service as suppressions
from yardflow.services.sequences.suppressions.matching import of_addresses

PAUSE = timedelta(days=30)
# What the link of a test email carries; no message has it, so it does nothing.
TEST_KEY = "test"
_LONGEST_KEY = 64
_ASKED = "They asked for a pause of 30 days"

_OF_ADDRESS = text("""
SELECT e.id FROM enrollment e JOIN contact c ON c.id = e.contact_id
WHERE e.status = 'active' AND c.email = :address""")


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


def resubscribe(session: Session, key: str) -> bool:
    """Takes back what the recipient asked for, and nothing that anyone else said; says whether the
    address is free now: else it is suppressed for another reason.

    Raises:
        NotFound: no message has this key.
    """
    message = _message(session, key)
    suppressions.withdraw(session, message.address)
    message.unsubscribed_at = None
    session.add(message)
    if message.contact_id is not None:
        session.execute(delete(Hold).where(*_own_pause(message.contact_id)))
    _wake(session, message.address)
    return not of_addresses(session, [message.address])


def pause(session: Session, key: str) -> None:
    """No sequence mails this person for a while.

    Raises:
        NotFound: no message has this key, or its contact was deleted.
    """
    message = _message(session, key)
    if message.contact_id is None:
        raise NotFound.of("email")
    session.execute(delete(Hold).where(*_own_pause(message.contact_id)))
    session.add(Hold(contact_id=message.contact_id, reason=_ASKED, until=clock.now() + PAUSE))
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


def _own_pause(contact_id: int) -> tuple[Any, ...]:
    return (
        col(Hold.contact_id) == contact_id,
        col(Hold.reason) == _ASKED,
        col(Hold.held_by).is_(None),
    )


def _wake(session: Session, address: str) -> None:
    waiting = session.scalars(_OF_ADDRESS, {"address": address}).all()
    progress.wake(session, waiting, clock.now())
