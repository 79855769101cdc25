"""Who is to know that a sequence or a sender was paused by its brake: administrators, the owner of
the sequence, and whose sender it is; that someone answered: the latter two; that someone booked a
meeting: who meets them; and that a way of a split has won: the owner of its sequence. Where no one
is there who should answer or meet them, the owner of the contact is to know it, and without one
administrators. A notice stays until it is read, or the pause ends.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, TextClause, bindparam, delete, func, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import BrakeNotice, Contact, Meeting, Reply, Sender, Sequence
from yardflow.services.access import Principal
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.lifecycle.status import SequenceResumed
from yardflow.services.sequences.senders.service import SenderResumed

# Without a brake on many at once there are a few; a tray shows no more.
MOST = 20
_NAMELESS = {"reply": "A reply to place"}
_WRITE = """
INSERT INTO brake_notice (user_id, {column}, reason, paused_at)
SELECT u.id, p.id, p.pause_reason, p.paused_at FROM {table} p
JOIN app_user u ON u.removed_at IS NULL AND (u.role = 'ADMIN' OR u.id = p.{person})
WHERE p.id = :id AND p.paused_at IS NOT NULL
ON CONFLICT DO NOTHING"""
_OF_SEQUENCE: TextClause = text(
    _WRITE.format(column="sequence_id", table="sequence", person="owner_id")
)
_OF_SENDER: TextClause = text(_WRITE.format(column="sender_id", table="sender", person="user_id"))

# Of a reply without a place the conversations that may be meant are asked.
_OF_REPLIES = text("""
INSERT INTO brake_notice (user_id, reply_id, reason, paused_at)
SELECT DISTINCT user_id, id, reason, received_at FROM (
    SELECT u.id AS user_id, r.id, x.reason, r.received_at, rank() OVER (PARTITION BY r.id ORDER BY
        CASE WHEN u.id IN (s.owner_id, f.user_id) THEN 1 WHEN u.id = c.owner_id THEN 2 ELSE 3 END)
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) x (id bigint, reason text)
    JOIN reply r ON r.id = x.id
    LEFT JOIN LATERAL (
        SELECT r.sequence_id, r.contact_id, p.sender_id FROM (VALUES (r.message_id)) v (id)
        LEFT JOIN message p ON p.id = v.id WHERE r.placed_by IS NOT NULL
        UNION SELECT w.sequence_id, w.contact_id, w.sender_id FROM message w
        WHERE r.placed_by IS NULL AND w.address = r.sender AND w.sent_at > :since
        UNION SELECT w.sequence_id, w.contact_id, w.sender_id
        FROM contact k JOIN message w ON w.contact_id = k.id
        WHERE r.placed_by IS NULL AND k.email = r.sender AND w.sent_at > :since) m ON true
    LEFT JOIN sequence s ON s.id = m.sequence_id LEFT JOIN sender f ON f.id = m.sender_id
    LEFT JOIN contact c ON c.id = m.contact_id
    JOIN app_user u ON u.removed_at IS NULL
        AND (u.role = 'ADMIN' OR u.id IN (s.owner_id, f.user_id, c.owner_id))) whom
WHERE rank = 1
ON CONFLICT DO NOTHING""")

_OF_MEETING = text("""
INSERT INTO brake_notice (user_id, meeting_id, reason, paused_at)
SELECT user_id, id, CAST(:reason AS text), :now FROM (
    SELECT u.id AS user_id, m.id, rank() OVER (ORDER BY
        CASE u.id WHEN m.owner_id THEN 1 WHEN c.owner_id THEN 2 ELSE 3 END)
    FROM meeting m LEFT JOIN contact c ON c.id = m.contact_id
    JOIN app_user u ON u.removed_at IS NULL
        AND (u.role = 'ADMIN' OR u.id IN (m.owner_id, c.owner_id))
    WHERE m.id = :id) whom
