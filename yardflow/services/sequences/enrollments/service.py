"""Enrolling: looking before, and doing it, for some contacts or for all that a list shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select, text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import EnrollmentSource, SequenceStatus
from yardflow.models import Sequence as SequenceRow
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import definitions
from yardflow.services.sequences.enrollments.candidates import READY, REASONS, Entry, candidates
from yardflow.services.sequences.senders import choosing

NO_SENDER = "no_sender"
_NOT_PUBLISHED = "Publish this sequence before you enroll anyone."
_ARCHIVED = "This sequence is archived. Restore it before you enroll anyone."
_NO_SENDERS = "Choose at least one sender."
_MORE = "More contacts match now than when you looked. Check the numbers and enroll again."

_LOAD = text("""
SELECT sender_id, count(*) FROM enrollment WHERE status = 'active' AND sender_id IS NOT NULL
GROUP BY 1""")
_INSERT = text("""
INSERT INTO enrollment (sequence_id, version_id, contact_id, event_id, sender_id, status,
    exit_reason, step, visit, entered_at, due_at, reasons, source, enrolled_by, enrolled_at)
SELECT :sequence, :version, chosen.contact_id, :event, chosen.sender_id, 'active',
    '', :step, 1, :now, :now, '[]', :source, :by, :now
FROM unnest(CAST(:contacts AS bigint[]), CAST(:senders AS bigint[])) chosen (contact_id, sender_id)
ON CONFLICT DO NOTHING
RETURNING id
""")
_NOTED = text("""
INSERT INTO enrollment_change (enrollment_id, at, step, what, user_id)
SELECT id, :now, :step, 'Enrolled', :by FROM unnest(CAST(:ids AS bigint[])) AS id
""")


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Which contacts, and how. ``event_id`` is the event that steps speak of where the sequence has
    none. ``sender_ids`` share the contacts evenly; with ``by_owner`` a contact is mailed by its
    owner's sender, if there is one.
    """

    selection: Selection
    sender_ids: tuple[int, ...]
    event_id: int | None = None
    by_owner: bool = True
    source: EnrollmentSource = EnrollmentSource.PERSON


@dataclass(frozen=True, slots=True)
class EnrollmentCounts:
    """How many can be enrolled, or were, and how many are skipped by each of `REASONS`."""

    ready: int
    skipped: Mapping[str, int]


def preview(
    session: Session, principal: Principal, sequence_id: int, enrolling: Enrolling
) -> EnrollmentCounts:
    """What enrolling would do; nothing is written.

    Raises:
        NotFound, Conflict, Contradictory, Invalid: as in `enroll`.
    """
    sequence = _open(session, sequence_id)
    states, chosen = _chosen(session, principal, sequence, enrolling)
    return _counts(states, len(chosen))


def enroll(
    session: Session,
    principal: Principal,
    sequence_id: int,
    enrolling: Enrolling,
    at_most: int | None = None,
) -> EnrollmentCounts:
    """Enrolls whoever can be; each begins at the first step at once. ``at_most`` is how many that
    were when a person looked before.

    Raises:
        NotFound: there is no such sequence or sender.
        Conflict: the sequence was never published, or is archived; or more can be enrolled than
            ``at_most``.
        Contradictory: too many are selected, or no sender is chosen.
        Invalid: a filter that means nothing.
    """
    sequence = _open(session, sequence_id)
    states, chosen = _chosen(session, principal, sequence, enrolling)
    if at_most is not None and len(chosen) > at_most:
        raise Conflict(_MORE)
    ids = _inserted(session, principal, sequence, enrolling, chosen) if chosen else []
    audit.record(
        session,
        principal,
        "enrolled",
        record="sequence",
        record_id=sequence_id,
        after={"contacts": len(ids)},
    )
    # Who was enrolled by someone else at the same moment is in it already.
    states["already"] += len(chosen) - len(ids)
    return _counts(states, len(ids))


def _open(session: Session, sequence_id: int) -> SequenceRow:
    sequence = session.get(SequenceRow, sequence_id, with_for_update={"read": True})
    if sequence is None:
        raise NotFound.of("sequence")
    if sequence.status == SequenceStatus.DRAFT or sequence.version_id is None:
        raise Conflict(_NOT_PUBLISHED)
    if sequence.status == SequenceStatus.ARCHIVED:
        raise Conflict(_ARCHIVED)
    return sequence


def _chosen(
    session: Session, principal: Principal, sequence: SequenceRow, enrolling: Enrolling
) -> tuple[Counter[str], dict[int, int]]:
    """How many are in which state, and the sender of each contact that can be enrolled."""
    if not enrolling.sender_ids:
        raise Contradictory(_NO_SENDERS)
    definition = definitions.version(session, sequence.version_id or 0)
    entry = Entry(sequence.id or 0, definition.entry)
    listed = candidates(session, principal, enrolling.selection, entry).subquery()
    states = Counter(
        dict(session.execute(select(listed.c.state, func.count()).group_by(listed.c.state)).all())
    )
    ready = session.scalars(
        select(listed.c.id).where(listed.c.state == READY).order_by(listed.c.id)
    ).all()
    how: Literal["owner", "evenly"] = "owner" if enrolling.by_owner else "evenly"
    load = dict(session.execute(_LOAD).all())
    chosen = choosing.choose(session, ready, enrolling.sender_ids, how, load)
    states[NO_SENDER] += len(ready) - len(chosen)
    return states, chosen


def _inserted(
    session: Session,
    principal: Principal,
    sequence: SequenceRow,
    enrolling: Enrolling,
    chosen: Mapping[int, int],
) -> Sequence[int]:
    now = clock.now()
    step = definitions.version(session, sequence.version_id or 0).start
    ids = session.scalars(
        _INSERT,
        {
            "sequence": sequence.id,
            "version": sequence.version_id,
            "event": enrolling.event_id,
            "step": step,
            "now": now,
            "source": enrolling.source.value,
            "by": principal.user_id,
            "contacts": list(chosen),
            "senders": list(chosen.values()),
        },
    ).all()
    session.execute(_NOTED, {"now": now, "step": step, "by": principal.user_id, "ids": list(ids)})
    return ids


def _counts(states: Counter[str], ready: int) -> EnrollmentCounts:
    skipped = {reason: states[reason] for reason in REASONS if states[reason]}
    return EnrollmentCounts(ready, skipped)
