"""What a person does for people who stand at a step: skip it, start at another, send now, give a
sender. Each is done for all who are named, and can be undone while nothing came of it.
"""

import json
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db
from yardflow.errors import Conflict, NotFound
from yardflow.models import Sender
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Email,
    Exit,
    Split,
    Step,
    StepKey,
    Wait,
)
from yardflow.services.sequences.enrollments import progress

# So many people at a time: the engine waits for it no longer than about a second.
MOST = 500
# The engine has someone for a moment, most often just after another act.
_WAITS_S = (0.1, 0.2, 0.4, 0.8)
_NO_ONE = "This contact is taking a step right now or has left the sequence. Reload and try again."
_NOT_SKIPPED = "A split and an exit take no time, so there is nothing to skip."
_NO_STEP = "Their version of this sequence has no such step."
_NO_EMAIL = "Only emails that certainly didn't go out, and waits, can be sent or ended now."
_BOUND = "They were emailed from another sender before, and keep that one."
_GONE_ON = "They have gone further since, so this can't be undone."
_PAUSED = "This sender is paused. Resume it, or choose another one."

# Whoever a worker has claimed is left to it.
_LOCKED = text("""
SELECT e.id, e.contact_id, e.version_id, e.step, e.entered_at, e.sender_id, e.hurried_at,
    (SELECT m.status FROM message m WHERE m.enrollment_id = e.id AND m.step = e.step
        AND m.visit = e.visit) AS message
FROM enrollment e WHERE e.id = ANY(CAST(:ids AS bigint[])) AND e.status = 'active'
    AND (e.leased_until IS NULL OR e.leased_until <= :now)
ORDER BY e.id FOR NO KEY UPDATE OF e""")
_KNOWN = text("SELECT EXISTS (SELECT FROM enrollment WHERE id = ANY(CAST(:ids AS bigint[])))")
_CANCEL = text("""
UPDATE message SET status = 'cancelled', error = :why
WHERE enrollment_id = ANY(CAST(:ids AS bigint[])) AND status = 'queued'""")
# A refused email is tried again; of one that is on its way or in doubt nothing is changed.
_QUEUE = text("""
UPDATE message m SET status = 'queued', error = '' FROM enrollment e
WHERE e.id = ANY(CAST(:ids AS bigint[])) AND m.enrollment_id = e.id AND m.step = e.step
    AND m.visit = e.visit AND m.status = 'failed'""")
_START = text("""
UPDATE enrollment SET passed = array_remove(passed, :step)
WHERE id = ANY(CAST(:ids AS bigint[]))""")
_HURRY = text("""
UPDATE enrollment SET hurried_at = :now, due_at = :now, reasons = '[]'
WHERE id = ANY(CAST(:ids AS bigint[])) AND status = 'active'""")
_GIVE = text("""
UPDATE enrollment SET sender_id = :sender, due_at = :now WHERE id = ANY(CAST(:ids AS bigint[]))""")
_REOPEN = text("""
UPDATE enrollment e SET status = 'active', ended_at = NULL, due_at = :now
WHERE id = ANY(CAST(:ids AS bigint[])) AND status = 'finished' AND NOT EXISTS (
    SELECT FROM enrollment o WHERE o.sequence_id = e.sequence_id AND o.contact_id = e.contact_id
        AND o.status = 'active')""")
_RESTORE = text("""
UPDATE enrollment e SET entered_at = b.entered_at, hurried_at = b.hurried_at,
    sender_id = b.sender_id, due_at = :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    b (id bigint, entered_at timestamptz, hurried_at timestamptz, sender_id bigint)
WHERE e.id = b.id""")
# What certainly did not go out.
_NOT_SENT = (None, "queued", "failed", "cancelled", "missed")
_EMAILED = text("""
SELECT DISTINCT contact_id FROM message
WHERE contact_id = ANY(CAST(:ids AS bigint[])) AND sending_at IS NOT NULL
    AND sender_id <> :sender""")


