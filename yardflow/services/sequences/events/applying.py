"""Applying what was reported: to messages, to who may be mailed, and to who waits for it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.models import SuppressionReason, SuppressionSource
from yardflow.models.message import Bounce
from yardflow.services.sequences.enrollments import holds, progress
from yardflow.services.sequences.enrollments.holds import HoldOn, Wish
from yardflow.services.sequences.events import brakes
from yardflow.services.sequences.events.judging import Judgement, Reported, judge
from yardflow.services.sequences.events.visits import HIDDEN
from yardflow.services.sequences.suppressions import service as suppressions

BATCH = 1_000
# The advisory lock that a second worker passes by: one applies them as fast as they come.
_ONE_AT_A_TIME = 7_305_035
_FREE = text("SELECT pg_try_advisory_xact_lock(:one_at_a_time)")
# What else was opened and clicked within this time tells whether a program did it. Until then
# nothing follows from an open or a click: whoever went on by it can't be taken back.
HELD_BACK = timedelta(seconds=45)
_REPORTED = """
SELECT message_id, by_machine, applied_at, id, kind, at, coalesce(details ->> 'url', '') AS url,
    coalesce(details ->> 'agent', '') AS agent,
    coalesce(details ->> 'machine', 'false') = 'true' AS machine, details ->> 'bounce' AS bounce,
    coalesce(details ->> 'mail_id', '') AS mail_id
FROM message_event WHERE """
_WAITING = text(f"""{_REPORTED} applied_at IS NULL
    AND (kind NOT IN ('open', 'click') OR received_at <= :until) ORDER BY id LIMIT :most""")
# Those applied before, and opens and clicks that are held back. Read once the messages are locked:
# whoever applied something since has committed it.
_BESIDE = text(f"""{_REPORTED} (applied_at IS NOT NULL OR kind IN ('open', 'click'))
    AND message_id IN (SELECT unnest(CAST(:ids AS bigint[])))
    AND id NOT IN (SELECT unnest(CAST(:waiting AS bigint[])))""")
_MESSAGES = text("""
SELECT id, status, address, enrollment_id, contact_id, sequence_id, sender_id, bounce,
    complained_at, unsubscribed_at
FROM message WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE""")
# A status only goes forward: what was reported of it decides, and not what came last. One that was
# given up, and went out nonetheless, leaves its address to the message that took it since: else
# no report would be applied ever again. Who unsubscribed by our own link did so without a report.
# Why no one could tell whether it went out is no reason any more once its status says so.
# An id that begins with its number is the one that we gave it, which need not be kept.
_APPLY = text("""
WITH judged AS MATERIALIZED (
    SELECT m.id, CASE
        WHEN r.status = 'accepted' AND m.status NOT IN ('sending', 'unknown', 'queued')
            OR m.status IN ('failed', 'cancelled', 'missed') AND EXISTS (SELECT FROM message o
                WHERE o.sequence_id = m.sequence_id AND o.step = m.step AND o.visit = m.visit
                    AND o.address = m.address AND o.id <> m.id
                    AND o.status NOT IN ('failed', 'cancelled', 'missed'))
        THEN m.status ELSE r.status END AS status,
        coalesce(m.sent_at, m.sending_at) AS sent_at, r.delivered_at, r.bounced_at, r.bounce,
        r.complained_at, coalesce(r.unsubscribed_at, m.unsubscribed_at) AS unsubscribed_at,
        r.opened_at, r.clicked_at,
        CASE WHEN m.mail_id = '' AND r.mail_id NOT LIKE '<' || m.id || '.%' THEN r.mail_id
            ELSE m.mail_id END AS mail_id
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, status text,
        delivered_at timestamptz, bounced_at timestamptz, bounce text, complained_at timestamptz,
        unsubscribed_at timestamptz, opened_at timestamptz, clicked_at timestamptz, mail_id text)
    JOIN message m ON m.id = r.id)
