"""Applying what was reported: to messages, to who may be mailed, and to who waits for it."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.models import SuppressionReason, SuppressionSource
from yardflow.models.message import Bounce
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.events import brakes
from yardflow.services.sequences.events.judging import Judgement, Reported, judge
from yardflow.services.sequences.events.visits import HIDDEN
from yardflow.services.sequences.suppressions import service as suppressions

BATCH = 1_000
_WAITING = text("""
SELECT id, message_id FROM message_event WHERE applied_at IS NULL
ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED""")
_MESSAGES = text("""
SELECT id, key, status, address, enrollment_id, sequence_id, sender_id, bounce, complained_at,
    unsubscribed_at
FROM message WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE""")
_REPORTED = text("""
SELECT id, message_id, kind, at, details FROM message_event WHERE message_id = ANY(:ids)""")
# A status only goes forward: what was reported of it decides, and not what came last. One that was
# given up, and went out nonetheless, leaves its address to the message that took it since: else
# no report would be applied ever again. Who unsubscribed by our own link did so without a report.
_APPLY = text("""
UPDATE message m SET
    status = CASE WHEN r.status = 'accepted' AND m.status NOT IN ('sending', 'unknown', 'queued')
        OR m.status IN ('failed', 'cancelled', 'missed') AND EXISTS (SELECT FROM message o
            WHERE o.sequence_id = m.sequence_id AND o.step = m.step AND o.visit = m.visit
                AND o.address = m.address AND o.id <> m.id
                AND o.status NOT IN ('failed', 'cancelled', 'missed'))
        THEN m.status ELSE r.status END,
    sent_at = coalesce(m.sent_at, m.sending_at), delivered_at = r.delivered_at,
    bounced_at = r.bounced_at, bounce = r.bounce, complained_at = r.complained_at,
    unsubscribed_at = coalesce(r.unsubscribed_at, m.unsubscribed_at),
    opened_at = r.opened_at, clicked_at = r.clicked_at
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, status text, delivered_at timestamptz,
    bounced_at timestamptz, bounce text, complained_at timestamptz, unsubscribed_at timestamptz,
    opened_at timestamptz, clicked_at timestamptz)
WHERE m.id = r.id""")
_JUDGED = text("""
UPDATE message_event v SET by_machine = j.by_machine
FROM unnest(CAST(:ids AS bigint[]), CAST(:judged AS boolean[])) j (id, by_machine)
WHERE v.id = j.id AND v.by_machine IS DISTINCT FROM j.by_machine""")
_APPLIED = text("UPDATE message_event SET applied_at = :now WHERE id = ANY(:ids)")
_MOMENTS = (
    "delivered_at",
    "bounced_at",
    "complained_at",
    "unsubscribed_at",
    "opened_at",
    "clicked_at",
)
_UNCONFIRMED = ("sending", "unknown", "queued")


def apply(session: Session, most: int = BATCH) -> int:
    """Applies reports that no one has applied yet, the oldest first; says how many."""
    now = clock.now()
    waiting = session.execute(_WAITING, {"most": most}).all()
    if not waiting:
        return 0
    about = sorted({row.message_id for row in waiting if row.message_id is not None})
    messages = {row.id: row for row in session.execute(_MESSAGES, {"ids": about})}
    reports: dict[int, list[Reported]] = defaultdict(list)
    for row in session.execute(_REPORTED, {"ids": about}):
        reports[row.message_id].append(_reported(row))
    judged = {number: judge(reports[number], HIDDEN) for number in messages}
    _write(session, judged)
    _follow(session, messages, judged, now)
    session.execute(_APPLIED, {"ids": [row.id for row in waiting], "now": now})
    return len(waiting)


def _reported(row: Any) -> Reported:
    details = row.details
    return Reported(
        id=row.id,
        kind=row.kind,
        at=row.at,
        url=details.get("url", ""),
        agent=details.get("agent", ""),
        machine=details.get("machine", False),
        bounce=Bounce(details["bounce"]) if "bounce" in details else None,
    )


def _write(session: Session, judged: dict[int, Judgement]) -> None:
    rows = [
        {
            "id": number,
            "status": _status(judgement),
            "bounce": judgement.bounce,
            **{name: _iso(getattr(judgement, name)) for name in _MOMENTS},
        }
        for number, judgement in judged.items()
    ]
    session.execute(_APPLY, {"rows": json.dumps(rows)})
    by_machine = [
        pair for judgement in judged.values() for pair in (judgement.by_machine or {}).items()
    ]
    if by_machine:
        ids, machines = map(list, zip(*by_machine, strict=True))
        session.execute(_JUDGED, {"ids": ids, "judged": machines})


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


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
