"""Reading what is known of a batch of enrollments, in a dozen statements whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any

from sqlmodel import Session

from yardflow import db
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    Split,
)
from yardflow.services.sequences.engine import provider, slots, statements
from yardflow.services.sequences.engine.people import MAYBE_SENT_ONES, read_people
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.enrollments import split_ways
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.senders.identities import identities
from yardflow.services.sequences.templates import sources
from yardflow.services.sequences.templates.values import of_event, of_person
from yardflow.services.sequences.templates.variables import POSTAL_ADDRESS, UNSUBSCRIBE

# No enrollment has a number as large as those that only would be.
BEHIND = 2**62


@dataclass(frozen=True, slots=True)
class Entering:
    """Contacts who would be enrolled, each with the sender. In a `Situation` their ids begin behind
    `BEHIND`. They go by ``definition`` where that is given, which is then no version of its own.
    """

    sequence_id: int
    version_id: int
    event_id: int | None
    senders: Mapping[int, int]
    definition: Definition | None = None


def of_claimed(session: Session, ids: list[int], now: datetime) -> Situation:
    """What is known of enrollments that are claimed; what limits are counted on is locked."""
    about = {"ids": db.ids_of(ids), "now": now}
    db.rows(session, statements.BY_INDEXES, {})
    for lock in statements.LOCKS:
        db.rows(session, lock, about)
    claimed = db.rows(session, statements.CLAIMED, about)
    return _read(session, claimed, now, acting=True)


def of_any(session: Session, ids: list[int], now: datetime) -> Situation:
    """What is known of enrollments, to look at; nothing is locked."""
    looked_at = db.rows(session, statements.LOOKED_AT, {"ids": db.ids_of(ids)})
    return _read(session, looked_at, now)


def ahead(
    session: Session,
    ids: list[int],
    now: datetime,
    versions: Collection[int] = (),
    entering: Entering | None = None,
) -> Situation:
    """`of_any`, with what is known of every step that they may come to (`standing`), also in other
    versions of their sequences; and of contacts as if they were enrolled.
    """
    rows = db.rows(session, statements.LOOKED_AT, {"ids": db.ids_of(ids)})
    given: dict[int, Definition] = {}
    if entering is not None:
        rows += _entering(session, entering, now)
        if entering.definition is not None:
            given[entering.version_id] = entering.definition
    return _read(session, rows, now, versions, given)


def of_rows(session: Session, rows: Sequence[Any], now: datetime) -> Situation:
    """What is known of enrollments that stand as these rows say, at every step they may come to."""
    return _read(session, rows, now, ())


def _entering(session: Session, entering: Entering, now: datetime) -> Sequence[Any]:
    version = entering.definition or definitions.version(session, entering.version_id)
    about = {
        "behind": BEHIND,
        "sequence": entering.sequence_id,
        "version": entering.version_id,
        "event": entering.event_id,
        "step": version.start,
        "now": now,
        "contacts": list(entering.senders),
        "senders": list(entering.senders.values()),
    }
    return db.rows(session, statements.ENTERING, about)


def standing(row: Any, **place: Any) -> Any:
    """The row of an enrollment that stands elsewhere: at another step, in another version."""
    known = vars(row) if isinstance(row, SimpleNamespace) else row._asdict()
    return SimpleNamespace(**{**known, **place})


def _read(
    session: Session,
    claimed: Sequence[Any],
    now: datetime,
    versions: Collection[int] | None = None,
    given: Mapping[int, Definition] = MappingProxyType({}),
    *,
    acting: bool = False,
) -> Situation:
    """With ``versions``, of all steps of those and of their own; else of where they stand. Those
    that are ``given`` are not read. Who is ``acting`` on it gives back first what others took and
    left.
    """
    rows = {row.id: row for row in claimed}
    email = email_settings.read(session)
    situation = Situation(now, email, rows, provider=provider.hold(session, now))
    if rows:
        for version_id in {*(row.version_id for row in rows.values()), *(versions or ())}:
            known = given.get(version_id)
            situation.definitions[version_id] = known or definitions.version(session, version_id)
        _read_emails(session, situation, everywhere=versions is not None)
        if acting:
            _take_over(session, situation)
        _read_materials(session, situation, [*_emails(situation, everywhere=versions is not None)])
        read_people(session, situation)
        _read_ways(session, situation, everywhere=versions is not None)
        _read_answers(session, situation, everywhere=versions is not None)
    return situation


def _take_over(session: Session, situation: Situation) -> None:
    """Whoever decided about these before, and did not say what came of it, is gone or too late."""
    left = [
        (email.id, email.decided_at)
        for emails in situation.emails.values()
        for email in emails.values()
        if email.status == "queued" and email.decided_at is not None
    ]
    slots.give_back(session, left)


def _emails(situation: Situation, *, everywhere: bool) -> Iterator[tuple[Any, Email]]:
    """The emails that they stand at; ``everywhere``, those that they may come to."""
    every = [
        step
        for definition in situation.definitions.values()
        for step in definition.steps.values()
        if isinstance(step, Email)
    ]
    for row in situation.rows.values():
        here = situation.definitions[row.version_id].steps.get(row.step)
        if everywhere:
            yield from ((row, step) for step in every)
        elif isinstance(here, Email):
            yield row, here


def _read_materials(
    session: Session, situation: Situation, emails: Sequence[tuple[Any, Email]]
) -> None:
    versions = {step.template_version_id or 0 for _, step in emails}
    situation.sources = sources.load_many(session, versions) if versions else {}
    rows = {row.id: row for row, _ in emails}
    of_events = {
        event_id: of_event(session, event_id)
        for event_id in {row.event_id for row in rows.values()}
    }
    of_all = {
        POSTAL_ADDRESS: situation.email.postal_address,
        # Each message has its own; that there is one is known before.
        UNSUBSCRIBE: "https://",
    }
    senders = {row.sender_id for row in rows.values() if row.sender_id}
    situation.identities = identities(session, senders)
    situation.values = {
        row.id: {
            **of_person(row),
            **of_events[row.event_id],
            **(situation.identities[row.sender_id].values if row.sender_id else {}),
            **of_all,
        }
        for row in rows.values()
    }


def _read_ways(session: Session, situation: Situation, *, everywhere: bool) -> None:
    """Of those who stand at a split; ``everywhere``, of all."""
    at_split = {
        row.id: row.sequence_id
        for row in situation.rows.values()
        if everywhere
        or isinstance(situation.definitions[row.version_id].steps.get(row.step), Split)
    }
    if at_split:
        situation.ways = split_ways.known(session, at_split)


def _read_answers(session: Session, situation: Situation, *, everywhere: bool) -> None:
    """Of those who stand at a condition; ``everywhere``, of all."""
    contacts = {
        row.contact_id
        for row in situation.rows.values()
        if everywhere
        or isinstance(situation.definitions[row.version_id].steps.get(row.step), Condition)
    }
    if contacts:
        rows = db.rows(session, statements.ANSWERS, {"contacts": db.ids_of(contacts)})
        situation.answers = {row.contact_id: row for row in rows}


def _read_emails(session: Session, situation: Situation, *, everywhere: bool) -> None:
    emails: dict[int, dict[str, Any]] = defaultdict(dict)
    for email in db.rows(session, statements.EMAILS, {"ids": db.ids_of(situation.rows)}):
        emails[email.enrollment_id][email.step] = email
    situation.emails = emails
    places = [
        {
            "sequence_id": row.sequence_id,
            "step": step.key,
            "visit": situation.visit(row, step.key),
            "address": row.email,
        }
        for row, step in _emails(situation, everywhere=everywhere)
        if row.email
    ]
    if places:
        about = {"places": db.json_of(places), "maybe_sent": MAYBE_SENT_ONES}
        known = db.rows(session, statements.SENT_TO, about)
        situation.sent_to = {tuple(row) for row in known}
