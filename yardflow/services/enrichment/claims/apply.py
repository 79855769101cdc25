"""Storing what runs found: each claim with what became of it, and the fields that it filled.

Made for a slice of runs at once: few statements whatever their number. The contacts are held until
the end of the transaction, then their accounts, each in the order of their ids, so that slices,
colleagues and people at a form take turns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from yardflow import clock
from yardflow.models import ClaimStatus
from yardflow.services.enrichment.claims import decision as policy
from yardflow.services.enrichment.claims import dependent_fields, locked_records
from yardflow.services.enrichment.claims import store as claim_store
from yardflow.services.enrichment.claims.locked_records import Record
from yardflow.services.enrichment.claims.store import Told
from yardflow.services.enrichment.claims.validity import fit
from yardflow.services.enrichment.providers.email_pattern import learning
from yardflow.services.enrichment.providers.email_pattern.patterns import Pattern
from yardflow.services.enrichment.providers.protocol import FIELDS, OF_ACCOUNT, Finding, Subject
from yardflow.services.enrichment.settings import Choices
from yardflow.services.records import icp

_CENT = Decimal("0.01")
_SCORED = frozenset({"title", "seniority", "industry"})


@dataclass(frozen=True, slots=True)
class Found:
    """What one run found out about one contact."""

    run_id: int
    subject: Subject
    findings: Sequence[Finding]
    patterns: Sequence[Pattern] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What a run came to. ``confidence`` (0–1) is the mean over its fields; None: it found none."""

    confidence: Decimal | None
    statuses: dict[ClaimStatus, int] = field(default_factory=dict)

    def count(self, status: ClaimStatus) -> int:
        """How many claims ended like this."""
        return self.statuses.get(status, 0)


def settle(session: Session, found: Iterable[Found], choices: Choices) -> dict[int, Settled]:
    """Decides about every finding, stores it, and fills the fields that it may; by run.

    A run whose contact was deleted meanwhile is not in the answer; the others are not held up.

    Raises:
        IntegrityError: somebody took an address at the same moment, which only the database saw.
    """
    found = [_fit(one) for one in found]
    if not found:
        return {}
    session.flush()
    together = _Slice(session, found, choices.thresholds)
    for one in found:
        together.take(one)
    together.store()
    return together.settled


def _fit(found: Found) -> Found:
    fitting = (fit(one) for one in found.findings)
    return replace(found, findings=[one for one in fitting if one is not None])


