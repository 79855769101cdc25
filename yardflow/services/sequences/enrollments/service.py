"""Enrolling: looking before, and doing it, for some contacts or for all that a list shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, func, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import Contact, EnrollmentSource, OnColleague, SequenceStatus
from yardflow.models import Sequence as SequenceRow
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of
from yardflow.services.records.memberships import among
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions.steps import Definition
from yardflow.services.sequences.enrollments.candidates import (
    READY,
    REASONS,
    Entry,
    candidates,
    limited,
)
from yardflow.services.sequences.senders import choosing, email_settings

NO_SENDER = "no_sender"
_ONE_AT_A_TIME = 7_305_033  # the advisory lock that two who enroll at once wait for
_NOT_PUBLISHED = "Publish this sequence before you enroll anyone."
_ARCHIVED = "This sequence is archived. Restore it before you enroll anyone."
NO_SENDERS = "Choose at least one sender."
_READ = {"read": True}
_MORE = "More contacts match now than when you looked. Check the numbers and enroll again."

_LOAD = text("""
SELECT sender_id, count(*) FROM enrollment WHERE status = 'active' AND sender_id IS NOT NULL
GROUP BY 1""")
_INSERT = text("""
INSERT INTO enrollment (sequence_id, version_id, contact_id, event_id, sender_id, status,
    exit_reason, step, visit, entered_at, due_at, rank, reasons, source, enrolled_by, enrolled_at)
SELECT :sequence, :version, chosen.contact_id, :event, chosen.sender_id, 'active',
    '', :step, 1, :now, :now, persona_rank(c.personas), '[]', :source, :by, :now
FROM unnest(CAST(:contacts AS bigint[]), CAST(:senders AS bigint[])) WITH ORDINALITY
    chosen (contact_id, sender_id, place)
JOIN contact c ON c.id = chosen.contact_id
ORDER BY chosen.place
ON CONFLICT DO NOTHING
RETURNING id, contact_id
""")
_NOTED = text("""
INSERT INTO enrollment_change (enrollment_id, at, step, what, user_id)
SELECT id, :now, :step, :what, :by FROM unnest(CAST(:ids AS bigint[])) AS id
""")


@dataclass(frozen=True, slots=True)
class Senders:
    """Who emails whom: ``sender_ids`` share the contacts evenly; with ``by_owner`` a contact is
    mailed by its owner's sender, if there is one.
    """

    sender_ids: tuple[int, ...]
    by_owner: bool = True


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Which contacts, and how. ``event_id`` is the event that steps speak of where the sequence has
    none. ``sender_ids`` and ``by_owner`` are as in `Senders`; None are all that aren't paused.
    """

    selection: Selection
    sender_ids: tuple[int, ...] | None
    event_id: int | None = None
    by_owner: bool = True
    source: EnrollmentSource = EnrollmentSource.PERSON


