"""Moving enrollments on: from step to step, to the end, and up to be looked at again."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.services.access import Principal
from yardflow.services.records.changes import EventMoved
from yardflow.services.sequences.decisions import Gate, Reason, stored_reason
from yardflow.services.sequences.definitions import version
from yardflow.services.sequences.definitions.steps import Email
from yardflow.services.sequences.lifecycle.status import SequenceResumed
from yardflow.services.sequences.senders.service import SenderResumed

# A step is visited again where the steps lead back to it; {0} is the step.
NEXT_VISIT = """1 + greatest(
        (SELECT coalesce(max(x.visit), 0) FROM message x
         WHERE x.enrollment_id = e.id AND x.step = {0}),
        (SELECT coalesce(max(x.visit), 0) FROM sequence_task x
         WHERE x.enrollment_id = e.id AND x.step = {0}))"""
_MOVE = text(f"""
UPDATE enrollment e SET step = m.step, entered_at = :now, due_at = :now, reasons = '[]',
    leased_until = NULL, hurried_at = NULL, visit = {NEXT_VISIT.format("m.step")}
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) m (id bigint, step text)
WHERE e.id = m.id AND e.status = 'active'""")  # noqa: S608 - texts of ours
_END = text("""
UPDATE enrollment e SET status = CASE WHEN x.reason = '' THEN 'finished' ELSE 'exited' END,
    exit_reason = x.reason, ended_at = :now, due_at = NULL, reasons = '[]', leased_until = NULL
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) x (id bigint, reason text)
WHERE e.id = x.id AND e.status = 'active'""")
# Answers that someone is to read stay open: those are not over.
_CLOSE_TASKS = text("""
UPDATE sequence_task t SET closed_reason = x.reason
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) x (id bigint, reason text)
WHERE t.enrollment_id = x.id AND t.done_at IS NULL AND t.closed_reason = '' AND t.kind <> 'reply'
""")
_REOPEN_TASKS = text("""
UPDATE sequence_task SET closed_reason = ''
WHERE enrollment_id = ANY(CAST(:ids AS bigint[])) AND closed_reason <> ''""")
# One of a contact in a sequence, the last; who is in it again, or in another since, goes on there.
_REOPEN = text("""
UPDATE enrollment e SET status = 'active', exit_reason = '', ended_at = NULL, due_at = :now,
    reasons = '[]', leased_until = NULL
FROM (SELECT DISTINCT ON (x.sequence_id, x.contact_id) x.id
    FROM enrollment x JOIN contact c ON c.id = x.contact_id
    WHERE c.email = :address AND x.status = 'exited' AND x.exit_reason = :reason
        AND x.sequence_id = coalesce(CAST(:sequence AS bigint), x.sequence_id)
        AND x.ended_at >= :since AND NOT EXISTS (SELECT FROM enrollment o
            WHERE o.contact_id = x.contact_id AND o.status = 'active'
                AND (o.sequence_id = x.sequence_id OR o.enrolled_at > x.ended_at))
    ORDER BY x.sequence_id, x.contact_id, x.id DESC) last
