"""What each kind of reply leads to, for many of a kind at once: no two of them speak of the same
account or address.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.errors import Invalid
from yardflow.models import (
    Hold,
    PlacedBy,
    Reply,
    ReplyKind,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services.sequences import events
from yardflow.services.sequences.conversations import colleagues, ending
from yardflow.services.sequences.conversations.ending import Answered
from yardflow.services.sequences.conversations.ladder import ANSWERED_FOR
from yardflow.services.sequences.decisions import ready_again, zones
from yardflow.services.sequences.enrollments import holds, progress
from yardflow.services.sequences.enrollments.holds import HoldOn
from yardflow.services.sequences.events import Report, notices
from yardflow.services.sequences.suppressions import service as suppressions
from yardflow.services.sequences.suppressions.store import Wish

# Without a date that is certain.
AWAY_FOR = timedelta(days=7)
UNPROVEN = "It isn't proven who sent this"
_REPLIED = "They replied"
_LEFT = "They left the company"
_LONGEST_NOTE = 400
STOPPED = "No more emails go to them."
_KNOWN = text("""
SELECT r.id, m.key, m.address, c.email, c.country, a.headquarters
FROM unnest(CAST(:ids AS bigint[])) x (id) JOIN reply r ON r.id = x.id
LEFT JOIN message m ON m.id = r.message_id
LEFT JOIN contact c ON c.id = r.contact_id LEFT JOIN account a ON a.id = c.account_id""")
_ACTIVE = text("""
SELECT e.id FROM unnest(CAST(:contacts AS bigint[])) x (id)
JOIN enrollment e ON e.contact_id = x.id WHERE e.status = 'active'""")
_TASKS = text("""
INSERT INTO sequence_task (enrollment_id, step, visit, kind, title, assignee_id, due_at, created_at)
SELECT e.id, x.step, 1, 'reply', x.title, coalesce(c.owner_id, s.owner_id), :now, :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) x (id bigint, step text, title text)
JOIN enrollment e ON e.id = x.id JOIN contact c ON c.id = e.contact_id
JOIN sequence s ON s.id = e.sequence_id ON CONFLICT DO NOTHING""")


@dataclass(frozen=True, slots=True)
class Followed:
    """A reply with what is known of whose it is: the address and the key of the message that it
    answers, the contact's address now, and where the contact is.
    """

    reply: Reply
    key: str
    address: str
    email: str
    country: str
    headquarters: str

    @property
    def contact_id(self) -> int:
        """Whose it is; 0 where it has no place."""
        return self.reply.contact_id or 0

    @property
    def is_proven(self) -> bool:
        """Whether it is certain that who wrote it is who was written to, or a person said so."""
        reply = self.reply
        if reply.placed_by is None:
            # A message of ours whose contact was deleted proves it as well.
            return reply.authentic or reply.message_id is not None
        return reply.authentic or reply.placed_by is not PlacedBy.SENDER

    @property
    def addresses(self) -> list[str]:
        """Where we wrote to them, and where we would."""
        return [*dict.fromkeys(filter(None, (self.address, self.email)))]


def known_of(session: Session, replies: Sequence[Reply]) -> list[Followed]:
    """What is known of these replies, which are stored."""
    rows = session.execute(_KNOWN, {"ids": db.ids_of(reply.id or 0 for reply in replies)})
    facts = {number: [each or "" for each in rest] for number, *rest in rows}
    return [Followed(reply, *facts[reply.id]) for reply in replies]


def humans(session: Session, some: Sequence[Followed]) -> None:
    """It ends or pauses, as their sequences say, and whose conversation it is learns of it."""
    answered = [Answered(each.contact_id, reply_id=each.reply.id) for each in some]
    own = ending.of_contacts(session, answered, _REPLIED)
    others = colleagues.after(session, answered, "replied")
    tasks = []
    for each in some:
        reply, said = each.reply, [*own[each.contact_id], *others.get(each.contact_id, ())]
        if reply.unsure and reply.enrollment_id is not None:
            title = f"May ask for no more emails: {_short(reply.said)}"
            about = {"id": reply.enrollment_id, "step": f"reply-{reply.id}", "title": title}
            tasks.append(about)
            said.append("A task asks someone to read it.")
        reply.outcome = " ".join(said)
    tell(session, [each.reply for each in some])
    if tasks:
        session.execute(_TASKS, {"rows": json.dumps(tasks), "now": clock.now()})


def tell(session: Session, replies: Iterable[Reply]) -> None:
    """Whose conversations they are learns of these replies."""
    reasons = {
        reply.id or 0: f"{reply.sender_name or reply.sender}: {_short(reply.said or reply.subject)}"
        for reply in replies
    }
    notices.of_replies(session, reasons, clock.now() - ANSWERED_FOR)


def aways(session: Session, some: Sequence[Followed]) -> None:
    """The person is held in every sequence. What a person holds is another hold, and lasts. A date
    that is proven counts instead of what they said before; without one the longer hold stays.
    """
    now = clock.now()
    former: dict[int, list[Hold]] = {}
    for hold in session.scalars(_former_absences([each.contact_id for each in some], now)):
        former.setdefault(hold.contact_id or 0, []).append(hold)
    wishes = []
    for each in some:
        until = _away_until(each)
        before = former.get(each.contact_id, [])
        latest = max((hold.until for hold in before if hold.until), default=until)
        if latest > until and not (each.reply.until is not None and each.is_proven):
            each.reply.outcome = f"Still on hold until {_day(latest)}."
        elif until <= now:
            each.reply.outcome = "They are back already."
        else:
            for hold in before:
                holds.end(session, None, hold)
            wishes.append(_absence(each, until))
    holds.put(session, wishes)


def _away_until(each: Followed) -> datetime:
    """As they say; a week where they don't, and at most where it isn't proven who says it."""
    until = a_week = each.reply.received_at + AWAY_FOR
    if each.reply.until is not None:
        zone, country = where(each.country, each.headquarters)
        until = ready_again(each.reply.until, country, zone)
    return until if each.is_proven else min(until, a_week)


def _absence(each: Followed, until: datetime) -> holds.Wish:
    """The hold, which the reply's outcome says."""
    reply = each.reply
    reason = "Out of the office"
    if reply.until is not None:
        reason = f"{reason} until {reply.until:%B} {reply.until.day}"
    outcome = f"On hold until {_day(until)}."
    is_a_week = until == reply.received_at + AWAY_FOR
    unproven = not each.is_proven and reply.until is not None and is_a_week
    reply.outcome = f"{outcome} {UNPROVEN}, so it is a week." if unproven else outcome
    return holds.Wish(HoldOn(contact_id=each.contact_id), reason, until, reply.id)


