"""The messages of a batch: drafted while it is decided about, and written down in one go, the ones
that go out at once as ``sending``, all others as ``queued``.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.models.message import MessageStatus, new_key, new_token
from yardflow.services.sequences.decisions.facts import Facts
from yardflow.services.sequences.definitions.steps import Email
from yardflow.services.sequences.engine import dispatches
from yardflow.services.sequences.engine.claiming import LEASE
from yardflow.services.sequences.engine.outcomes import Outcomes
from yardflow.services.sequences.engine.outgoing import Outgoing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.templates.rendering import wording

# Known before they are written, so that emails are made before anything is locked for long.
_NUMBERS = text("""
SELECT nextval(s.name) FROM generate_series(1, :count), (
    SELECT CAST(pg_get_serial_sequence('message', 'id') AS regclass) AS name OFFSET 0) s""")
_HELD = text("""
UPDATE enrollment SET leased_until = :until, reasons = '[]'
WHERE id = ANY(CAST(:ids AS bigint[]))
    AND (leased_until, reasons) IS DISTINCT FROM (:until, '[]'::jsonb)""")
_AGAIN = text("""
UPDATE message m SET address = q.address, sender_id = q.sender_id,
    template_version_id = q.template_version_id, late = q.late, decided_at = :now,
    status = q.status, attempts = attempts + CASE WHEN q.status = 'sending' THEN 1 ELSE 0 END,
    sending_at = CASE WHEN q.status = 'sending' THEN :now ELSE m.sending_at END,
    error = CASE WHEN q.status = 'sending' THEN '' ELSE m.error END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) q (id bigint, address text, sender_id bigint,
    template_version_id bigint, late boolean, status text)
WHERE m.id = q.id AND m.status = 'queued' AND NOT EXISTS (
    SELECT FROM message o WHERE o.sequence_id = m.sequence_id AND o.step = m.step
        AND o.visit = m.visit AND o.address = q.address AND o.id <> m.id
        AND o.holds_step)
RETURNING m.id""")
_NEW = text("""
INSERT INTO message (id, key, reply_token, enrollment_id, sequence_id, step, visit, contact_id,
    account_id, sender_id, template_version_id, address, subject, status, error, provider_id,
    attempts, first_touch, threaded, late, wording_shift, due_at, decided_at, sending_at)
SELECT id, key, reply_token, enrollment_id, sequence_id, step, visit, contact_id, account_id,
    sender_id, template_version_id, address, '', status, error, '',
    CASE WHEN status = 'sending' THEN 1 ELSE 0 END, first_touch, threaded, late, wording_shift,
    due_at, CAST(:decided_at AS timestamptz), CASE WHEN status = 'sending' THEN :decided_at END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, key text, reply_token text,
    enrollment_id bigint, sequence_id bigint, step text, visit int, contact_id bigint,
    account_id bigint, sender_id bigint, template_version_id bigint, address text, status text,
    error text, first_touch boolean, threaded boolean, late boolean, wording_shift smallint,
    due_at timestamptz)
ON CONFLICT DO NOTHING
RETURNING id""")


def drafted(session: Session, situation: Situation, outcomes: Outcomes) -> list[Outgoing]:
    """The messages of all that was decided to go out; those that are new have their numbers."""
    numbers = _numbers(session, sum(facts.email is None for _, _, facts in outcomes.sends))
    return [_draft(situation, numbers, row, step) for row, step, _ in outcomes.sends]


def enter(
    session: Session,
    situation: Situation,
    outcomes: Outcomes,
    outgoing: Sequence[Outgoing],
    begun: Collection[int],
) -> list[Outgoing]:
    """Writes down those of the drafts that were granted; which of them could be, as an address gets
    a step once. The ``begun``, by their ids, are in doubt from the end of this transaction until
    the provider has answered.
    """
    drafts = {message.enrollment_id: message for message in outgoing}
    new, queued = [], []
    for row, step, facts in outcomes.sends:
        message = drafts[row.id]
        status = MessageStatus.SENDING if message.id in begun else MessageStatus.QUEUED
        if facts.email is not None:
            queued.append(_row_again(message, status, late=row.id in outcomes.late))
            continue
        own = {"id": message.id, "key": message.key, "reply_token": message.token}
        own |= {"late": row.id in outcomes.late, "wording_shift": situation.wording_shift(row)}
        new.append(_row(row, step, facts, status) | own)
    written = _insert(session, new, outcomes.now)
    if queued:
        values = {"rows": db.json_of(queued), "now": outcomes.now}
        written |= {*db.column(session, _AGAIN, values)}
    entered = [message for message in outgoing if message.id in written]
    going_out = [message for message in entered if message.id in begun]
    dispatches.begin(session, going_out, outcomes.now)
    going = db.ids_of(message.enrollment_id for message in entered)
    db.rows(session, _HELD, {"ids": going, "until": outcomes.now + LEASE})
    return entered


def enter_skipped(session: Session, outcomes: Outcomes) -> None:
    """Writes down what won't go out, and why."""
    numbers = _numbers(session, len(outcomes.skipped))
    _insert(
        session,
        [
            _row(*skipped) | {"id": number, "key": new_key(), "reply_token": new_token()}
            for number, skipped in zip(numbers, outcomes.skipped, strict=True)
        ],
    )


def _numbers(session: Session, count: int) -> Iterator[int]:
    return iter(db.column(session, _NUMBERS, {"count": count}) if count else ())


def _draft(situation: Situation, numbers: Iterator[int], row: Any, step: Email) -> Outgoing:
    queued = situation.written(row)
    return Outgoing(
        id=queued.id if queued else next(numbers),
        key=queued.key if queued else new_key(),
        token=queued.reply_token if queued else new_token(),
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


def _insert(
    session: Session, rows: list[dict[str, Any]], decided_at: datetime | None = None
) -> set[int]:
    if not rows:
        return set()
    values = {"rows": db.json_of(rows), "decided_at": decided_at}
    return {*db.column(session, _NEW, values)}


def _row(row: Any, step: Email, about: Facts | str, status: MessageStatus) -> dict[str, Any]:
    return {
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
        "due_at": row.due_at,
    }


def _row_again(message: Outgoing, status: MessageStatus, *, late: bool) -> dict[str, Any]:
    return {
        "id": message.id,
        "address": message.address,
        "sender_id": message.sender_id,
        "template_version_id": message.step.template_version_id,
        "late": late,
        "status": status.value,
    }
