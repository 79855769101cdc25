"""Outcomes of a batch of decisions, written down by a statement for each kind of outcome."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import Session

from yardflow import db
from yardflow.services.sequences.decisions import Policy, task_times
from yardflow.services.sequences.engine import messages
from yardflow.services.sequences.engine.outcomes import Outcomes
from yardflow.services.sequences.engine.outgoing import Outgoing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.enrollments import progress, split_ways
from yardflow.services.sequences.senders import capacity

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
_TASKS = text("""
INSERT INTO sequence_task (enrollment_id, step, visit, kind, title, assignee_id, due_at,
    expires_at, created_at)
SELECT r.enrollment_id, r.step, r.visit, r.kind, r.title, c.owner_id, r.due_at, r.expires_at, :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (enrollment_id bigint, contact_id bigint,
    step text, visit int, kind text, title text, due_at timestamptz, expires_at timestamptz)
JOIN contact c ON c.id = r.contact_id
ON CONFLICT DO NOTHING""")


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided about a batch, nothing of which is written down yet. ``outgoing`` is all
    that is to be sent, as far as slots are left for it.
    """

    situation: Situation
    outcomes: Outcomes
    policy: Policy
    outgoing: list[Outgoing]


def write(session: Session, decisions: Decisions, begun: Collection[int] = ()) -> list[Outgoing]:
    """Writes all outcomes down; gives back the messages that are to be sent. Those that are
    ``begun``, by their ids, are on their way with the end of this transaction.
    """
    outcomes, now = decisions.outcomes, decisions.outcomes.now
    _grant(session, outcomes, decisions.policy)
    _write_tasks(session, outcomes)
    _each(session, _CANCEL, outcomes.cancelled, ("id", "reason", "status"))
    outgoing = messages.enter(session, decisions.situation, outcomes, decisions.outgoing, begun)
    messages.enter_skipped(session, outcomes)
    going = {message.enrollment_id for message in outgoing}
    left = [row for row, _, _ in outcomes.sends if row.id not in going]
    _give_back(session, left, now, decisions.policy)
    outcomes.waits += [(row.id, now + _SOON, []) for row in left]
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
        db.rows(session, statement, {"rows": db.json_of(named)})


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
                "due_at": times.due_at or row.entered_at,
                "expires_at": times.expires_at,
            }
        )
    db.rows(session, _TASKS, {"rows": db.json_of(rows), "now": outcomes.now})


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
    kept = granted
    # Without a limit there is nothing to be counted.
    if policy.domain_per_day is not None:
        kept = _within_domains(session, granted, outcomes.now, policy.domain_per_day)
    going = {row.id for row, _, _ in kept}
    late = [row.id for row, _, _ in outcomes.sends if row.id not in going]
    outcomes.waits += [(number, outcomes.now + _SOON, []) for number in late]
    outcomes.sends = kept


def _give_back(session: Session, rows: list[Any], now: datetime, policy: Policy) -> None:
    """The slots of those whose address someone else just took, as they get no email of this."""
    for sender_id, count in sorted(Counter(row.sender_id for row in rows).items()):
        capacity.give_back(session, sender_id, now, count)
    if policy.domain_per_day is not None:
        capacity.give_domain_back(session, Counter(map(_domain, rows)), now)


def _within_domains(session: Session, granted: list[Any], now: datetime, most: int) -> list[Any]:
    """Those for which their domain has a slot left; the others give back their sender's."""
    domains = Counter(_domain(row) for row, _, _ in granted)
    places = capacity.take_domain_slots(session, domains, now, most)
    kept = []
    for send in granted:
        if places[_domain(send[0])] > 0:
            places[_domain(send[0])] -= 1
            kept.append(send)
        else:
            capacity.give_back(session, send[0].sender_id, now)
    return kept


def _domain(row: Any) -> str:
    return str(row.email.partition("@")[2])