def _day(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at:%Y}"


def _former_absences(contact_ids: Iterable[int], now: datetime) -> Any:
    return (
        select(Hold)
        .join(Reply, col(Reply.id) == col(Hold.reply_id))
        .where(
            col(Hold.contact_id).in_(contact_ids),
            col(Hold.until) > now,
            # What a person has said since lasts.
            col(Hold.held_by).is_(None),
            col(Reply.kind) == ReplyKind.OUT_OF_OFFICE,
        )
        .order_by(col(Hold.id))
    )


def left(session: Session, some: Sequence[Followed]) -> None:
    """They end everywhere, and the address is suppressed."""
    note = f"{_LEFT}, they reply."
    at = [(address, note) for each in some for address in each.addresses[:1]]
    _suppress(session, at, SuppressionReason.INVALID)
    ending.all_of(session, [each.contact_id for each in some], _LEFT)
    for each in some:
        named = each.reply.successor_name or each.reply.successor_address
        successor = f" {named} takes over, they say." if named else ""
        each.reply.outcome = f"Ended everywhere; the address is suppressed.{successor}"


def stops(session: Session, some: Sequence[Followed]) -> None:
    """Their wish holds at once, whether or not it is known whose reply it is. It says nothing of an
    address that they only claim to write from.
    """
    at = []
    for each in some:
        reply, addresses = each.reply, each.addresses
        if reply.authentic or reply.placed_by is PlacedBy.PERSON:
            addresses.append(reply.sender)
        at += [(address, asked_in(reply)) for address in addresses]
        reply.outcome = STOPPED
    _suppress(session, at, SuppressionReason.OBJECTED)
    wake(session, [each.contact_id for each in some])


def asked_in(reply: Reply) -> str:
    """Why an address is suppressed: what they wrote."""
    return f"Asked in a reply: {_short(reply.said)}"


def wake(session: Session, contact_ids: Iterable[int]) -> None:
    """Has whatever these contacts are in looked at again."""
    active = session.scalars(_ACTIVE, {"contacts": db.ids_of(contact_ids)}).all()
    progress.wake(session, active, clock.now())


def bounces(session: Session, some: Sequence[Followed]) -> None:
    """As if SendGrid had reported them."""
    reports = []
    for each in some:
        reply = each.reply
        if each.key and reply.bounce is not None:
            details = {"bounce": reply.bounce.value}
            name, at = f"reply-{reply.id}", reply.received_at
            reports.append(Report(name, each.key, "bounce", at, details))
            reply.outcome = "Counted as a bounce."
    events.store(session, reports)


def _suppress(
    session: Session, listed: Iterable[tuple[str, str]], reason: SuppressionReason
) -> None:
    """Addresses, each with a note; what is none is left out."""
    wishes: dict[str, Wish] = {}
    for address, note in listed:
        with suppress(Invalid):
            wish = suppressions.wish_of(address, reason, note)
            wishes.setdefault(wish.value, wish)
    if wishes:
        suppressions.suppress_all(session, [*wishes.values()], SuppressionSource.RECIPIENT)


def where(country: str, headquarters: str) -> tuple[tzinfo, str]:
    """The zone and the country of a contact, in UTC where no one knows."""
    zone = zones.zone_of(country, headquarters) or UTC
    return zone, zones.country_of(country, headquarters)


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= _LONGEST_NOTE else f"{line[:_LONGEST_NOTE]}…"
