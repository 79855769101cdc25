"""What is known of a batch of enrollments, as decisions take it.

What is decided for one counts for the next of the same batch: `Situation.sending` is told of each.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session

from yardflow import db
from yardflow.errors import Conflict
from yardflow.models.message import MAYBE_SENT
from yardflow.services.records import hall_hours
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions import zones
from yardflow.services.sequences.decisions.facts import (
    DailyCaps,
    EmailFacts,
    EmailState,
    EnrollmentFacts,
    Facts,
    Hold,
    HoldLevel,
    SenderFacts,
    ShowFacts,
    TaskFacts,
)
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    Happened,
    Step,
    Wait,
)
from yardflow.services.sequences.engine import provider, reading, slots
from yardflow.services.sequences.senders import capacity, email_settings
from yardflow.services.sequences.senders.identities import identities
from yardflow.services.sequences.suppressions.matching import of_stored
from yardflow.services.sequences.templates import sources
from yardflow.services.sequences.templates.rendering import Source, has_all, missing, wording
from yardflow.services.sequences.templates.values import of_event, of_person
from yardflow.services.sequences.templates.variables import (
    POSTAL_ADDRESS,
    UNSUBSCRIBE,
    labeled,
)

WEEK, TWO_DAYS = timedelta(days=7), timedelta(days=2)
UTC = ZoneInfo("UTC")
CUSTOMER = "Their account is a customer"
BOUNCED = "Their address bounced"
# No enrollment has a number as large as those that only would be.
BEHIND = 2**62
_STATES = {
    "queued": EmailState.OPEN,
    "sending": EmailState.UNCONFIRMED,
    "unknown": EmailState.UNCONFIRMED,
    "failed": EmailState.FAILED,
}
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


@dataclass(slots=True)
class Situation:
    """A batch. ``rows`` are the enrollments that are still to be decided about, by id."""

    now: datetime
    rows: Mapping[int, Any] = field(default_factory=dict)
    definitions: dict[int, Definition] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)
    values: Mapping[int, dict[str, str]] = field(default_factory=dict)
    senders: dict[int, SenderFacts] = field(default_factory=dict)
    # What `senders` have sent on which day, to be counted up.
    sender_sent: dict[int, dict[date, int]] = field(default_factory=dict)
    suppressed: Mapping[str, str] = field(default_factory=dict)
    holds: Mapping[tuple[HoldLevel, int], list[Hold]] = field(default_factory=dict)
    emails: dict[int, dict[str, Any]] = field(default_factory=dict)
    tasks: Mapping[tuple[int, str, int], TaskFacts] = field(default_factory=dict)
    person_sent: dict[int, list[datetime]] = field(default_factory=dict)
    touched: dict[int, list[datetime]] = field(default_factory=dict)
    sent_to: set[tuple[int, str, int, str]] = field(default_factory=set)
    domain_sent: dict[str, dict[date, int]] = field(default_factory=dict)
    provider: Hold | None = None
    _lacking: dict[tuple[int, str, int], tuple[str, ...]] = field(default_factory=dict)

    def enrollment(self, row: Any) -> EnrollmentFacts:
        """Where a person stands."""
        return EnrollmentFacts(
            row.id,
            row.sequence_id,
            row.contact_id,
            row.step,
            row.visit,
            row.entered_at,
            frozenset(row.passed),
        )

    def facts(self, row: Any) -> Facts:
        """All else that the decision about one of the rows goes by."""
        step = self.definitions[row.version_id].steps.get(row.step)
        email = row.email
        domain = email.partition("@")[2] if email else ""
        country, zone = _place(row.country, row.headquarters)
        return Facts(
            address=email,
            # The contact's, else the account's, else the event's.
            zone=zone or (ZoneInfo(row.timezone) if row.timezone else None),
            country=country,
            suppressed=self.suppressed.get(email or "", ""),
            excluded=CUSTOMER if row.customer else "",
            lawful_basis=row.lawful_basis,
            holds=self._holds(row, step),
            sender=self.senders.get(row.sender_id),
            show=_show(row),
            task=self.tasks.get((row.id, row.step, row.visit)),
            # Nothing but a condition asks for these.
            values=_values(row) if isinstance(step, Condition) else {},
            happened=self._happened(row) if isinstance(step, Condition) else {},
            email=self._email(row),
            missing=self._missing(row, step) if isinstance(step, Email) else (),
            person_sent_at=tuple(self.person_sent.get(row.contact_id, ())),
            first_touch=not row.touched and row.contact_id not in self.person_sent,
            account_touched_at=tuple(self.touched.get(row.account_id, ())),
            domain_sent_on=self.domain_sent.get(domain, {}),
            address_sent=(row.sequence_id, row.step, row.visit, email) in self.sent_to,
        )

    def sending(self, row: Any, facts: Facts) -> None:
        """Counts an email that was just decided to go out."""
        self.person_sent.setdefault(row.contact_id, []).append(self.now)
        if facts.first_touch:
            self.touched.setdefault(row.account_id, []).append(self.now)
        self.sent_to.add((row.sequence_id, row.step, row.visit, row.email))
        zone, sent_on = self.senders[row.sender_id].zone, self.sender_sent[row.sender_id]
        _count_on(sent_on, self.now.astimezone(zone).date())
        domain = row.email.partition("@")[2]
        _count_on(self.domain_sent.setdefault(domain, {}), self.now.date())

    def visit(self, row: Any, step: str) -> int:
        """At which visit they are at a step, or would be if they came there now."""
        if step == row.step:
            return int(row.visit)
        email = self.emails.get(row.id, {}).get(step)
        return email.visit + 1 if email else 1

    def _holds(self, row: Any, step: Step | None) -> tuple[Hold, ...]:
        holds = [
            *self.holds.get((HoldLevel.ENROLLMENT, row.id), ()),
            *self.holds.get((HoldLevel.CONTACT, row.contact_id), ()),
            *self.holds.get((HoldLevel.ACCOUNT, row.account_id), ()),
        ]
        if row.paused_at is not None:
            holds.append(Hold(HoldLevel.SEQUENCE, row.pause_reason))
        if self.provider is not None and isinstance(step, Email):
            holds.append(self.provider)
        return tuple(holds)

    def _happened(self, row: Any) -> dict[str, frozenset[Happened]]:
        return {step: _became(email) for step, email in self.emails.get(row.id, {}).items()}

    def _email(self, row: Any) -> EmailFacts | None:
        email = self.emails.get(row.id, {}).get(row.step)
        if email is None or email.visit != row.visit:
            return None
        return EmailFacts(_STATES.get(email.status, EmailState.SENT), email.error)

    def _missing(self, row: Any, step: Email) -> tuple[str, ...]:
        source = self.sources.get(step.template_version_id or 0)
        if source is None:
            return (f"template {step.template_id}",)
        email = (row.id, step.key, step.template_version_id or 0)
        if email not in self._lacking:
            names, values = list[str](), self.values[row.id]
            if not has_all(source, values):
                names += missing(source, values, wording=wording(row.contact_id, row.step))
            self._lacking[email] = tuple(map(labeled, names))
        return self._lacking[email]


def of_claimed(session: Session, ids: list[int], now: datetime) -> Situation:
    """What is known of enrollments that are claimed; what limits are counted on is locked."""
    for lock in reading.LOCKS:
        session.execute(lock, {"ids": db.ids_of(ids)})
    claimed = session.execute(reading.CLAIMED, {"ids": db.ids_of(ids), "now": now}).all()
    return _read(session, claimed, now, acting=True)


def of_any(session: Session, ids: list[int], now: datetime) -> Situation:
    """What is known of enrollments, to look at; nothing is locked."""
    looked_at = session.execute(reading.LOOKED_AT, {"ids": db.ids_of(ids)}).all()
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
    rows = [*session.execute(reading.LOOKED_AT, {"ids": db.ids_of(ids)})]
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
    return session.execute(reading.ENTERING, about).all()


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
    for hold in session.execute(reading.HOLDS, {**about, "since": _waiting_since(situation)}):
        level, number = _speaks_of(hold)
        holds[level, number].append(Hold(level, hold.reason, hold.until, hold.held_at))
    situation.holds = holds
    since = {"since": situation.now - WEEK, "now": situation.now, "ids": ids}
    sent = reading.PERSON_SENT.bindparams(_MAYBE_SENT)
    for contact_id, at in session.execute(sent, {"contacts": contacts, **since}):
        situation.person_sent.setdefault(contact_id, []).append(at)
    touched = reading.TOUCHED.bindparams(_MAYBE_SENT)
    lately = {**since, "since": situation.now - TWO_DAYS}
    for account_id, at in session.execute(touched, {"accounts": accounts, **lately}):
        situation.touched.setdefault(account_id, []).append(at)
    tasks = session.execute(reading.TASKS, {"ids": ids})
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


def _waiting_since(situation: Situation) -> datetime:
    """When the first of them began to wait for time to pass."""
    waiting = [
        row.entered_at
        for row in situation.rows.values()
        if isinstance(situation.definitions[row.version_id].steps.get(row.step), Wait)
    ]
    return min([*waiting, situation.now])


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
    for email in session.execute(reading.EMAILS, {"ids": db.ids_of(situation.rows)}):
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
        sent_to = reading.SENT_TO.bindparams(_MAYBE_SENT)
        known = session.execute(sent_to, {"places": json.dumps(places)})
        situation.sent_to = {tuple(row) for row in known}


def _speaks_of(hold: Any) -> tuple[HoldLevel, int]:
    if hold.enrollment_id is not None:
        return HoldLevel.ENROLLMENT, hold.enrollment_id
    if hold.contact_id is not None:
        return HoldLevel.CONTACT, hold.contact_id
    return HoldLevel.ACCOUNT, hold.account_id


@lru_cache(maxsize=10_000)
def _place(country: str, headquarters: str) -> tuple[str, ZoneInfo | None]:
    """The country and the zone of a contact in ``country`` whose account has its headquarters
    there.
    """
    return zones.country_of(country, headquarters), zones.zone_of(country, headquarters)


def _count_on(days: dict[date, int], day: date) -> None:
    days[day] = days.get(day, 0) + 1


def _show(row: Any) -> ShowFacts | None:
    if row.starts_on is None:
        return None
    return ShowFacts(
        row.starts_on,
        row.ends_on or row.starts_on,
        ZoneInfo(row.timezone),
        row.hall_opens,
        row.hall_closes,
        hall_hours.by_day(row.hall_days),
        row.location,
    )


def _values(row: Any) -> dict[str, str | int | None]:
    return {
        "contact.first_name": row.first_name,
        "contact.last_name": row.last_name,
        "contact.title": row.title,
        "contact.seniority": row.seniority or "",
        "contact.personas": ", ".join(row.personas),
        "contact.country": row.country,
        "contact.email": row.email or "",
        "contact.email_status": row.email_status,
        "account.name": row.account_name,
        "account.domain": row.domain or "",
        "account.industry": row.industry,
        "account.size": row.size,
        "account.headquarters": row.headquarters,
        "account.icp_score": row.icp_score,
        "target.stage": row.stage or "",
        "attendee.status": row.attendee_status or "",
    }


def _became(email: Any) -> frozenset[Happened]:
    moments = {
        Happened.DELIVERED: email.delivered_at,
        Happened.OPENED: email.opened_at,
        Happened.CLICKED: email.clicked_at,
        Happened.BOUNCED: email.bounced_at,
    }
    return frozenset(what for what, at in moments.items() if at is not None)