WHERE rank = 1
ON CONFLICT (meeting_id, user_id) DO UPDATE SET reason = excluded.reason,
    paused_at = excluded.paused_at""")

_OF_WINNER = text("""
INSERT INTO brake_notice (user_id, winner_of, reason, paused_at)
SELECT u.id, s.id, CAST(:reason AS text), :now FROM sequence s
JOIN app_user u ON u.removed_at IS NULL AND u.id = s.owner_id
WHERE s.id = :id
ON CONFLICT (winner_of, user_id) DO UPDATE SET reason = excluded.reason,
    paused_at = excluded.paused_at""")


@dataclass(frozen=True, slots=True)
class Notice:
    """A sequence or a sender (``kind``) that was paused, with the numbers that say why; a reply or
    a meeting, whose subject is its contact; or a sequence with a ``winner``.
    """

    id: int
    kind: str
    subject_id: int
    name: str
    reason: str
    paused_at: datetime


def of_sequence(session: Session, sequence_id: int) -> None:
    """Writes a notice of a paused sequence for everyone who is to know."""
    session.execute(_OF_SEQUENCE, {"id": sequence_id})


def of_sender(session: Session, sender_id: int) -> None:
    """The same of a sender."""
    session.execute(_OF_SENDER, {"id": sender_id})


def of_replies(session: Session, reasons: Mapping[int, str], since: datetime) -> None:
    """Writes notices of replies for whose conversations they are; ``reasons`` by the reply. Of one
    without a place: for those of their sender that are open, with an email after ``since``.
    """
    rows = [{"id": number, "reason": reason} for number, reason in reasons.items()]
    if rows:
        session.execute(_OF_REPLIES, {"rows": json.dumps(rows), "since": since})


def of_meeting(session: Session, meeting_id: int, reason: str) -> None:
    """Writes a notice of a meeting that its guest booked or changed for who meets them."""
    session.execute(_OF_MEETING, {"id": meeting_id, "reason": reason, "now": clock.now()})


def of_winner(session: Session, sequence_id: int, reason: str) -> None:
    """Writes a notice of a way of a split that has won for the owner of the sequence."""
    session.execute(_OF_WINNER, {"id": sequence_id, "reason": reason, "now": clock.now()})


def unread(session: Session, principal: Principal) -> list[Notice]:
    """A person's notices, the latest first."""
    rows = session.execute(_unread(), {"user_id": principal.user_id})
    return [_notice(*row) for row in rows]


@cache
def _unread() -> Select:
    """Made once, which takes longer than to send it: every open page asks every few seconds."""
    return (
        select(
            BrakeNotice,
            col(Sequence.name),
            col(Sender.name),
            col(Contact.id),
            col(Contact.name),
        )
        .outerjoin(
            Sequence,
            col(Sequence.id)
            == func.coalesce(col(BrakeNotice.sequence_id), col(BrakeNotice.winner_of)),
        )
        .outerjoin(Sender, col(Sender.id) == col(BrakeNotice.sender_id))
        .outerjoin(Reply, col(Reply.id) == col(BrakeNotice.reply_id))
        .outerjoin(Meeting, col(Meeting.id) == col(BrakeNotice.meeting_id))
        .outerjoin(
            Contact,
            col(Contact.id) == func.coalesce(col(Reply.contact_id), col(Meeting.contact_id)),
        )
        .where(col(BrakeNotice.user_id) == bindparam("user_id"))
        .order_by(col(BrakeNotice.paused_at).desc(), col(BrakeNotice.id).desc())
        .limit(MOST)
    )


def mark_read(session: Session, principal: Principal, notice_id: int) -> None:
    """Removes one of a person's notices; one that is gone already stays so."""
    if 0 < notice_id <= LARGEST_ID:
        mine = col(BrakeNotice.user_id) == principal.user_id
        session.execute(delete(BrakeNotice).where(mine, col(BrakeNotice.id) == notice_id))


def end(session: Session, principal: Principal, resumed: SequenceResumed | SenderResumed) -> None:
    """The cause is gone: no one need read it any more."""
    about = (
        col(BrakeNotice.sequence_id) == resumed.sequence_id
        if isinstance(resumed, SequenceResumed)
        else col(BrakeNotice.sender_id) == resumed.sender_id
    )
    session.execute(delete(BrakeNotice).where(about))


def _notice(
    notice: BrakeNotice,
    sequence: str | None,
    sender: str | None,
    contact_id: int | None,
    contact: str | None,
) -> Notice:
    kind = "sequence" if notice.sequence_id is not None else "sender"
    kind = "reply" if notice.reply_id is not None else kind
    kind = "meeting" if notice.meeting_id is not None else kind
    kind = "winner" if notice.winner_of is not None else kind
    return Notice(
        id=notice.id or 0,
        kind=kind,
        subject_id=notice.sequence_id or notice.sender_id or notice.winner_of or contact_id or 0,
        name=sequence or sender or contact or _NAMELESS.get(kind, "A contact"),
        reason=notice.reason,
        paused_at=notice.paused_at,
    )