class _Slice:
    """The contacts of some runs and their accounts, held."""

    def __init__(
        self, session: Session, found: Sequence[Found], thresholds: Mapping[str, Decimal]
    ) -> None:
        self._session, self._thresholds, self._now = session, thresholds, clock.now()
        self.settled: dict[int, Settled] = {}
        ids = {one.subject.contact_id for one in found}
        self._contacts = locked_records.hold(session, "contact", ids)
        companies = {one.account_id for one in self._contacts.values()}
        self._accounts = locked_records.hold(session, "account", companies)
        self._history = claim_store.read(session, [*self._contacts], [*self._accounts])
        self._owners = locked_records.owners_of(
            session,
            (
                (contact.event_id, each.value)
                for one in found
                if (contact := self._contacts.get(one.subject.contact_id)) is not None
                for each in one.findings
                if each.field == "email"
            ),
        )
        self._patterns: dict[tuple[int, str], Sequence[Pattern]] = {}
        self._rows: list[dict[str, Any]] = []
        self._ended: dict[int, ClaimStatus] = {}
        self._sure: dict[int, Decimal | None] = {}

    def take(self, one: Found) -> None:
        """Decides about what one run found."""
        contact = self._contacts.get(one.subject.contact_id)
        if contact is None:
            return
        sure: list[Decimal] = []
        statuses: dict[ClaimStatus, int] = {}
        for name in FIELDS:
            about = [each for each in one.findings if each.field == name]
            if not about:
                continue
            record = self._accounts[contact.account_id] if name in OF_ACCOUNT else contact
            fates = self._decided(record, name, about, one.run_id)
            sure.append(max(fate.finding.confidence for fate in fates))
            for fate in fates:
                statuses[fate.status] = statuses.get(fate.status, 0) + 1
        mean = (sum(sure, Decimal(0)) / len(sure)).quantize(_CENT) if sure else None
        self._sure[contact.id] = mean
        self.settled[one.run_id] = Settled(mean, statuses)
        if one.patterns and one.subject.mail_domain:
            self._patterns[(contact.account_id, one.subject.mail_domain)] = one.patterns

    def _decided(
        self, record: Record, name: str, findings: list[Finding], run_id: int
    ) -> tuple[policy.Fate, ...]:
        history = self._history.setdefault((record.kind, record.id, name), [])
        shown = record.shown(name)
        self._heal(history, shown)
        taken = self._taken_from(record, findings) if name == "email" else ()
        state = claim_store.field_of(
            history, shown, follows=self._only_follows(record, name), refused=taken
        )
        decision = policy.decide(state, findings, self._thresholds[name])
        for place in decision.replaced:
            self._end(history[place], ClaimStatus.REPLACED)
        for fate in decision.fates:
            if fate.status == ClaimStatus.APPLIED:
                self._fill(record, name, fate.finding.value)
            history.append(self._claimed(record, fate, run_id, shown))
        return decision.fates

    def _heal(self, history: list[Told], shown: str) -> None:
        """An applied claim that is not what the field shows does not stand for it any more."""
        applied = claim_store.applied_of(history)
        if applied is not None and policy.same(applied.value) != policy.same(shown):
            self._end(applied, ClaimStatus.REPLACED if shown else ClaimStatus.REJECTED)

    def _only_follows(self, contact: Record, name: str) -> bool:
        """A seniority that the rules tell from a title which is only a guess itself."""
        if name != "seniority":
            return False
        title = claim_store.applied_of(self._history.get(("contact", contact.id, "title"), ()))
        guessed = title is not None and not title.by_person
        return contact.seniority_origin == "inferred" and (guessed or not contact.title)

    def _taken_from(self, contact: Record, findings: Iterable[Finding]) -> set[str]:
        """The addresses that somebody else at the event has."""
        wanted = {one.value for one in findings}
        return {
            email
            for email in wanted
            if self._owners.get((contact.event_id, email), contact.id) != contact.id
        }

    def _end(self, told: Told, status: ClaimStatus) -> None:
        told.status = status
        if told.row is not None:
            told.row["status"] = status
        else:
            self._ended[told.id] = status

    def _fill(self, record: Record, name: str, value: str) -> None:
        if policy.same(value) == policy.same(record.shown(name)):
            return  # it is there, as the first who said so spelled it
        ranks = self._history.get(("contact", record.id, "seniority"), ())
        changes = dependent_fields.changes(
            record,
            name,
            value,
            seniority_claimed=claim_store.applied_of(ranks) is not None,
            refused=claim_store.refused_of(ranks),
        )
        record.change(name, changes)
        if name == "email":
            self._owners[(record.event_id, value)] = record.id

    def _claimed(self, record: Record, fate: policy.Fate, run_id: int, before: str) -> Told:
        one, applied = fate.finding, fate.status == ClaimStatus.APPLIED
        row = {
            "run_id": run_id,
            "contact_id": record.id if record.kind == "contact" else None,
            "account_id": record.id if record.kind == "account" else None,
            "field": one.field,
            "value": one.value,
            "confidence": one.confidence,
            "source": one.source,
            "how": one.how,
            "status": fate.status,
            "before": before or None,
            "was_applied": applied,
        }
        self._rows.append(row)
        return Told(0, one.value, one.confidence, one.source, fate.status, applied, row=row)

    def store(self) -> None:
        """Writes all of it: claims that ended, new ones, fields, scores, patterns."""
        claim_store.end(self._session, self._ended, self._now)
        claim_store.add(self._session, self._rows, self._now)
        records = [*self._contacts.values(), *self._accounts.values()]
        locked_records.write(self._session, records, self._now)
        locked_records.mark(self._session, self._sure, self._now)
        self._score(records)
        learning.remember(self._session, self._patterns)

    def _score(self, records: Iterable[Record]) -> None:
        changed = [one for one in records if one.filled & _SCORED]
        accounts = {one.account_id if one.kind == "contact" else one.id for one in changed}
        names = {name for one in changed for name in one.filled}
        told = ", ".join(label.lower() for name, label in FIELDS.items() if name in names)
        what = told if len(accounts) == 1 else "details"
        icp.recalculate(self._session, accounts, f"Enrichment added {what}")
