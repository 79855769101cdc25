"""What is known of a batch of enrollments, as decisions take it.

What is decided for one counts for the next of the same batch: `Situation.sending` is told of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from yardflow.services.records import hall_hours
from yardflow.services.sequences.decisions import zones
from yardflow.services.sequences.decisions.facts import (
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
)
from yardflow.services.sequences.senders.email_settings import EmailSettings
from yardflow.services.sequences.senders.identities import Identity
from yardflow.services.sequences.templates.rendering import (
    Source,
    compiled,
    has_all,
    missing,
    shift,
    wording,
)
from yardflow.services.sequences.templates.variables import labeled

UTC = ZoneInfo("UTC")
CUSTOMER = "{} was won at {}"
BOUNCED = "Their address bounced"
_STATES = {
    "queued": EmailState.OPEN,
    "sending": EmailState.UNCONFIRMED,
    "unknown": EmailState.UNCONFIRMED,
    "failed": EmailState.FAILED,
}


@dataclass(slots=True)
class Situation:
    """A batch. ``rows`` are the enrollments that are still to be decided about, by id; ``email``
    are the settings of all email.
    """

    now: datetime
    email: EmailSettings
    rows: Mapping[int, Any] = field(default_factory=dict)
    definitions: dict[int, Definition] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)
    values: Mapping[int, dict[str, str]] = field(default_factory=dict)
    senders: dict[int, SenderFacts] = field(default_factory=dict)
    identities: Mapping[int, Identity] = field(default_factory=dict)
    # What `senders` have sent on which day, to be counted up.
    sender_sent: dict[int, dict[date, int]] = field(default_factory=dict)
    suppressed: Mapping[str, str] = field(default_factory=dict)
    holds: dict[tuple[HoldLevel, int], list[Hold]] = field(default_factory=dict)
    emails: dict[int, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[tuple[int, str, int], TaskFacts] = field(default_factory=dict)
    person_sent: dict[int, list[datetime]] = field(default_factory=dict)
    touched: dict[int, list[datetime]] = field(default_factory=dict)
    sent_to: set[tuple[int, str, int, str]] = field(default_factory=set)
    domain_sent: dict[str, dict[date, int]] = field(default_factory=dict)
    ways: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    answers: dict[int, Any] = field(default_factory=dict)
    # Whether a template has several ways of saying the same; and where it has, the numbers of those
    # that people of an account have, by account, sequence and step.
    has_wordings: bool = False
    wordings: dict[tuple[int, int, str], dict[int, int]] = field(default_factory=dict)
    provider: Hold | None = None
    _lacking: dict[tuple[int, str, int, int], tuple[str, ...]] = field(default_factory=dict)

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
            self.ways.get(row.id, {}),
            row.hurried_at is not None and row.hurried_at >= row.entered_at,
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
            excluded=CUSTOMER.format(row.account_name, row.customer_at) if row.customer_at else "",
            excluded_ends=row.on_colleague == "stop",
            open_deal=row.open_deal or "",
            lawful_basis=row.lawful_basis,
            holds=self._holds(row, step),
            sender=self.senders.get(row.sender_id),
            show=show_facts(row),
            task=self.tasks.get((row.id, row.step, row.visit)),
            # Nothing but a condition asks for these.
            values=self._values(row) if isinstance(step, Condition) else {},
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
        if self.has_wordings:
            place = row.account_id, row.sequence_id, row.step
            number = wording(row.contact_id, row.step) + self.wording_shift(row)
            self.wordings.setdefault(place, {})[row.contact_id] = number
        sender, sent_on = self.senders[row.sender_id], self.sender_sent[row.sender_id]
        today = _day(self.now, sender.zone)
        gap = sender.pace and sender.pace.gap(today, sent_on.get(today, 0))
        if gap:
            self.senders[row.sender_id] = replace(sender, next_at=self.now + gap)
        _count_on(sent_on, today)
        domain = row.email.partition("@")[2]
        _count_on(self.domain_sent.setdefault(domain, {}), self.now.date())

    def wording_shift(self, row: Any) -> int:
        """How many wordings further than the one by chance is that of the email at which they
        stand: colleagues read different ones, as far as there are. What was written stays.
        """
        if not self.has_wordings:
            return 0
        email = self.written(row)
        if email is not None:
            return int(email.wording_shift)
        step = self.definitions[row.version_id].steps.get(row.step)
        source = (
            self.sources.get(step.template_version_id or 0) if isinstance(step, Email) else None
        )
        ways = compiled(source).wordings if source else 1
        if ways == 1:
            return 0
        known = self.wordings.get((row.account_id, row.sequence_id, row.step), {})
        others = [number for each, number in known.items() if each != row.contact_id]
        return shift(wording(row.contact_id, row.step), ways, others)

    def written(self, row: Any) -> Any | None:
        """The email that was written at the step and the visit at which they are, if one was."""
        email = self.emails.get(row.id, {}).get(row.step)
        return email if email is not None and email.visit == row.visit else None

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

    def _values(self, row: Any) -> dict[str, str | int | None]:
        values, answer = _values(row), self.answers.get(row.contact_id)
        if answer is not None:
            values |= {"meeting.outcome": answer.meeting, "reply.kind": answer.reply}
        return values

    def _happened(self, row: Any) -> dict[str, frozenset[Happened]]:
        return {step: _became(email) for step, email in self.emails.get(row.id, {}).items()}

    def _email(self, row: Any) -> EmailFacts | None:
        email = self.written(row)
        if email is None:
            return None
        state = _STATES.get(email.status, EmailState.SENT)
        since = None
        if state is EmailState.OPEN:
            let_on = (at for at in (row.let_on_at, row.hurried_at) if at is not None)
            since = max([email.due_at, *let_on])
        return EmailFacts(state, email.error, since)

    def _missing(self, row: Any, step: Email) -> tuple[str, ...]:
        source = self.sources.get(step.template_version_id or 0)
        if source is None:
            return (f"template {step.template_id}",)
        values = self.values[row.id]
        if has_all(source, values):
            return ()
        number = wording(row.contact_id, row.step) + self.wording_shift(row)
        email = (row.id, step.key, step.template_version_id or 0, number)
        if email not in self._lacking:
            names = missing(source, values, wording=number)
            self._lacking[email] = tuple(map(labeled, names))
        return self._lacking[email]


@lru_cache(maxsize=10_000)
def _place(country: str, headquarters: str) -> tuple[str, ZoneInfo | None]:
    """The country and the zone of a contact in ``country`` whose account has its headquarters
    there.
    """
    return zones.country_of(country, headquarters), zones.zone_of(country, headquarters)


@lru_cache(maxsize=100)
def _day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _count_on(days: dict[date, int], day: date) -> None:
    days[day] = days.get(day, 0) + 1


def show_facts(row: Any) -> ShowFacts | None:
    """The event in a row with its columns; None without dates."""
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
