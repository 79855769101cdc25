"""Outcomes of a batch of decisions, written down by a statement for each kind of outcome."""

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import Session

from yardflow import db
from yardflow.models.message import MessageStatus, new_key
from yardflow.services.sequences.decisions import Policy, task_times
from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.definitions.steps import Email
from yardflow.services.sequences.engine.claiming import LEASE
from yardflow.services.sequences.engine.outcomes import Outcomes
from yardflow.services.sequences.engine.outgoing import Outgoing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.enrollments import progress, split_ways
from yardflow.services.sequences.senders import capacity
from yardflow.services.sequences.templates.rendering import wording

# Someone else took the address meanwhile; then there is a fact to decide by.
_SOON = timedelta(seconds=1)

_WAIT = text("""
UPDATE enrollment e SET due_at = w.due_at, reasons = w.reasons, leased_until = NULL
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) w (id bigint, due_at timestamptz, reasons jsonb)
WHERE e.id = w.id""")
_CANCEL = text("""
UPDATE message SET status = x.status, error = x.reason
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) x (id bigint, reason text, status text)
WHERE message.enrollment_id = x.id AND message.status = 'queued'""")
_HELD = text("""
UPDATE enrollment SET leased_until = :until, reasons = '[]'
WHERE id = ANY(CAST(:ids AS bigint[]))
    AND (leased_until, reasons) IS DISTINCT FROM (:until, '[]'::jsonb)""")
_AGAIN = text("""
UPDATE message m SET address = q.address, sender_id = q.sender_id,
    template_version_id = q.template_version_id, late = q.late, decided_at = :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    q (id bigint, address text, sender_id bigint, template_version_id bigint, late boolean)
WHERE m.id = q.id AND m.status = 'queued' AND NOT EXISTS (
    SELECT FROM message o WHERE o.sequence_id = m.sequence_id AND o.step = m.step
        AND o.visit = m.visit AND o.address = q.address AND o.id <> m.id
        AND o.status NOT IN ('failed', 'cancelled', 'missed'))
RETURNING m.id, m.key, m.enrollment_id""")
_NEW = text("""
INSERT INTO message (key, enrollment_id, sequence_id, step, visit, contact_id, account_id,
    sender_id, template_version_id, address, subject, status, error, provider_id, attempts,
    first_touch, threaded, late, wording_shift, due_at, decided_at)
SELECT key, enrollment_id, sequence_id, step, visit, contact_id, account_id, sender_id,
    template_version_id, address, '', status, error, '', 0, first_touch, threaded,
    late, wording_shift, due_at, CAST(:decided_at AS timestamptz)
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (key text, enrollment_id bigint,
    sequence_id bigint, step text, visit int, contact_id bigint, account_id bigint,
    sender_id bigint, template_version_id bigint, address text, status text, error text,
    first_touch boolean, threaded boolean, late boolean, wording_shift smallint, due_at timestamptz)
ON CONFLICT DO NOTHING
RETURNING id, key, enrollment_id""")
_TASKS = text("""
INSERT INTO sequence_task (enrollment_id, step, visit, kind, title, assignee_id, due_at,
    expires_at, created_at)
SELECT r.enrollment_id, r.step, r.visit, r.kind, r.title, c.owner_id, r.due_at, r.expires_at, :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (enrollment_id bigint, contact_id bigint,
    step text, visit int, kind text, title text, due_at timestamptz, expires_at timestamptz)
JOIN contact c ON c.id = r.contact_id
ON CONFLICT DO NOTHING""")


def write(
    session: Session, situation: Situation, outcomes: Outcomes, policy: Policy
) -> list[Outgoing]:
    """Writes all outcomes down; gives back the messages that are to be sent."""
    now = outcomes.now
    _grant(session, outcomes, policy)
    _write_tasks(session, outcomes)
    _each(session, _CANCEL, outcomes.cancelled, ("id", "reason", "status"))
    outgoing = _write_messages(session, situation, outcomes)
    _insert(session, [_message(*each) for each in outcomes.skipped])
    _each(session, _WAIT, outcomes.waits, ("id", "due_at", "reasons"))
    split_ways.note(session, outcomes.ways, now)
    progress.move(session, outcomes.moves, now)
    progress.end(session, outcomes.ends, now)
    progress.close_tasks(session, outcomes.early)
    progress.note(session, outcomes.changes, now)
    return outgoing


def _each(
    session: Session,
    statement: TextClause,
    rows: list[Any],
    names: tuple[str, ...],
) -> None:
    if rows:
        named = [dict(zip(names, row, strict=True)) for row in rows]
        session.execute(statement, {"rows": json.dumps(named, default=datetime.isoformat)})


