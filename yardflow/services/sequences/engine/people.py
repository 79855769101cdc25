"""What is known of the people of a batch, of their accounts and of who emails them."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from yardflow import db
from yardflow.errors import Conflict
from yardflow.models.message import MAYBE_SENT
from yardflow.services.sequences.decisions.facts import Hold, HoldLevel, SenderFacts, TaskFacts
from yardflow.services.sequences.decisions.sender_limits import DailyCaps
from yardflow.services.sequences.definitions.steps import Wait
from yardflow.services.sequences.engine import statements
from yardflow.services.sequences.engine.situation import BOUNCED, UTC, Situation
from yardflow.services.sequences.senders import capacity
from yardflow.services.sequences.suppressions.matching import of_stored
from yardflow.services.sequences.templates.rendering import compiled, wording

WEEK, TWO_DAYS = timedelta(days=7), timedelta(days=2)
MAYBE_SENT_ONES = [status.value for status in MAYBE_SENT]


def read_people(session: Session, situation: Situation) -> None:
    """Notes it in the situation."""
    rows = situation.rows.values()
    ids = db.ids_of(situation.rows)
    contacts = db.ids_of({row.contact_id for row in rows})
    accounts = db.ids_of({row.account_id for row in rows})
    _read_senders(session, situation)
    about = {"enrollments": ids, "contacts": contacts, "accounts": accounts}
    holds: dict[tuple[HoldLevel, int], list[Hold]] = defaultdict(list)
    for hold in db.rows(session, statements.HOLDS, {**about, "since": _waiting_since(situation)}):
        level, number = _speaks_of(hold)
        holds[level, number].append(Hold(level, hold.reason, hold.until, hold.held_at))
    situation.holds = holds
    counted = {"now": situation.now, "ids": ids, "maybe_sent": MAYBE_SENT_ONES}
    lately = {**counted, "since": situation.now - WEEK, "contacts": contacts}
    for contact_id, at in db.rows(session, statements.PERSON_SENT, lately):
        situation.person_sent.setdefault(contact_id, []).append(at)
    _read_wordings(session, situation, accounts)
    lately = {**counted, "since": situation.now - TWO_DAYS, "accounts": accounts}
    for account_id, at in db.rows(session, statements.TOUCHED, lately):
        situation.touched.setdefault(account_id, []).append(at)
    tasks = db.rows(session, statements.TASKS, {"ids": ids})
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
    ways = (compiled(source).wordings for source in situation.sources.values())
    situation.has_wordings = any(way > 1 for way in ways)
    if not situation.has_wordings:
        return
    about = {
        "accounts": accounts,
        "sequences": db.ids_of({row.sequence_id for row in situation.rows.values()}),
    }
    for row in db.rows(session, statements.WORDINGS, about):
        place = row.account_id, row.sequence_id, row.step
        number = wording(row.contact_id, row.step) + row.wording_shift
        situation.wordings.setdefault(place, {})[row.contact_id] = number


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


def _speaks_of(hold: Any) -> tuple[HoldLevel, int]:
    if hold.enrollment_id is not None:
        return HoldLevel.ENROLLMENT, hold.enrollment_id
    if hold.contact_id is not None:
        return HoldLevel.CONTACT, hold.contact_id
    return HoldLevel.ACCOUNT, hold.account_id