@dataclass(frozen=True, slots=True)
class Before:
    """Where someone stood before an act, and at which step ``after`` it; None where they finished
    by it.
    """

    id: int
    step: StepKey
    entered_at: datetime
    hurried_at: datetime | None
    sender_id: int | None
    after: StepKey | None


@dataclass(frozen=True, slots=True)
class Done:
    """Whom it was done for, each as they were before; ``left`` others were not in its way."""

    rows: tuple[Before, ...]
    left: int = 0


def skip(session: Session, principal: Principal, ids: Collection[int]) -> Done:
    """They continue with what comes after their step; a condition is taken as not met. What is
    queued is not sent.

    Raises:
        NotFound: there is none of them.
        Conflict: none of them can.
    """
    rows, steps = _locked(session, ids)
    able = [row for row in rows if not isinstance(steps[row.id], Split | Exit | None)]
    _need(able, _NOT_SKIPPED)
    places = [(row, _after(steps[row.id])) for row in able]
    _go(session, principal, places, "Step skipped by hand")
    return _done(session, principal, "skipped", ids, places)


def start_at(session: Session, principal: Principal, ids: Collection[int], step: StepKey) -> Done:
    """They continue at this step of their version, also at one that they came by before: its email
    goes out again.

    Raises:
        NotFound: there is none of them.
        Conflict: none of their versions has this step.
    """
    rows, _ = _locked(session, ids)
    able = [row for row in rows if step in definitions.version(session, row.version_id).steps]
    _need(able, _NO_STEP)
    places = [(row, step) for row in able]
    _go(session, principal, places, "Started here by hand")
    session.execute(_START, {"ids": db.ids_of(row.id for row in able), "step": step})
    return _done(session, principal, "started_at", ids, places)


def send_now(session: Session, principal: Principal, ids: Collection[int]) -> Done:
    """Their email goes out at once, whatever the time of day, and one that was refused again; a
    wait is over. What else is in the way stays so.

    Raises:
        NotFound: there is none of them.
        Conflict: none of them stands at an email that can go out, or at a wait.
    """
    rows, steps = _locked(session, ids)
    able = [row for row in rows if _can_hurry(row, steps[row.id])]
    _need(able, _NO_EMAIL)
    places = [(row, _following(steps[row.id])) for row in able]
    moved = [place for place in places if place[1] != place[0].step]
    _go(session, principal, moved, "Wait ended by hand")
    about = {"ids": db.ids_of(row.id for row in able), "now": clock.now()}
    session.execute(_QUEUE, about)
    session.execute(_HURRY, about)
    there = [row for row, after in places if after == row.step]
    _note(session, principal, there, "To be sent now, by hand")
    return _done(session, principal, "sent_now", ids, places)


def give_sender(
    session: Session, principal: Principal, ids: Collection[int], sender_id: int
) -> Done:
    """They are emailed from this sender. Whoever got an email keeps the sender of it.

    Raises:
        NotFound: there is none of them, or no such sender.
        Conflict: the sender is paused, or all of them keep another one.
    """
    sender = row_of(session, Sender, sender_id)
    if sender is None:
        raise NotFound.of("sender")
    if sender.paused_at is not None:
        raise Conflict(_PAUSED)
    rows, _ = _locked(session, ids)
    contacts = {"ids": db.ids_of(row.contact_id for row in rows), "sender": sender_id}
    bound = {*session.scalars(_EMAILED, contacts)}
    able = [row for row in rows if row.contact_id not in bound]
    _need(able, _BOUND)
    given = {"ids": db.ids_of(row.id for row in able), "sender": sender_id, "now": clock.now()}
    session.execute(_GIVE, given)
    _note(session, principal, able, f"Sender changed to {sender.name}")
    return _done(session, principal, "sender_given", ids, [(row, row.step) for row in able])