def _write_tasks(session: Session, outcomes: Outcomes) -> None:
    if not outcomes.tasks:
        return
    rows = []
    for row, step, facts in outcomes.tasks:
        times = task_times(step, row.entered_at, facts)
        rows.append(
            {
                "enrollment_id": row.id,
                "contact_id": row.contact_id,
                "step": step.key,
                "visit": row.visit,
                "kind": step.kind.value,
                "title": step.title,
                "due_at": (times.due_at or row.entered_at).isoformat(),
                "expires_at": times.expires_at.isoformat() if times.expires_at else None,
            }
        )
    session.execute(_TASKS, {"rows": json.dumps(rows), "now": outcomes.now})


def _grant(session: Session, outcomes: Outcomes, policy: Policy) -> None:
    """Takes the slots of senders and domains that are left; whoever gets none is decided about
    again, when others have said what they took.
    """
    by_sender = Counter(row.sender_id for row, _, _ in outcomes.sends)
    slots = {
        sender_id: capacity.take_slots(session, sender_id, outcomes.now, by_sender[sender_id]).taken
        for sender_id in sorted(by_sender)
    }
    granted = []
    for send in outcomes.sends:
        sender_id = send[0].sender_id
        if slots[sender_id] > 0:
            slots[sender_id] -= 1
            granted.append(send)
    domains = Counter(_domain(row) for row, _, _ in granted)
    places = capacity.take_domain_slots(session, domains, outcomes.now, policy.domain_per_day)
    kept = []
    for send in granted:
        if places[_domain(send[0])] > 0:
            places[_domain(send[0])] -= 1
            kept.append(send)
        else:
            capacity.give_back(session, send[0].sender_id, outcomes.now)
    going = {row.id for row, _, _ in kept}
    late = [row.id for row, _, _ in outcomes.sends if row.id not in going]
    outcomes.waits += [(number, outcomes.now + _SOON, []) for number in late]
    outcomes.sends = kept


def _domain(row: Any) -> str:
    return str(row.email.partition("@")[2])


def _write_messages(session: Session, situation: Situation, outcomes: Outcomes) -> list[Outgoing]:
    sends = {row.id: (row, step, facts) for row, step, facts in outcomes.sends}
    if not sends:
        return []
    queued = [send for send in sends.values() if send[2].email is not None]
    new = [send for send in sends.values() if send[2].email is None]
    now = outcomes.now
    messages = [
        _message(*send, MessageStatus.QUEUED)
        | {
            "late": send[0].id in outcomes.late,
            "wording_shift": situation.wording_shift(send[0]),
        }
        for send in new
    ]
    written = _insert(session, messages, decided_at=now)
    if queued:
        rows = [
            {
                "id": situation.emails[row.id][row.step].id,
                "address": row.email,
                "sender_id": row.sender_id,
                "template_version_id": step.template_version_id,
                "late": row.id in outcomes.late,
            }
            for row, step, _ in queued
        ]
        written += db.named(session.execute(_AGAIN, {"rows": json.dumps(rows), "now": now}))
    outgoing = [_outgoing(situation, sends[message.enrollment_id], message) for message in written]
    going = {message.enrollment_id for message in outgoing}
    session.execute(_HELD, {"ids": db.ids_of(going), "until": now + LEASE})
    outcomes.waits += [(id, now + _SOON, []) for id in sends if id not in going]
    return outgoing


def _insert(session: Session, rows: list[dict], decided_at: datetime | None = None) -> list[Any]:
    if not rows:
        return []
    values = {"rows": json.dumps(rows), "decided_at": decided_at}
    return db.named(session.execute(_NEW, values))


def _message(row: Any, step: Email, about: Facts | str, status: MessageStatus) -> dict:
    return {
        "key": new_key(),
        "enrollment_id": row.id,
        "sequence_id": row.sequence_id,
        "step": row.step,
        "visit": row.visit,
        "contact_id": row.contact_id,
        "account_id": row.account_id,
        "sender_id": row.sender_id,
        "template_version_id": step.template_version_id,
        "address": row.email,
        "status": status.value,
        "error": about if isinstance(about, str) else "",
        "first_touch": isinstance(about, Facts) and about.first_touch,
        "threaded": step.threaded,
        "late": False,
        "wording_shift": 0,
        "due_at": row.due_at.isoformat(),
    }


def _outgoing(situation: Situation, send: tuple[Any, Email, Facts], message: Any) -> Outgoing:
    row, step, _ = send
    return Outgoing(
        id=message.id,
        key=message.key,
        enrollment_id=row.id,
        contact_id=row.contact_id,
        sender_id=row.sender_id,
        address=row.email,
        step=step,
        values=situation.values[row.id],
        decided_at=situation.now,
        sequence_id=row.sequence_id,
        wording=wording(row.contact_id, step.key) + situation.wording_shift(row),
    )
