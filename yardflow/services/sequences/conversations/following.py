"""What follows from a reply: who is emailed no more, or not for a while, and who is to know."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Invalid
from yardflow.models import (
    Account,
    Contact,
    Hold,
    Message,
    PlacedBy,
    Reply,
    ReplyKind,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services.sequences import events
from yardflow.services.sequences.conversations import colleagues, ending
from yardflow.services.sequences.decisions import ready_again, zones
from yardflow.services.sequences.enrollments import holds, progress
from yardflow.services.sequences.enrollments.holds import HoldOn
from yardflow.services.sequences.events import Report, notices
from yardflow.services.sequences.suppressions import service as suppressions

# Without a date that is certain.
AWAY_FOR = timedelta(days=7)
TO_PLACE = "Their reply is to be placed"
_UNPROVEN = "It isn't proven who sent this"
_KEPT_BACK = (ReplyKind.HUMAN, ReplyKind.STOP, ReplyKind.LEFT)
_REPLIED = "They replied"
_LEFT = "They left the company"
_LONGEST_NOTE = 400
_OF_CONTACT = text("SELECT id FROM enrollment WHERE contact_id = :id AND status = 'active'")
_LOCK = text("SELECT id FROM contact WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE")
# Whoever has this address and was emailed.
_OF_SENDER = text("""
SELECT c.id FROM contact c WHERE c.email = :address AND EXISTS (
    SELECT FROM enrollment e WHERE e.contact_id = c.id AND e.status = 'active')""")
_TASK = text("""
INSERT INTO sequence_task (enrollment_id, step, visit, kind, title, assignee_id, due_at, created_at)
SELECT e.id, :step, 1, 'reply', :title, coalesce(c.owner_id, s.owner_id), :now, :now
FROM enrollment e JOIN contact c ON c.id = e.contact_id JOIN sequence s ON s.id = e.sequence_id
WHERE e.id = :id ON CONFLICT DO NOTHING""")


def follow(session: Session, reply: Reply) -> None:
    """Does what follows from a reply as far as it is certain whose it is."""
    if reply.kind == ReplyKind.STOP and _is_proven(reply):
        reply.outcome = _stop(session, reply)
    elif reply.contact_id is None:
        _keep_back(session, reply)
    else:
        session.execute(_LOCK, {"ids": [reply.contact_id]})
        reply.outcome = _of_placed(session, reply)
    session.add(reply)
    session.flush()


def place_held(session: Session, reply: Reply) -> None:
    """A reply that was held back has its place: the hold ends, and what follows is done."""
    let_go(session, reply)
    follow(session, reply)


def let_go(session: Session, reply: Reply) -> None:
    """Ends what holds until this reply is placed."""
    for hold in session.scalars(select(Hold).where(col(Hold.reply_id) == reply.id)):
        if hold.until is None:
            holds.end(session, None, hold)


def _is_proven(reply: Reply) -> bool:
    """Whether it is certain that who wrote it is who was written to, or a person has said so."""
    if reply.placed_by is None:
        # A message of ours whose contact was deleted proves it as well.
        return reply.authentic or reply.message_id is not None
    return reply.authentic or reply.placed_by is not PlacedBy.SENDER


def _of_placed(session: Session, reply: Reply) -> str:
    match reply.kind:
        case ReplyKind.HUMAN:
            return _human(session, reply)
        case ReplyKind.OUT_OF_OFFICE:
            return _away(session, reply)
        case ReplyKind.LEFT:
            return _left(session, reply)
        case ReplyKind.BOUNCE:
            return _bounced(session, reply)
        case _:
            return ""


def _human(session: Session, reply: Reply) -> str:
    """It ends or pauses, as their sequences say, and whose conversation it is learns of it."""
    contact_id = reply.contact_id or 0
    outcomes = ending.of_contact(session, contact_id, _REPLIED, reply_id=reply.id)
    outcomes += colleagues.after(session, contact_id, "replied", reply_id=reply.id)
    name = reply.sender_name or reply.sender
    notices.of_reply(session, reply.id or 0, f"{name}: {_short(reply.said or reply.subject)}")
    if reply.unsure and reply.enrollment_id is not None:
        title = f"May ask for no more emails: {_short(reply.said)}"
        about = {"id": reply.enrollment_id, "step": f"reply-{reply.id}", "title": title}
        session.execute(_TASK, {**about, "now": clock.now()})
        outcomes.append("A task asks someone to read it.")
    return " ".join(outcomes)


def _away(session: Session, reply: Reply) -> str:
    """The person is held in every sequence. What a person holds is another hold, and lasts."""
    now = clock.now()
    until = a_week = reply.received_at + AWAY_FOR
    if reply.until is not None:
        zone, country = where(session, reply.contact_id or 0)
        until = ready_again(reply.until, country, zone)
    unproven = not _is_proven(reply) and until > a_week
    if unproven:
        until = a_week
    if until <= now:
        return "They are back already."
    for hold in session.scalars(_former_absences(reply, now)):
        holds.end(session, None, hold)
    reason = "Out of the office"
    if reply.until is not None:
        reason = f"Out of the office until {reply.until:%B} {reply.until.day}"
    whom = HoldOn(contact_id=reply.contact_id)
    holds.hold(session, None, whom, reason, until, reply_id=reply.id)
    outcome = f"On hold until {until:%B} {until.day}, {until:%Y}."
    return f"{outcome} {_UNPROVEN}, so it is a week." if unproven else outcome


def _former_absences(reply: Reply, now: datetime) -> Any:
    return (
        select(Hold)
        .join(Reply, col(Reply.id) == col(Hold.reply_id))
        .where(
            col(Hold.contact_id) == reply.contact_id,
            col(Hold.until) > now,
            # What a person has said since lasts.
            col(Hold.held_by).is_(None),
            col(Reply.kind) == ReplyKind.OUT_OF_OFFICE,
        )
    )


def _left(session: Session, reply: Reply) -> str:
    _suppress(
        session, _addresses(session, reply)[:1], SuppressionReason.INVALID, f"{_LEFT}, they reply."
    )
    ending.all_of(session, reply.contact_id or 0, _LEFT)
    named = reply.successor_name or reply.successor_address
    successor = f" {named} takes over, they say." if named else ""
    return f"Ended everywhere; the address is suppressed.{successor}"


def _stop(session: Session, reply: Reply) -> str:
    """Their wish holds at once, whether or not it is known whose reply it is. It says nothing of an
    address that they only claim to write from.
    """
    addresses = _addresses(session, reply)
    if reply.authentic or reply.placed_by is PlacedBy.PERSON:
        addresses.append(reply.sender)
    note = f"Asked in a reply: {_short(reply.said)}"
    _suppress(session, addresses, SuppressionReason.OBJECTED, note)
    if reply.contact_id is not None:
        active = session.scalars(_OF_CONTACT, {"id": reply.contact_id}).all()
        progress.wake(session, active, clock.now())
    return "No more emails go to them."


def _bounced(session: Session, reply: Reply) -> str:
    """As if SendGrid had reported it."""
    message = session.get(Message, reply.message_id) if reply.message_id else None
    if message is None or reply.bounce is None:
        return ""
    details = {"bounce": reply.bounce.value}
    at = reply.received_at
    events.store(session, [Report(f"reply-{reply.id}", message.key, "bounce", at, details)])
    return "Counted as a bounce."


def _keep_back(session: Session, reply: Reply) -> None:
    """Someone answered, and it isn't known in which conversation, or whether they wrote it at all:
    until it is, they get nothing.
    """
    if reply.kind not in _KEPT_BACK or not reply.sender:
        return
    contacts = session.scalars(_OF_SENDER, {"address": reply.sender}).all()
    for contact_id in contacts:
        whom = HoldOn(contact_id=contact_id)
        holds.hold(session, None, whom, TO_PLACE, reply_id=reply.id)
    said = ["On hold until this reply is placed."] if contacts else []
    if reply.kind is not ReplyKind.HUMAN and not reply.authentic:
        said.insert(0, f"{_UNPROVEN}.")
    reply.outcome = " ".join(said)


def _addresses(session: Session, reply: Reply) -> list[str]:
    """Where we wrote to them, and where we would."""
    message = session.get(Message, reply.message_id) if reply.message_id else None
    contact = session.get(Contact, reply.contact_id) if reply.contact_id else None
    listed = [message.address if message else "", (contact.email or "") if contact else ""]
    return [*dict.fromkeys(filter(None, listed))]


def _suppress(
    session: Session, addresses: Iterable[str], reason: SuppressionReason, note: str
) -> None:
    for address in dict.fromkeys(filter(None, addresses)):
        with suppress(Invalid):
            suppressions.suppress(session, address, reason, SuppressionSource.RECIPIENT, note)


def where(session: Session, contact_id: int) -> tuple[tzinfo, str]:
    """The zone and the country of a contact, in UTC where no one knows."""
    country, headquarters = session.execute(
        select(col(Contact.country), col(Account.headquarters))
        .join(Account, col(Account.id) == col(Contact.account_id))
        .where(col(Contact.id) == contact_id)
    ).one()
    zone = zones.zone_of(country, headquarters) or UTC
    return zone, zones.country_of(country, headquarters)


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= _LONGEST_NOTE else f"{line[:_LONGEST_NOTE]}…"
