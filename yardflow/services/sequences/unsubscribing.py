"""What a recipient asks for by the link in an email: no more of them, no more of this series, a
pause, or to undo that.

The link carries its message's key, and whoever has it speaks for the address that the message went
to. Asking twice is asking once.
"""

from datetime import timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy import delete, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.counts import counted
from yardflow.errors import NotFound
from yardflow.models import Hold, Message, SuppressionReason
from yardflow.services.sequences.decisions import Exit, outcome_words
from yardflow.services.sequences.decisions.outcomes import Why
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.enrollments.ending import end
from yardflow.services.sequences.suppressions import service as suppressions
from yardflow.services.sequences.suppressions.matching import of_addresses

# What the link of a test email carries; no message has it, so it does nothing.
TEST_KEY = "test"
_LONGEST_KEY = 64
PAUSES = (30, 90)
_ASKED = {days: f"They asked for a pause of {counted(days, 'day')}" for days in PAUSES}
_DECLINED = "They want no more emails of this sequence"
_BACK = "Continues, because they undid what they asked for."
# Why the engine had them exit.
_UNSUBSCRIBED = outcome_words(Exit(Why.SUPPRESSED, SuppressionReason.UNSUBSCRIBED.value))

_OF_ADDRESS = text("""
SELECT e.id, e.step, e.sequence_id FROM enrollment e JOIN contact c ON c.id = e.contact_id
WHERE e.status = 'active' AND c.email = :address ORDER BY e.id""")

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
    now = clock.now()
    if since is not None:
        progress.reopen(session, message.address, _UNSUBSCRIBED, since, _BACK, now)
    declined = message.sending_at or now, _BACK, now, message.sequence_id
    progress.reopen(session, message.address, _DECLINED, *declined)
    return Undone.AS_BEFORE if _wake(session, message.address) else Undone.ONLY_NEW


def decline(session: Session, key: str) -> None:
    """The sequence that this message is of ends for whoever is in it at the address. No one enters
    it twice, so it does not begin again.

    Raises:
        NotFound: no message has this key.
    """
    message = _message(session, key)
    rows = session.execute(_OF_ADDRESS, {"address": message.address})
    end(session, [(row, _DECLINED) for row in rows if row.sequence_id == message.sequence_id])


def pause(session: Session, key: str, days: int) -> None:
    """For one of `PAUSES` no sequence mails this person, nor anyone who shares the address.

    Raises:
        NotFound: no message has this key, or its contact was deleted and no one else has its
            address.
    """
    message = _message(session, key)
    contact_ids = _at_address(session, message)
    if not contact_ids:
        raise NotFound.of("email")
    session.execute(delete(Hold).where(*_own_pause(contact_ids)))
    until, reason = clock.now() + timedelta(days=days), _ASKED[days]
    session.add_all(Hold(contact_id=each, reason=reason, until=until) for each in contact_ids)
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
        col(Hold.reason).in_(_ASKED.values()),
        col(Hold.held_by).is_(None),
    )


def _wake(session: Session, address: str) -> bool:
    """Has its contacts looked at again; whether one is in a sequence."""
    waiting = session.scalars(_OF_ADDRESS, {"address": address}).all()
    progress.wake(session, waiting, clock.now())
    return bool(waiting)
