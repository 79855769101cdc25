"""What follows from replies: who is emailed no more, or not for a while, and who is to know."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import db
from yardflow.models import Account, Contact, Hold, Reply, ReplyKind
from yardflow.services.sequences.conversations import outcomes
from yardflow.services.sequences.conversations.outcomes import UNPROVEN, Followed
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.holds import HoldOn, Wish

TO_PLACE = "Their reply is to be placed"
_KEPT_BACK = (ReplyKind.HUMAN, ReplyKind.STOP, ReplyKind.LEFT)
# Of those that are placed, beside stops.
_OF_PLACED: dict[ReplyKind, Callable[[Session, Sequence[Followed]], None]] = {
    ReplyKind.HUMAN: outcomes.humans,
    ReplyKind.OUT_OF_OFFICE: outcomes.aways,
    ReplyKind.LEFT: outcomes.left,
    ReplyKind.BOUNCE: outcomes.bounces,
}
_LOCK = text("""
SELECT c.id FROM unnest(CAST(:ids AS bigint[])) x (id) JOIN contact c ON c.id = x.id
ORDER BY c.id FOR NO KEY UPDATE OF c""")
# Whoever has one of these addresses and was emailed.
_OF_SENDERS = text("""
SELECT c.id, c.email FROM jsonb_array_elements_text(CAST(:addresses AS jsonb)) x (address)
JOIN contact c ON c.email = x.address
WHERE EXISTS (SELECT FROM enrollment e WHERE e.contact_id = c.id AND e.status = 'active')
ORDER BY c.id FOR NO KEY UPDATE OF c""")


def follow(session: Session, replies: Sequence[Reply]) -> None:
    """Does what follows from replies as far as it is certain whose they are: in their order, and
    together where they speak of different accounts and addresses.
    """
    if contacts := {reply.contact_id for reply in replies if reply.contact_id is not None}:
        session.execute(_LOCK, {"ids": db.ids_of(contacts)})
    for some in _apart(outcomes.known_of(session, replies)):
        _follow(session, some)
    session.flush()


def _apart(replies: Iterable[Followed]) -> Iterator[list[Followed]]:
    """As many in a row as have nothing to do with each other."""
    some: list[Followed] = []
    seen: set[int | str] = set()
    for each in replies:
        about: set[int | str] = {each.reply.account_id or 0, each.reply.sender, *each.addresses}
        about -= {0, ""}
        if seen & about:
            yield some
            some, seen = [], set()
        some.append(each)
        seen |= about
    if some:
        yield some


def _follow(session: Session, some: Sequence[Followed]) -> None:
    stops = [each for each in some if each.reply.kind == ReplyKind.STOP and each.is_proven]
    if stops:
        outcomes.stops(session, stops)
    for kind, follow_all in _OF_PLACED.items():
        placed = [each for each in some if each.contact_id and each.reply.kind == kind]
        if placed:
            follow_all(session, placed)
    others = [each for each in some if not each.contact_id and each not in stops]
    _keep_back(session, [each.reply for each in others])
    outcomes.tell(session, [each.reply for each in others if each.reply.kind == ReplyKind.HUMAN])


def place_held(session: Session, reply: Reply) -> None:
    """A reply that was held back has its place: the hold ends, and what follows is done."""
    let_go(session, reply)
    follow(session, [reply])


def let_go(session: Session, reply: Reply) -> None:
    """Ends what holds until this reply is placed."""
    for hold in session.scalars(select(Hold).where(col(Hold.reply_id) == reply.id)):
        if hold.until is None:
            holds.end(session, None, hold)


def _keep_back(session: Session, replies: Sequence[Reply]) -> None:
    """Someone answered, and it isn't known in which conversation, or whether they wrote it at all:
    until it is, they get nothing.
    """
    kept = [reply for reply in replies if reply.kind in _KEPT_BACK and reply.sender]
    if not kept:
        return
    addresses = json.dumps([reply.sender for reply in kept])
    contacts: dict[str, list[int]] = {}
    for number, address in session.execute(_OF_SENDERS, {"addresses": addresses}):
        contacts.setdefault(address, []).append(number)
    wishes = [
        Wish(HoldOn(contact_id=number), TO_PLACE, reply_id=reply.id)
        for reply in kept
        for number in contacts.get(reply.sender, ())
    ]
    holds.put(session, wishes)
    for reply in kept:
        said = ["On hold until this reply is placed."] if reply.sender in contacts else []
        if reply.kind is not ReplyKind.HUMAN and not reply.authentic:
            said.insert(0, f"{UNPROVEN}.")
        reply.outcome = " ".join(said)


def where(session: Session, contact_id: int) -> tuple[tzinfo, str]:
    """The zone and the country of a contact, in UTC where no one knows."""
    country, headquarters = session.execute(
        select(col(Contact.country), col(Account.headquarters))
        .join(Account, col(Account.id) == col(Contact.account_id))
        .where(col(Contact.id) == contact_id)
    ).one()
    return outcomes.where(country, headquarters)
