"""What was recorded of a sequence, to be gone through once more: everyone as they began, and what
happened to them meanwhile, each thing at its moment.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions import Hold, HoldLevel
from yardflow.services.sequences.decisions.facts import TaskFacts
from yardflow.services.sequences.engine import statements
from yardflow.services.sequences.engine.reading import of_rows, standing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.forecast.stops import Happening

MOST = 10_000
_ABOUT = """WITH own AS (SELECT e.id, e.contact_id, c.account_id, e.sender_id FROM enrollment e
    JOIN contact c ON c.id = e.contact_id
    WHERE e.sequence_id = :sequence AND e.id = ANY(CAST(:ids AS bigint[])))"""
_EMAILS = text("""
SELECT enrollment_id, step, contact_id, sent_at, opened_at, clicked_at, bounced_at FROM message
WHERE sequence_id = :sequence AND sent_at IS NOT NULL
    AND enrollment_id = ANY(CAST(:ids AS bigint[]))""")
_ANSWERED = text("""
SELECT count(DISTINCT enrollment_id) FROM reply
WHERE kind = 'human' AND enrollment_id = ANY(CAST(:ids AS bigint[]))""")
_ENDS = text("""
SELECT id, ended_at FROM enrollment
WHERE status = 'exited' AND id = ANY(CAST(:ids AS bigint[]))""")
_TASKS = text("""
SELECT enrollment_id, step, visit, done_at, expires_at FROM sequence_task
WHERE done_at IS NOT NULL AND enrollment_id = ANY(CAST(:ids AS bigint[]))""")
_HOLDS = text(f"""{_ABOUT}
SELECT enrollment_id, contact_id, account_id, reason, until, held_at FROM hold
WHERE enrollment_id IN (SELECT id FROM own) OR contact_id IN (SELECT contact_id FROM own)
    OR account_id IN (SELECT account_id FROM own)""")  # noqa: S608 - texts of ours
# What else these senders sent, and these people and companies got.
_BESIDE = text(f"""{_ABOUT}
SELECT m.sender_id, m.contact_id, m.account_id, m.first_touch, m.sent_at FROM message m
WHERE m.sent_at IS NOT NULL AND m.sequence_id <> :sequence AND (
    m.sender_id IN (SELECT sender_id FROM own) OR m.contact_id IN (SELECT contact_id FROM own)
    OR m.account_id IN (SELECT account_id FROM own))""")  # noqa: S608
_OPENED, _CLICKED, _BOUNCED = "opened_at", "clicked_at", "bounced_at"


@dataclass(slots=True)
class Recorded:
    """``situation`` is that of the beginning; ``sent`` are the emails that went out, by enrollment
    and step. There are at most `MOST` enrollments in it, of which it is ``complete`` or not.
    """

    situation: Situation
    sent: Mapping[tuple[int, str], datetime]
    complete: bool


def read(session: Session, sequence_id: int) -> Recorded:
    """Everyone who ever was in the sequence, at its first step."""
    about = {"sequence": sequence_id, "most": MOST + 1}
    rows = db.rows(session, statements.FROM_START, about)
    starting = [
        standing(row, **BEGINNING, step=definitions.version(session, row.version_id).start)
        for row in rows[:MOST]
    ]
    began = min((row.due_at for row in starting), default=datetime.max)
    situation = of_rows(session, starting, began)
    forget(situation)
    known = {"sequence": sequence_id, "ids": [row.id for row in starting]}
    sent = {(row.enrollment_id, row.step): row.sent_at for row in session.execute(_EMAILS, known)}
    return Recorded(situation, sent, len(rows) <= MOST)


BEGINNING: dict[str, Any] = {"paused_at": None, "customer_at": None, "touched": False}


def forget(situation: Situation) -> None:
    """What was not so yet in the beginning."""
    situation.emails, situation.sent_to, situation.wordings = {}, set(), {}
    situation.person_sent, situation.touched, situation.domain_sent = {}, {}, {}
    situation.suppressed, situation.tasks, situation.answers = {}, {}, {}
    situation.holds, situation.provider = defaultdict(list), None
    for number, sender in situation.senders.items():
        situation.sender_sent[number] = {}
        situation.senders[number] = replace(
            sender, sent_on=situation.sender_sent[number], next_at=None, paused=""
        )


def replies(session: Session, situation: Situation, emails: int) -> int:
    """How many of a hundred emails were answered, each contact once."""
    answered = session.scalar(_ANSWERED, {"ids": [*situation.rows]}) or 0
    return round(100 * answered / emails) if emails else 0


def happenings(
    session: Session, sequence_id: int, simulation: Simulation, later: timedelta
) -> Iterator[Happening]:
    """All that happened to them beside what the sequence did, each so much ``later``."""
    situation = simulation.situation
    known = {"sequence": sequence_id, "ids": [*situation.rows]}
    for row in session.execute(_EMAILS, known):
        for name in (_OPENED, _CLICKED, _BOUNCED):
            if (at := getattr(row, name)) is not None:
                effect = partial(_note, situation, row.enrollment_id, row.step, name, at + later)
                yield Happening(at + later, effect, row.enrollment_id)
    for row in session.execute(_ENDS, known):
        # Also who went to the end by the steps, which is decided at that moment.
        yield Happening(row.ended_at + later, partial(simulation.end, row.id), last=True)
    for row in session.execute(_TASKS, known):
        place = row.enrollment_id, row.step, row.visit
        facts = TaskFacts(row.done_at + later, row.expires_at and row.expires_at + later)
        effect = partial(situation.tasks.__setitem__, place, facts)
        yield Happening(row.done_at + later, effect, row.enrollment_id)
    for row in session.execute(_HOLDS, known):
        until = row.until and row.until + later
        effect = partial(_hold, situation, row, until, row.held_at + later)
        yield Happening(row.held_at + later, effect)
    for row in session.execute(_BESIDE, known):
        yield Happening(row.sent_at + later, partial(_count, situation, row, row.sent_at + later))


def _note(situation: Situation, number: int, step: str, name: str, at: datetime) -> None:
    email = situation.emails.get(number, {}).get(step)
    if email is not None:
        setattr(email, name, at)


def _hold(situation: Situation, row: Any, until: datetime | None, since: datetime) -> None:
    levels = (
        (HoldLevel.ENROLLMENT, row.enrollment_id),
        (HoldLevel.CONTACT, row.contact_id),
        (HoldLevel.ACCOUNT, row.account_id),
    )
    for level, number in levels:
        if number is not None:
            hold = Hold(level, row.reason, until, since)
            situation.holds.setdefault((level, number), []).append(hold)


def _count(situation: Situation, row: Any, at: datetime) -> None:
    situation.person_sent.setdefault(row.contact_id, []).append(at)
    if row.first_touch:
        situation.touched.setdefault(row.account_id, []).append(at)
    sender = situation.senders.get(row.sender_id)
    if sender is not None:
        sent_on, today = situation.sender_sent[row.sender_id], at.astimezone(sender.zone).date()
        gap = sender.pace and sender.pace.gap(today, sent_on.get(today, 0))
        sent_on[today] = sent_on.get(today, 0) + 1
        if gap:
            situation.senders[row.sender_id] = replace(sender, next_at=at + gap)