UPDATE message m SET status = j.status,
    error = CASE WHEN j.status = m.status THEN m.error ELSE '' END,
    sent_at = j.sent_at, delivered_at = j.delivered_at,
    bounced_at = j.bounced_at, bounce = j.bounce, complained_at = j.complained_at,
    unsubscribed_at = j.unsubscribed_at, opened_at = j.opened_at, clicked_at = j.clicked_at,
    mail_id = j.mail_id
FROM judged j
WHERE m.id = j.id AND (m.status, m.sent_at, m.delivered_at, m.bounced_at, m.bounce,
        m.complained_at, m.unsubscribed_at, m.opened_at, m.clicked_at, m.mail_id)
    IS DISTINCT FROM (j.status, j.sent_at, j.delivered_at, j.bounced_at, j.bounce,
        j.complained_at, j.unsubscribed_at, j.opened_at, j.clicked_at, j.mail_id)""")
# What a report says of one that came before it may judge that one anew.
_APPLIED = text("""
UPDATE message_event v SET applied_at = coalesce(v.applied_at, :now), by_machine = j.by_machine
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) j (id bigint, by_machine boolean)
WHERE v.id = j.id""")
# Mail servers keep trying for four or five days, and a mailbox that was full is emptied by then, if
# at all: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.4.1
FULL_FOR = timedelta(days=5)
_FULL = "Their mailbox is full"
# Those who still have that address, and are not being deleted at this moment.
_AT_ADDRESS = text("""
SELECT c.id FROM message m JOIN contact c ON c.id = m.contact_id AND c.email = m.address
WHERE m.id = ANY(CAST(:messages AS bigint[])) ORDER BY c.id FOR KEY SHARE OF c SKIP LOCKED""")
_UNCONFIRMED = ("sending", "unknown", "queued")
# An address from which so many emails came back, and that took none since, takes none
# (docs/decisions/0116).
SOFT_BOUNCES, SOFT_WITHIN = 3, timedelta(days=30)
_WORN_OUT = "Three emails in a row came back within 30 days."
_TAKING_NONE = text("""
SELECT m.address FROM message m
WHERE m.address = ANY(:addresses) AND m.sent_at IS NOT NULL AND m.bounce = 'soft'
    AND m.bounced_at > :since AND NOT EXISTS (SELECT FROM message d
        WHERE d.address = m.address AND d.sent_at IS NOT NULL AND d.status = 'delivered'
            AND d.delivered_at > m.bounced_at)
GROUP BY m.address HAVING count(*) >= :many""")


def apply(session: Session, most: int = BATCH) -> int:
    """Applies reports that no one has applied yet, the oldest first; says how many. None, while
    another worker does. Opens and clicks are held back for `HELD_BACK`.
    """
    now = clock.now()
    if not session.scalar(_FREE, {"one_at_a_time": _ONE_AT_A_TIME}):
        return 0
    waiting = session.execute(_WAITING, {"most": most, "until": now - HELD_BACK}).all()
    if not waiting:
        return 0
    about = db.ids_of(sorted({row.message_id for row in waiting if row.message_id is not None}))
    messages = {row.id: row for row in session.execute(_MESSAGES, {"ids": about}).all()}
    known = {"ids": about, "waiting": db.ids_of(row.id for row in waiting)}
    beside = session.execute(_BESIDE, known).all()
    before = [row for row in beside if row.applied_at is not None]
    fresh = frozenset(row.id for row in beside if row.applied_at is None)
    reports: dict[int, list[Reported]] = defaultdict(list)
    for row in (*beside, *waiting):
        reports[row.message_id].append(Reported(*row[3:]))
    judged = {number: judge(reports[number], HIDDEN, fresh) for number in messages}
    _write(session, judged)
    _note(session, before, waiting, judged, now)
    _follow(session, messages, judged, now)
    return len(waiting)


def _write(session: Session, judged: dict[int, Judgement]) -> None:
    rows = [
        {
            "id": number,
            "status": _status(judgement),
            **{
                name: value
                for name, value in judgement._asdict().items()
                if value is not None and name != "by_machine"
            },
        }
        for number, judgement in judged.items()
    ]
    if rows:
        session.execute(_APPLY, {"rows": json.dumps(rows, default=datetime.isoformat)})


def _note(
    session: Session,
    before: Sequence[Any],
    waiting: Sequence[Any],
    judged: dict[int, Judgement],
    now: datetime,
) -> None:
    """That the waiting reports are applied, and which were a program's."""
    by_machine: dict[int, bool] = {}
    for judgement in judged.values():
        by_machine |= judgement.by_machine or {}
    anew = [row for row in before if row.by_machine != by_machine.get(row.id)]
    rows = [{"id": row.id, "by_machine": by_machine.get(row.id)} for row in (*waiting, *anew)]
    session.execute(_APPLIED, {"rows": json.dumps(rows), "now": now})


