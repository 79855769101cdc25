"""Moving enrollments on: from step to step, to the end, and up to be looked at again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.services.access import Principal
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
    leased_until = NULL, visit = {NEXT_VISIT.format("m.step")}
FROM unnest(CAST(:ids AS bigint[]), CAST(:steps AS text[])) m (id, step)
WHERE e.id = m.id AND e.status = 'active'""")  # noqa: S608 - texts of ours
_END = text("""
UPDATE enrollment e SET status = CASE WHEN x.reason = '' THEN 'finished' ELSE 'exited' END,
    exit_reason = x.reason, ended_at = :now, due_at = NULL, reasons = '[]', leased_until = NULL
FROM unnest(CAST(:ids AS bigint[]), CAST(:reasons AS text[])) x (id, reason)
WHERE e.id = x.id AND e.status = 'active'""")
_NOTE = text("""
INSERT INTO enrollment_change (enrollment_id, at, step, what, user_id)
SELECT id, :now, step, what, :by
FROM unnest(CAST(:ids AS bigint[]), CAST(:steps AS text[]), CAST(:whats AS text[]))
    c (id, step, what)""")
# Where they stand at the email that these messages are.
_AT_EMAIL = text("""
SELECT e.id, e.version_id, e.step FROM enrollment e
JOIN message m ON m.enrollment_id = e.id AND m.step = e.step AND m.visit = e.visit
WHERE m.id = ANY(:messages) AND e.status = 'active'
ORDER BY e.id FOR NO KEY UPDATE OF e""")
_WAKE = text("""
UPDATE enrollment SET due_at = :now
WHERE status = 'active' AND due_at > :now AND id = ANY(:ids)""")
_WAKE_SEQUENCE = text("""
UPDATE enrollment SET due_at = :now WHERE sequence_id = :id AND status = 'active' AND due_at > :now
    AND reasons @> '[{"gate": "sequence_held"}]'""")
_WAKE_SENDER = text("""
UPDATE enrollment SET due_at = :now WHERE sender_id = :id AND status = 'active' AND due_at > :now
    AND reasons @> '[{"gate": "sender_paused"}]'""")


def move(session: Session, moves: Iterable[tuple[int, str]], now: datetime) -> None:
    """Takes enrollments to steps, where they are due at once."""
    pairs = [*moves]
    if pairs:
        ids, steps = map(list, zip(*pairs, strict=True))
        session.execute(_MOVE, {"ids": ids, "steps": steps, "now": now})


def end(session: Session, ends: Iterable[tuple[int, str]], now: datetime) -> None:
    """Ends enrollments: with a reason they exited, without one they finished."""
    pairs = [*ends]
    if pairs:
        ids, reasons = map(list, zip(*pairs, strict=True))
        session.execute(_END, {"ids": ids, "reasons": reasons, "now": now})


def note(
    session: Session,
    changes: Iterable[tuple[int, str, str]],
    now: datetime,
    by: int | None = None,
) -> None:
    """Keeps what happened to enrollments: id, step, and a sentence; ``by`` is the user who did."""
    rows = [*changes]
    if rows:
        ids, steps, whats = map(list, zip(*rows, strict=True))
        session.execute(_NOTE, {"ids": ids, "steps": steps, "whats": whats, "now": now, "by": by})


def pass_emails(session: Session, message_ids: list[int], why: str, now: datetime) -> None:
    """The messages went out: whoever still stands at that email goes on to what comes after it."""
    moves, ends = [], []
    changes: list[tuple[int, str, str]] = []
    for row in session.execute(_AT_EMAIL, {"messages": message_ids}):
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
    session.execute(_WAKE, {"ids": [*ids], "now": now})


def wake_sequence(session: Session, principal: Principal, resumed: SequenceResumed) -> None:
    """Whoever waited for the sequence is looked at again."""
    session.execute(_WAKE_SEQUENCE, {"id": resumed.sequence_id, "now": clock.now()})


def wake_sender(session: Session, principal: Principal, resumed: SenderResumed) -> None:
    """Whoever waited for the sender is looked at again."""
    session.execute(_WAKE_SENDER, {"id": resumed.sender_id, "now": clock.now()})
