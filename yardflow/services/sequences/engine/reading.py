"""Reading what is known of a batch of enrollments, in a dozen statements whatever its size."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session

from yardflow import db
from yardflow.errors import Conflict
from yardflow.models.message import MAYBE_SENT
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions.facts import (
    DailyCaps,
    Hold,
    HoldLevel,
    SenderFacts,
    TaskFacts,
)
from yardflow.services.sequences.definitions.steps import Condition, Email, Split, Wait
from yardflow.services.sequences.engine import provider, slots, statements
from yardflow.services.sequences.engine.situation import BOUNCED, UTC, Situation
from yardflow.services.sequences.enrollments import split_ways
from yardflow.services.sequences.senders import capacity, email_settings
from yardflow.services.sequences.senders.identities import identities
from yardflow.services.sequences.suppressions.matching import of_stored
from yardflow.services.sequences.templates import sources
from yardflow.services.sequences.templates.rendering import compiled, wording
from yardflow.services.sequences.templates.values import of_event, of_person
from yardflow.services.sequences.templates.variables import POSTAL_ADDRESS, UNSUBSCRIBE

WEEK, TWO_DAYS = timedelta(days=7), timedelta(days=2)
# No enrollment has a number as large as those that only would be.
BEHIND = 2**62
_MAYBE_SENT: BindParameter = bindparam(
    "maybe_sent", [status.value for status in MAYBE_SENT], expanding=True
)


@dataclass(frozen=True, slots=True)
class Entering:
    """Contacts who would be enrolled, each with the sender. In a `Situation` their ids begin behind
    `BEHIND`.
    """

    sequence_id: int
    version_id: int
    event_id: int | None
    senders: Mapping[int, int]


def of_claimed(session: Session, ids: list[int], now: datetime) -> Situation:
    """What is known of enrollments that are claimed; what limits are counted on is locked."""
    for lock in statements.LOCKS:
        session.execute(lock, {"ids": db.ids_of(ids)})
    claimed = session.execute(statements.CLAIMED, {"ids": db.ids_of(ids), "now": now}).all()
    return _read(session, claimed, now, acting=True)


def of_any(session: Session, ids: list[int], now: datetime) -> Situation:
    """What is known of enrollments, to look at; nothing is locked."""
    looked_at = session.execute(statements.LOOKED_AT, {"ids": db.ids_of(ids)}).all()
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
    rows = [*session.execute(statements.LOOKED_AT, {"ids": db.ids_of(ids)})]
    if entering is not None:
        rows += _entering(session, entering, now)
    return _read(session, rows, now, versions)


def _entering(session: Session, entering: Entering, now: datetime) -> Sequence[Any]:
    about = {
        "behind": BEHIND,
        "sequence": entering.sequence_id,
        "version": entering.version_id,
        "event": entering.event_id,
        "step": definitions.version(session, entering.version_id).start,
        "now": now,
        "contacts": list(entering.senders),
        "senders": list(entering.senders.values()),
    }
    return session.execute(statements.ENTERING, about).all()


def standing(row: Any, **place: Any) -> Any:
    """The row of an enrollment that stands elsewhere: at another step, in another version."""
    return SimpleNamespace(**{**row._mapping, **place})


def _read(
    session: Session,
    claimed: Sequence[Any],
    now: datetime,
    versions: Collection[int] | None = None,
    *,
    acting: bool = False,
) -> Situation:
    """With ``versions``, of all steps of those and of their own; else of where they stand. Who is
    ``acting`` on it gives back first what others took and left.
    """
    rows = {row.id: row for row in claimed}
    situation = Situation(now, rows, provider=provider.hold(session, now))
    if rows:
        for version_id in {*(row.version_id for row in rows.values()), *(versions or ())}:
            situation.definitions[version_id] = definitions.version(session, version_id)
        _read_emails(session, situation, everywhere=versions is not None)
        if acting:
            _take_over(session, situation)
        _read_materials(session, situation, [*_emails(situation, everywhere=versions is not None)])
        _read_people(session, situation)
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
        POSTAL_ADDRESS: email_settings.read(session).postal_address,
        # Each message has its own; that there is one is known before.
        UNSUBSCRIBE: "https://",
    }
    of_senders = identities(session, {row.sender_id for row in rows.values() if row.sender_id})
    situation.values = {
        row.id: {
            **of_person(row),
            **of_events[row.event_id],
            **(of_senders[row.sender_id].values if row.sender_id else {}),
            **of_all,
        }
        for row in rows.values()
    }


def _read_people(session: Session, situation: Situation) -> None:
    rows = situation.rows.values()
    ids = db.ids_of(situation.rows)
    contacts = db.ids_of({row.contact_id for row in rows})
    accounts = db.ids_of({row.account_id for row in rows})
    _read_senders(session, situation)
    about = {"enrollments": ids, "contacts": contacts, "accounts": accounts}
    holds: dict[tuple[HoldLevel, int], list[Hold]] = defaultdict(list)
    for hold in session.execute(statements.HOLDS, {**about, "since": _waiting_since(situation)}):
        level, number = _speaks_of(hold)
        holds[level, number].append(Hold(level, hold.reason, hold.until, hold.held_at))
    situation.holds = holds
    since = {"since": situation.now - WEEK, "now": situation.now, "ids": ids}
    sent = statements.PERSON_SENT.bindparams(_MAYBE_SENT)
    for contact_id, at in session.execute(sent, {"contacts": contacts, **since}):
        situation.person_sent.setdefault(contact_id, []).append(at)
    _read_wordings(session, situation, accounts)
    touched = statements.TOUCHED.bindparams(_MAYBE_SENT)
    lately = {**since, "since": situation.now - TWO_DAYS}
    for account_id, at in session.execute(touched, {"accounts": accounts, **lately}):
        situation.touched.setdefault(account_id, []).append(at)
    tasks = session.execute(statements.TASKS, {"ids": ids})
    situation.tasks = {
        (task.enrollment_id, task.step, task.visit): TaskFacts(task.done_at, task.expires_at)
        for task in tasks
    }
    domains = {row.email.partition("@")[2] for row in rows if row.email}
    situation.domain_sent = capacity.sent_to_domains(session, domains, situation.now)
    # Last: whoever is suppressed while the rest is read is seen.
    addresses = {row.email for row in rows if row.email}
    bounced = {row.email: BOUNCED for row in rows if row.email_status == "bounced"}
    situation.suppressed = bounced | {
        address: suppression.reason.value
        for address, suppression in of_stored(session, [*addresses]).items()
    }


def _read_wordings(session: Session, situation: Situation, accounts: str) -> None:
    """Where a template has several ways of saying the same."""
    if all(compiled(source).wordings == 1 for source in situation.sources.values()):
        return
    about = {
        "accounts": accounts,
        "sequences": db.ids_of({row.sequence_id for row in situation.rows.values()}),
    }
    for row in session.execute(statements.WORDINGS, about):
        place = row.account_id, row.sequence_id, row.step
        number = wording(row.contact_id, row.step) + row.wording_shift
        situation.wordings.setdefault(place, {})[row.contact_id] = number


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
        rows = session.execute(statements.ANSWERS, {"contacts": db.ids_of(contacts)})
        situation.answers = {row.contact_id: row for row in rows}


def _waiting_since(situation: Situation) -> datetime:
    """When the first of them began to wait for time to pass, or for the provider."""
    waiting = [
        row.entered_at
        for row in situation.rows.values()
        if isinstance(situation.definitions[row.version_id].steps.get(row.step), Wait)
    ]
    queued = [
        email.due_at
        for emails in situation.emails.values()
        for email in emails.values()
        if email.status == "queued"
    ]
    return min([*waiting, *queued, situation.now])


def _read_senders(session: Session, situation: Situation) -> None:
    """A sender without a valid zone holds up its own people, with its name, and no one else."""
    facts: dict[int, SenderFacts] = {}
    for sender_id in {row.sender_id for row in situation.rows.values() if row.sender_id}:
        try:
            facts |= capacity.facts(session, [sender_id], situation.now)
        except Conflict as error:
            nothing = DailyCaps(most=0)
            facts[sender_id] = SenderFacts("", UTC, {}, nothing, paused=error.message)
    situation.sender_sent = {key: {**sender.sent_on} for key, sender in facts.items()}
    situation.senders = {
        key: replace(sender, sent_on=situation.sender_sent[key]) for key, sender in facts.items()
    }


def _read_emails(session: Session, situation: Situation, *, everywhere: bool) -> None:
    emails: dict[int, dict[str, Any]] = defaultdict(dict)
    for email in session.execute(statements.EMAILS, {"ids": db.ids_of(situation.rows)}):
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
        sent_to = statements.SENT_TO.bindparams(_MAYBE_SENT)
        known = session.execute(sent_to, {"places": json.dumps(places)})
        situation.sent_to = {tuple(row) for row in known}


def _speaks_of(hold: Any) -> tuple[HoldLevel, int]:
    if hold.enrollment_id is not None:
        return HoldLevel.ENROLLMENT, hold.enrollment_id
    if hold.contact_id is not None:
        return HoldLevel.CONTACT, hold.contact_id
    return HoldLevel.ACCOUNT, hold.account_id
