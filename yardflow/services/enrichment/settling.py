"""Storing what a run found: each claim with what became of it, and the fields that it filled."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import (
    Account,
    Claim,
    ClaimStatus,
    Contact,
    EmailPattern,
    EmailStatus,
    EnrichmentRun,
    Origin,
    Seniority,
)
from yardflow.services.enrichment import policy
from yardflow.services.enrichment.claims import FIELDS, OF_ACCOUNT, Finding, Subject
from yardflow.services.enrichment.email_patterns import Pattern
from yardflow.services.records import icp, personas

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a run came to. ``confidence`` (0–1) is the mean over its fields; None: it found none."""

    confidence: Decimal | None
    statuses: dict[ClaimStatus, int] = field(default_factory=dict)

    def count(self, status: ClaimStatus) -> int:
        """How many claims ended like this."""
        return self.statuses.get(status, 0)


def settle(
    session: Session, run: EnrichmentRun, subject: Subject, findings: Iterable[Finding]
) -> Settled:
    """Decides about every finding, stores it, and fills the fields that it may.

    Raises:
        NotFound: the contact was deleted while the providers were asked.
    """
    settling = _Settling(session, run, *_locked(session, subject.contact_id))
    for name in FIELDS:
        about = [one for one in findings if one.field == name]
        for rank, finding in enumerate(sorted(about, key=lambda one: -one.confidence)):
            settling.take(finding, best=rank == 0)
    settling.close()
    return settling.result()


def _locked(session: Session, contact_id: int) -> tuple[Contact, Account]:
    """Both, held until the end of the transaction: colleagues may be enriched at once."""
    fresh: dict[str, Any] = {"with_for_update": {"key_share": True}, "populate_existing": True}
    contact = session.get(Contact, contact_id, **fresh)
    account = session.get(Account, contact.account_id, **fresh) if contact else None
    if contact is None or account is None:
        raise NotFound("This contact is not there any more. Somebody deleted it.")
    return contact, account


