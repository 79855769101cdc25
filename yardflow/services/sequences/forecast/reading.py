"""Everyone whom a forecast is about, and what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from yardflow.models import Sequence as SequenceRow
from yardflow.models.message import MAYBE_SENT
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions import Policy
from yardflow.services.sequences.definitions.steps import Definition
from yardflow.services.sequences.engine.reading import BEHIND, Entering, ahead
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.enrollments.planned import Planned, planned
from yardflow.services.sequences.forecast.followed import others
from yardflow.services.sequences.forecast.question import Question, Version
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.senders import email_settings

# So far ahead, and so many enrollments, those of other sequences among them.
AHEAD_DAYS, MOST = 90, 20_000
_SENT = {status.value for status in MAYBE_SENT}
_NO_ONE = Planned({}, {})
_ACTIVE = text("""
SELECT id, sender_id, contact_id FROM enrollment
WHERE sequence_id = :sequence AND status = 'active'
ORDER BY due_at, rank, id LIMIT :most""")


class _Seed(NamedTuple):
    id: int
    sender_id: int
    contact_id: int


@dataclass(slots=True)
class Known:
    """The situation of everyone, of whom ``own`` are of the sequence or would be. ``emailed`` are
    those of them that were, ``skipped`` the contacts that can't be enrolled. It is not ``complete``
    where there are more.
    """

    situation: Situation
    policy: Policy
    definition: Definition
    own: tuple[int, ...]
    emailed: set[int]
    skipped: Mapping[str, Sequence[int]]
    complete: bool


def definition_of(
    session: Session, principal: Principal, sequence: SequenceRow, version: Version
) -> Definition:
    """What whoever enrolls would go through; of a sequence that was never published, its draft.

    Raises:
        NotPublishable: the draft isn't ready.
    """
    if sequence.version_id is not None and version is Version.PUBLISHED:
        return definitions.version(session, sequence.version_id)
    return publishing.pinned(session, principal, drafts.definition_of(sequence))


def read(
    session: Session, principal: Principal, sequence_id: int, question: Question, now: datetime
) -> Known:
    """Reads all of it.

    Raises:
        NotFound: there is no such sequence.
        NotPublishable: the question is about the draft, and that isn't ready.
        Contradictory: more contacts are selected than are enrolled at once.
    """
    sequence = load_record(session, SequenceRow, sequence_id)
    definition = definition_of(session, principal, sequence, question.version)
    active = session.execute(_ACTIVE, {"sequence": sequence_id, "most": MOST + 1}).all()
    entering = _planned(session, principal, sequence, definition, question)
    room = max(MOST - len(active), 0)
    new = dict([*entering.senders.items()][:room])
    seeds = [_Seed(BEHIND + contact, sender, contact) for contact, sender in new.items()]
    listed: list[Any] = [*active[:MOST], *seeds]
    beside, all_beside = others(session, listed, now, MOST - len(listed), AHEAD_DAYS)
    ids = [*(row.id for row in active[:MOST]), *beside]
    event_id = question.event_id if sequence.event_id is None else sequence.event_id
    version_id = None if question.version is Version.DRAFT else sequence.version_id
    entered = Entering(sequence_id, version_id or 0, event_id, new, definition)
    situation = ahead(session, ids, now, entering=entered)
    own = tuple(row.id for row in listed if row.id in situation.rows)
    return Known(
        situation,
        email_settings.read(session).policy,
        definition,
        own,
        {number for number in own if _was_emailed(situation, number)},
        entering.skipped,
        all_beside and len(active) + len(entering.senders) <= MOST,
    )


def until(now: datetime) -> datetime:
    """As far as a forecast looks."""
    return now + timedelta(days=AHEAD_DAYS)


def _planned(
    session: Session,
    principal: Principal,
    sequence: SequenceRow,
    definition: Definition,
    question: Question,
) -> Planned:
    if question.selection is None or definition.start not in definition.steps:
        return _NO_ONE
    return planned(session, principal, sequence, definition, question.selection)


def _was_emailed(situation: Situation, number: int) -> bool:
    emails = situation.emails.get(number, {})
    return any(email.status in _SENT for email in emails.values())