def _status(judgement: Judgement) -> str:
    if judgement.bounced_at is not None:
        return "bounced"
    if judgement.dropped_at is not None:
        return "dropped"
    return "accepted" if judgement.delivered_at is None else "delivered"


def _follow(
    session: Session, messages: dict[int, Any], judged: dict[int, Judgement], now: datetime
) -> None:
    """What others learn from it: who is suppressed, who goes on, who is slowed down."""
    for number, message in messages.items():
        _suppress(session, message, judged[number])
    _suppress_worn_out(session, messages, judged, now)
    _hold_full(session, messages, judged, now)
    settled = [number for number, message in messages.items() if message.status in _UNCONFIRMED]
    progress.pass_emails(session, settled, "Email sent, as its events say", now)
    waiting = [m.enrollment_id for m in messages.values() if m.enrollment_id is not None]
    progress.wake(session, waiting, now)
    troubled = [
        message
        for number, message in messages.items()
        if judged[number].bounced_at or judged[number].complained_at
    ]
    brakes.check(session, troubled, now)


def _suppress(session: Session, message: Any, judgement: Judgement) -> None:
    """An address is suppressed when that is first known, so that a person's removal holds."""
    reasons = []
    if judgement.complained_at is not None and message.complained_at is None:
        reasons.append(SuppressionReason.COMPLAINED)
    if judgement.unsubscribed_at is not None and message.unsubscribed_at is None:
        reasons.append(SuppressionReason.UNSUBSCRIBED)
    if judgement.bounce == Bounce.HARD and message.bounce != Bounce.HARD:
        reasons.append(SuppressionReason.BOUNCED)
    for reason in reasons:
        suppressions.suppress(session, message.address, reason, SuppressionSource.SENDGRID)


def _suppress_worn_out(
    session: Session, messages: dict[int, Any], judged: dict[int, Judgement], now: datetime
) -> None:
    """Addresses of which emails come back again and again, when another one did."""
    addresses = {
        message.address
        for number, message in messages.items()
        if judged[number].bounce == Bounce.SOFT and message.bounce != Bounce.SOFT
    }
    if not addresses:
        return
    about = {"addresses": sorted(addresses), "since": now - SOFT_WITHIN, "many": SOFT_BOUNCES}
    for address in session.scalars(_TAKING_NONE, about).all():
        reason, source = SuppressionReason.BOUNCED, SuppressionSource.SENDGRID
        suppressions.suppress(session, address, reason, source, _WORN_OUT)


def _hold_full(
    session: Session, messages: dict[int, Any], judged: dict[int, Judgement], now: datetime
) -> None:
    """Contacts whose mailbox is full wait, in all their sequences, until it may be emptied."""
    full = {
        number: bounced_at + FULL_FOR
        for number, message in messages.items()
        if judged[number].bounce == Bounce.FULL != message.bounce
        and (bounced_at := judged[number].bounced_at) is not None
        and bounced_at + FULL_FOR > now
    }
    if not full:
        return
    until = {messages[number].contact_id: ends for number, ends in full.items()}
    there = session.scalars(_AT_ADDRESS, {"messages": db.ids_of(full)}).all()
    wishes = [Wish(HoldOn(contact_id=each), _FULL, until[each]) for each in sorted({*there})]
    holds.put(session, wishes)