@dataclass(frozen=True, slots=True)
class EnrollmentCounts:
    """How many can be enrolled, or were, and how many are skipped by each of `REASONS`."""

    ready: int
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who would be enrolled now in which version, each contact with its sender."""

    counts: EnrollmentCounts
    version_id: int
    senders: Mapping[int, int]


def preview(
    session: Session, principal: Principal, sequence_id: int, enrolling: Enrolling
) -> EnrollmentCounts:
    """What enrolling would do; nothing is written.

    Raises:
        NotFound, Conflict, Contradictory, Invalid: as in `enroll`.
    """
    return choose(session, principal, sequence_id, enrolling).counts


def choose(
    session: Session, principal: Principal, sequence_id: int, enrolling: Enrolling
) -> Chosen:
    """`preview`, with who it is."""
    sequence = open_sequence(session, sequence_id)
    states, chosen = _chosen(session, principal, sequence, enrolling)
    return Chosen(_counts(states, len(chosen)), sequence.version_id or 0, chosen)


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
    sequence = open_sequence(session, sequence_id)
    # What keeps people out spans sequences, accounts and addresses: two who don't see each other
    # could enroll someone in two sequences.
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    states, chosen = _chosen(session, principal, sequence, enrolling)
    if at_most is not None and len(chosen) > at_most:
        raise Conflict(_MORE)
    by = principal.user_id
    entered = _inserted(session, sequence, chosen, enrolling.event_id, enrolling.source, by)
    audit.record(
        session,
        principal,
        "enrolled",
        record="sequence",
        record_id=sequence_id,
        after={"contacts": len(entered)},
    )
    # Who was enrolled by someone else at the same moment is in it already.
    states["already"] += len(chosen) - len(entered)
    return _counts(states, len(entered))


def enroll_by_rule(
    session: Session,
    sequence_id: int,
    contact_ids: Sequence[int],
    senders: Senders,
    event_id: int,
) -> dict[int, str]:
    """Enrolls whoever of a few contacts can be, on no one's behalf; each that exists is in the
    answer, with `READY` where they were enrolled and else with one of `REASONS`.

    Raises:
        NotFound, Conflict: as in `enroll`.
    """
    sequence = open_sequence(session, sequence_id)
    ids = select(col(Contact.id)).where(among(Contact.id, contact_ids))
    everyone = listed(session, sequence, _version(session, sequence), ids, event_id)
    states = dict(session.execute(select(everyone.c.id, everyone.c.state)).all())
    ready = sorted(contact_id for contact_id, state in states.items() if state == READY)
    chosen = sender_of_each(session, ready, senders)
    entered = _inserted(session, sequence, chosen, event_id, EnrollmentSource.RULE, None)
    for contact_id in ready:
        if contact_id not in chosen:
            states[contact_id] = NO_SENDER
        elif contact_id not in entered:
            states[contact_id] = "already"
    if entered:
        after = {"contacts": len(entered)}
        audit.record(session, None, "enrolled_by_rule", "sequence", sequence_id, after=after)
    return states


def open_sequence(session: Session, sequence_id: int) -> SequenceRow:
    """A sequence that takes contacts, locked against being archived meanwhile.

    Raises:
        NotFound: there is none.
        Conflict: it was never published, or is archived.
    """
    sequence = row_of(session, SequenceRow, sequence_id, lock=_READ)
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
    sender_ids = enrolling.sender_ids
    if sender_ids is None:
        sender_ids = choosing.working(session)
    elif not sender_ids:
        raise Contradictory(NO_SENDERS)
    ids = limited(session, principal, enrolling.selection)
    everyone = listed(session, sequence, _version(session, sequence), ids, enrolling.event_id)
    states = Counter(
        dict(
            session.execute(select(everyone.c.state, func.count()).group_by(everyone.c.state)).all()
        )
    )
    ready = session.scalars(
        select(everyone.c.id).where(everyone.c.state == READY).order_by(everyone.c.id)
    ).all()
    senders = Senders(sender_ids, enrolling.by_owner)
    chosen = sender_of_each(session, ready, senders)
    states[NO_SENDER] += len(ready) - len(chosen)
    return states, chosen


def _version(session: Session, sequence: SequenceRow) -> Definition:
    return definitions.version(session, sequence.version_id or 0)


def listed(
    session: Session,
    sequence: SequenceRow,
    definition: Definition,
    ids: Select,
    event_id: int | None = None,
) -> Any:
    """`candidates` for this definition of a sequence, as a part of a statement. ``event_id`` is the
    event that its steps speak of where it has none of its own.
    """
    lawful_bases = email_settings.read(session).policy.lawful_bases
    entry = Entry(
        sequence.id or 0,
        definition.entry,
        lawful_bases,
        sequence.on_colleague == OnColleague.CONTINUE,
        sequence.skip_open_deals,
        sequence.event_id or event_id,
    )
    return candidates(ids, entry).subquery()


def sender_of_each(session: Session, ready: Sequence[int], senders: Senders) -> dict[int, int]:
    """Who would email each contact, by how much each sender has to do already."""
    how: Literal["owner", "evenly"] = "owner" if senders.by_owner else "evenly"
    load = dict(session.execute(_LOAD).all())
    return choosing.choose(session, ready, senders.sender_ids, how, load)


def _inserted(
    session: Session,
    sequence: SequenceRow,
    chosen: Mapping[int, int],
    event_id: int | None,
    source: EnrollmentSource,
    by: int | None,
) -> set[int]:
    """The contacts that are in the sequence by this."""
    if not chosen:
        return set()
    now = clock.now()
    step = definitions.version(session, sequence.version_id or 0).start
    rows = session.execute(
        _INSERT,
        {
            "sequence": sequence.id,
            "version": sequence.version_id,
            "event": event_id,
            "step": step,
            "now": now,
            "source": source.value,
            "by": by,
            "contacts": list(chosen),
            "senders": list(chosen.values()),
        },
    ).all()
    what = "Enrolled by a rule" if source == EnrollmentSource.RULE else "Enrolled"
    ids = [row.id for row in rows]
    session.execute(_NOTED, {"now": now, "step": step, "what": what, "by": by, "ids": ids})
    return {row.contact_id for row in rows}


def _counts(states: Counter[str], ready: int) -> EnrollmentCounts:
    skipped = {reason: states[reason] for reason in REASONS if states[reason]}
    return EnrollmentCounts(ready, skipped)