class _Settling:
    """One run's claims on one contact, which is locked."""

    def __init__(
        self, session: Session, run: EnrichmentRun, contact: Contact, account: Account
    ) -> None:
        self._session, self._run, self._contact, self._account = session, run, contact, account
        earlier = session.exec(select(Claim).where(Claim.contact_id == contact.id)).all()
        self._applied = {one.field: one for one in earlier if one.status == ClaimStatus.APPLIED}
        self._refused = {
            (one.field, one.value) for one in earlier if one.status == ClaimStatus.REJECTED
        }
        # What a person wrote over or took away: the field is theirs, also while it is empty.
        self._overruled = {one.field: one.value for one in earlier if one.settled_by is not None}
        self._open = [one for one in earlier if one.status == ClaimStatus.REVIEW]
        self._best: list[Decimal] = []
        self._statuses: dict[ClaimStatus, int] = {}
        self._filled: list[str] = []

    def take(self, finding: Finding, *, best: bool) -> None:
        """Decides about one finding. Only the best of its field can be applied."""
        if best:
            self._best.append(finding.confidence)
        status = self._decided(finding)
        if status == ClaimStatus.APPLIED and not best:
            status = ClaimStatus.REVIEW
        before = self._value(finding.field)
        self._make_room(finding, status)
        if status == ClaimStatus.APPLIED:
            self._fill(finding)
        self._statuses[status] = self._statuses.get(status, 0) + 1
        self._session.add(
            Claim(
                run_id=int(self._run.id or 0),
                contact_id=int(self._contact.id or 0),
                field=finding.field,
                value=finding.value,
                confidence=finding.confidence,
                source=finding.source,
                how=finding.how,
                status=status,
                before=before or None,
                settled_at=None if status == ClaimStatus.REVIEW else clock.now(),
            )
        )

    def close(self) -> None:
        """Writes the fields, then scores the account anew if that can have changed its score."""
        if self._filled:
            self._session.add(self._contact)
            self._session.add(self._account)
            self._session.flush()
            what = ", ".join(FIELDS[name].lower() for name in self._filled)
            icp.recalculate(
                self._session,
                [int(self._account.id or 0)],
                f"Enrichment filled in {what}",
                self._run.asked_by,
            )
        # Not through the ORM: that a run took place makes nobody's open form stale.
        self._session.execute(
            update(Contact)
            .where(col(Contact.id) == self._contact.id)
            .values(
                enriched_at=clock.now(),
                enrichment_confidence=self.result().confidence,
                updated_at=Contact.updated_at,
            )
        )

    def result(self) -> Settled:
        """What it came to."""
        mean = sum(self._best, Decimal(0)) / len(self._best) if self._best else None
        return Settled(mean.quantize(_CENT) if mean is not None else None, self._statuses)

    def _decided(self, finding: Finding) -> ClaimStatus:
        name = finding.field
        applied, value = self._applied.get(name), self._value(name)
        taken_away = "" if value else self._overruled.get(name, "")
        state = policy.Field(
            value=value,
            applied=applied.value if applied else taken_away,
            applied_confidence=applied.confidence if applied else Decimal(0),
            refused=frozenset(value for field, value in self._refused if field == name),
        )
        status = policy.decide(state, finding.value, finding.confidence, policy.threshold_of(name))
        if name == "email" and status != ClaimStatus.UNUSED and self._is_taken(finding.value):
            return ClaimStatus.UNUSED
        return status

    def _make_room(self, finding: Finding, status: ClaimStatus) -> None:
        """Ends the earlier claim on this field that no longer says what the field shows."""
        applied = self._applied.get(finding.field)
        removed = applied is not None and self._value(finding.field) != applied.value
        if applied is not None and (removed or status == ClaimStatus.APPLIED):
            applied.status = ClaimStatus.REJECTED if removed else ClaimStatus.REPLACED
            applied.settled_at = clock.now()
            self._session.add(applied)
            self._session.flush()  # before the next one may be applied
            del self._applied[finding.field]
        for earlier in self._open:
            if (earlier.field, earlier.source) == (finding.field, finding.source):
                earlier.status, earlier.settled_at = ClaimStatus.REPLACED, clock.now()
                self._session.add(earlier)

    def _value(self, name: str) -> str:
        record: Any = self._account if name in OF_ACCOUNT else self._contact
        return str(getattr(record, name) or "")

    def _is_taken(self, email: str) -> bool:
        other = select(Contact.id).where(
            Contact.event_id == self._contact.event_id,
            Contact.email == email,
            Contact.id != self._contact.id,
        )
        return self._session.exec(other).first() is not None

    def _fill(self, finding: Finding) -> None:
        contact, name = self._contact, finding.field
        if name in OF_ACCOUNT:
            setattr(self._account, name, finding.value)
        elif name == "email":
            contact.email, contact.email_status = finding.value, EmailStatus.GUESSED
        elif name == "seniority":
            contact.seniority = Seniority(finding.value)
        else:
            contact.title = finding.value
            self._infer()
        self._filled.append(name)

    def _infer(self) -> None:
        """What the rules tell from the new title, where nobody chose it."""
        contact = self._contact
        if contact.personas_origin == Origin.INFERRED:
            contact.personas = [one.value for one in personas.personas_of(contact.title)]
        if contact.seniority_origin == Origin.INFERRED and contact.seniority is None:
            contact.seniority = personas.seniority_of(contact.title)


def remember_patterns(session: Session, subject: Subject, patterns: Iterable[Pattern]) -> None:
    """Keeps how the company forms its addresses, in place of what was known before."""
    found = sorted(patterns, key=lambda one: one.name)
    session.execute(
        delete(EmailPattern).where(
            col(EmailPattern.account_id) == subject.account_id,
            col(EmailPattern.pattern).not_in([one.name for one in found])
            | (col(EmailPattern.domain) != subject.mail_domain),
        )
    )
    for one in found:
        values: dict[str, Any] = {
            "samples": one.samples,
            "agreeing": one.agreeing,
            "confidence": one.confidence,
            "learned_at": clock.now(),
        }
        key = {
            "account_id": subject.account_id,
            "domain": subject.mail_domain,
            "pattern": one.name,
        }
        session.execute(
            insert(EmailPattern)
            .values(**key, **values)
            .on_conflict_do_update(index_elements=list(key), set_=values)
        )