def undo(session: Session, principal: Principal, done: Sequence[Before]) -> int:
    """They stand where they stood before, with the sender they had; how many do. Whoever has gone
    further since, or whose email went out, stays.

    Raises:
        Conflict: that is so of all of them.
    """
    before = {row.id: row for row in done}
    finished = [row.id for row in done if row.after is None]
    session.execute(_REOPEN, {"ids": db.ids_of(finished), "now": clock.now()})
    rows, _ = _locked(session, before)
    able = [row for row in rows if _is_there(row, before[row.id])]
    _need(able, _GONE_ON)
    back = [(row, each.step) for row in able if (each := before[row.id]).after != each.step]
    _go(session, principal, back, "Undone: back at this step")
    restored = [asdict(before[row.id]) for row in able]
    about = {"rows": json.dumps(restored, default=datetime.isoformat), "now": clock.now()}
    session.execute(_RESTORE, about)
    _record(session, principal, "undone", [row.id for row in able])
    return len(able)


def _is_there(row: Any, before: Before) -> bool:
    return row.step == (before.after or before.step) and row.message in _NOT_SENT


def _locked(session: Session, ids: Iterable[int]) -> tuple[Sequence[Any], dict[int, Step | None]]:
    """Those that no worker has claimed, locked, and their steps."""
    numbers = db.ids_of(number for number in ids if 0 < number <= LARGEST_ID)
    for wait_s in (*_WAITS_S, 0):
        rows = session.execute(_LOCKED, {"ids": numbers, "now": clock.now()}).all()
        if rows:
            break
        if not session.scalar(_KNOWN, {"ids": numbers}):
            raise NotFound.of("enrollment")
        time.sleep(wait_s)
    else:
        raise Conflict(_NO_ONE)
    steps = {
        row.id: definitions.version(session, row.version_id).steps.get(row.step) for row in rows
    }
    return rows, steps


def _need(able: Sequence[Any], otherwise: str) -> None:
    if not able:
        raise Conflict(otherwise)


def _after(step: Step | None) -> StepKey | None:
    """What comes after a step that is skipped."""
    if isinstance(step, Condition):
        return step.no
    assert not isinstance(step, Split | Exit | None)
    return step.next


def _can_hurry(row: Any, step: Step | None) -> bool:
    if isinstance(step, Email):
        return row.message in (None, "queued", "failed")
    return isinstance(step, Wait) and step.next is not None


def _following(step: Step | None) -> StepKey:
    """Where someone stands who doesn't wait any longer."""
    assert isinstance(step, Email | Wait)
    return (step.next or step.key) if isinstance(step, Wait) else step.key


def _go(
    session: Session,
    principal: Principal,
    places: Sequence[tuple[Any, StepKey | None]],
    why: str,
) -> None:
    now = clock.now()
    ids = [row.id for row, _ in places]
    session.execute(_CANCEL, {"ids": db.ids_of(ids), "why": why})
    progress.move(session, [(row.id, step) for row, step in places if step is not None], now)
    progress.end(session, [(row.id, "") for row, step in places if step is None], now)
    changes = [(row.id, step or row.step, why) for row, step in places]
    progress.note(session, changes, now, principal.user_id)


def _note(session: Session, principal: Principal, rows: Sequence[Any], what: str) -> None:
    changes = [(row.id, row.step, what) for row in rows]
    progress.note(session, changes, clock.now(), principal.user_id)


def _done(
    session: Session,
    principal: Principal,
    act: str,
    ids: Collection[int],
    places: Sequence[tuple[Any, StepKey | None]],
) -> Done:
    _record(session, principal, act, [row.id for row, _ in places])
    rows = tuple(
        Before(row.id, row.step, row.entered_at, row.hurried_at, row.sender_id, after)
        for row, after in places
    )
    return Done(rows, len({*ids}) - len(rows))


def _record(session: Session, principal: Principal, act: str, ids: Iterable[int]) -> None:
    for number in ids:
        audit.record(session, principal, f"enrollment.{act}", "enrollment", number)