WHERE e.id = last.id RETURNING e.id, e.step""")
_NOTE = text("""
INSERT INTO enrollment_change (enrollment_id, at, step, what, user_id)
SELECT id, :now, step, what, :by
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) c (id bigint, step text, what text)""")
# Where they stand at the email that these messages are.
_AT_EMAIL = text("""
SELECT e.id, e.version_id, e.step FROM enrollment e
JOIN message m ON m.enrollment_id = e.id AND m.step = e.step AND m.visit = e.visit
WHERE m.id = ANY(CAST(:messages AS bigint[])) AND e.status = 'active'
ORDER BY e.id FOR NO KEY UPDATE OF e""")
_WAKE = text("""
UPDATE enrollment SET due_at = :now
WHERE status = 'active' AND due_at > :now AND id = ANY(CAST(:ids AS bigint[]))""")
# What they wait for beside a gate, which is open from now on.
_BESIDE = """(SELECT coalesce(jsonb_agg(r ORDER BY n), '[]')
    FROM jsonb_array_elements(reasons) WITH ORDINALITY x (r, n)
    WHERE NOT CAST(r AS jsonb) @> CAST(:open AS jsonb))"""
_HOLD = text("""
UPDATE enrollment e SET due_at = least(e.due_at, :now), reasons = x.closed || e.reasons
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) x (id bigint, closed jsonb)
WHERE e.id = x.id AND e.status = 'active'""")
_RELEASE = text(f"""
UPDATE enrollment SET due_at = least(due_at, :now), reasons = {_BESIDE}
WHERE status = 'active' AND id = ANY(:ids)""")  # noqa: S608 - texts of ours
_RESUME = f"""
UPDATE enrollment SET due_at = least(due_at, :now), reasons = {_BESIDE}
WHERE {{column}} = :id AND status = 'active' AND reasons @> CAST(:list AS jsonb)"""  # noqa: S608
# Whose steps speak of an event.
_WAKE_EVENT = text("""
UPDATE enrollment e SET due_at = :now FROM sequence s
WHERE s.id = e.sequence_id AND coalesce(s.event_id, e.event_id) = :event
    AND e.status = 'active' AND e.due_at > :now""")
_WAKE_SEQUENCE = text(_RESUME.format(column="sequence_id"))
_WAKE_SENDER = text(_RESUME.format(column="sender_id"))


def move(session: Session, moves: Iterable[tuple[int, str]], now: datetime) -> None:
    """Takes enrollments to steps, where they are due at once."""
    rows = [{"id": number, "step": step} for number, step in moves]
    if rows:
        db.rows(session, _MOVE, {"rows": db.json_of(rows), "now": now})


def end(session: Session, ends: Iterable[tuple[int, str]], now: datetime) -> None:
    """Ends enrollments: with a reason they exited, without one they finished."""
    rows = [{"id": number, "reason": reason} for number, reason in ends]
    if rows:
        db.rows(session, _END, {"rows": db.json_of(rows), "now": now})


def close_tasks(session: Session, ends: Iterable[tuple[int, str]]) -> None:
    """No one has to do any more what enrollments asked for that ended early, each for a reason."""
    rows = [{"id": number, "reason": reason} for number, reason in ends]
    if rows:
        db.rows(session, _CLOSE_TASKS, {"rows": db.json_of(rows)})


def reopen(
    session: Session,
    address: str,
    reason: str,
    since: datetime,
    why: str,
    now: datetime,
    sequence_id: int | None = None,
) -> None:
    """Has the contacts at an address continue where they exited ``since`` then for this reason, in
    all sequences or in one, with the tasks that were open; ``why`` is the sentence that is kept of
    it.
    """
    about = {
        "address": address,
        "reason": reason,
        "since": since,
        "now": now,
        "sequence": sequence_id,
    }
    rows = session.execute(_REOPEN, about).all()
    session.execute(_REOPEN_TASKS, {"ids": db.ids_of(row.id for row in rows)})
    note(session, [(row.id, row.step, why) for row in rows], now)


def note(
    session: Session,
    changes: Iterable[tuple[int, str, str]],
    now: datetime,
    by: int | None = None,
) -> None:
    """Keeps what happened to enrollments: id, step, and a sentence; ``by`` is the user who did."""
    rows = [{"id": number, "step": step, "what": what} for number, step, what in changes]
    if rows:
        db.rows(session, _NOTE, {"rows": db.json_of(rows), "now": now, "by": by})


def pass_emails(session: Session, message_ids: list[int], why: str, now: datetime) -> None:
    """The messages went out: whoever still stands at that email goes on to what comes after it."""
    moves, ends = [], []
    changes: list[tuple[int, str, str]] = []
    for row in db.rows(session, _AT_EMAIL, {"messages": db.ids_of(message_ids)}):
        step = version(session, row.version_id).steps[row.step]
        after = step.next if isinstance(step, Email) else None
        if after is None:
            ends.append((row.id, ""))
        else:
            moves.append((row.id, after))
        changes.append((row.id, after or row.step, why))
    move(session, moves, now)
    end(session, ends, now)
    note(session, changes, now)


def wake(session: Session, ids: Iterable[int], now: datetime) -> None:
    """Has them looked at again at once: something that decisions go by has changed."""
    session.execute(_WAKE, {"ids": db.ids_of(ids), "now": now})


def hold(session: Session, reasons: Iterable[tuple[int, Reason]], now: datetime) -> None:
    """Says at once what holds each of them up; they are looked at again, too."""
    closed: dict[int, list[Any]] = {}
    for number, reason in reasons:
        closed.setdefault(number, []).append(stored_reason(reason))
    rows = [{"id": number, "closed": stored} for number, stored in closed.items()]
    if rows:
        db.rows(session, _HOLD, {"rows": db.json_of(rows), "now": now})


def release(session: Session, ids: Iterable[int], reason: Reason, now: datetime) -> None:
    """No longer says that this holds them up, and has them looked at again."""
    said = stored_reason(reason)
    about = json.dumps({"gate": said["gate"], "words": said["words"]})
    session.execute(_RELEASE, {"ids": [*ids], "open": about, "now": now})


def wake_event(session: Session, principal: Principal, moved: EventMoved) -> None:
    """Whoever waits for a moment of the event may wait for another one now."""
    session.execute(_WAKE_EVENT, {"event": moved.event_id, "now": clock.now()})


def wake_sequence(session: Session, principal: Principal, resumed: SequenceResumed) -> None:
    """Whoever waited for the sequence no longer does, and is looked at again."""
    session.execute(_WAKE_SEQUENCE, _opened(Gate.SEQUENCE_HELD, resumed.sequence_id))


def wake_sender(session: Session, principal: Principal, resumed: SenderResumed) -> None:
    """Whoever waited for the sender no longer does, and is looked at again."""
    session.execute(_WAKE_SENDER, _opened(Gate.SENDER_PAUSED, resumed.sender_id))


def _opened(gate: Gate, number: int) -> dict[str, object]:
    about = {"gate": gate.value}
    return {
        "id": number,
        "open": json.dumps(about),
        "list": json.dumps([about]),
        "now": clock.now(),
    }
