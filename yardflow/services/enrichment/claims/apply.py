"""Storing what was claimed in runs: each claim with what became of it, and the fields it filled.

Made for a slice of runs at once: few statements whatever their number. The contacts are locked
until the end of the transaction, then their accounts, each in the order of their ids, so that
slices, colleagues and people at a form take turns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from yardflow import clock
from yardflow.models import ClaimStatus, Outcome
from yardflow.services.enrichment.claims import decision as policy
from yardflow.services.enrichment.claims import locked_records
from yardflow.services.enrichment.claims import store as claim_store
from yardflow.services.enrichment.claims.locked_records import Record
from yardflow.services.enrichment.claims.store import StoredClaim, fit
from yardflow.services.enrichment.providers.email_pattern.provider import remember_patterns
from yardflow.services.enrichment.providers.protocol import (
    FIELDS,
    OF_ACCOUNT,
    ContactSnapshot,
    Pattern,
    ProviderClaim,
)
from yardflow.services.records import icp
from yardflow.services.records.inferred import is_refused
from yardflow.services.records.values.same_value import same
from yardflow.services.records.values.seniority import seniority_of

_CENT = Decimal("0.01")
_SCORED = frozenset({"title", "seniority", "industry"})


@dataclass(frozen=True, slots=True)
class RunClaims:
    """What the providers claimed about one contact in one run."""

    run_id: int
    contact: ContactSnapshot
    claims: Sequence[ProviderClaim]
    patterns: Sequence[Pattern] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to. ``confidence`` (0–1) is the mean over its fields; None: it found none.
    ``filled``: a field shows something new.
    """

    confidence: Decimal | None
    statuses: dict[ClaimStatus, int] = field(default_factory=dict)
    filled: bool = False

    @property
    def outcome(self) -> Outcome:
        """In one word."""
        if self.filled:
            return Outcome.FILLED_IN
        waits = self.count(ClaimStatus.REVIEW) > 0
        return Outcome.NEEDS_REVIEW if waits else Outcome.NOTHING_FOUND

    def count(self, status: ClaimStatus) -> int:
        """How many claims ended like this."""
        return self.statuses.get(status, 0)


def apply(
    session: Session, runs: Iterable[RunClaims], thresholds: Mapping[str, Decimal]
) -> dict[int, RunResult]:
    """Decides about every claim, stores it, and fills the fields that it may; by run.

    A run whose contact was deleted meanwhile is not in the answer; the others are not held up.

    Raises:
        IntegrityError: somebody took an address at the same moment, which only the database saw.
    """
    fitting = [_fitting(run) for run in runs]
    if not fitting:
        return {}
    session.flush()
    records = _LockedRecords(session, fitting, thresholds)
    for run in fitting:
        records.decide(run)
    records.store()
    return records.results


def _fitting(run: RunClaims) -> RunClaims:
    claims = (fit(claim) for claim in run.claims)
    return replace(run, claims=[claim for claim in claims if claim is not None])


class _LockedRecords:
    """The contacts of some runs and their accounts, locked."""

    def __init__(
        self, session: Session, runs: Sequence[RunClaims], thresholds: Mapping[str, Decimal]
    ) -> None:
        self._session, self._thresholds, self._now = session, thresholds, clock.now()
        self.results: dict[int, RunResult] = {}
        ids = {run.contact.contact_id for run in runs}
        self._contacts = locked_records.lock(session, "contact", ids)
        account_ids = {contact.account_id for contact in self._contacts.values()}
        self._accounts = locked_records.lock(session, "account", account_ids)
        self._history = claim_store.read(session, [*self._contacts], [*self._accounts])
        self._owners = locked_records.owners_of(
            session,
            (claim.value for run in runs for claim in run.claims if claim.field == "email"),
        )
        self._patterns: dict[tuple[int, str], Sequence[Pattern]] = {}
        self._rows: list[dict[str, Any]] = []
        self._ended: dict[int, ClaimStatus] = {}
        self._confidences: dict[int, Decimal | None] = {}

    def decide(self, run: RunClaims) -> None:
        """Decides about what the providers claimed in one run."""
        contact = self._contacts.get(run.contact.contact_id)
        if contact is None:
            return
        confidences: list[Decimal] = []
        statuses: dict[ClaimStatus, int] = {}
        filled = False
        for name in FIELDS:
            claims = [claim for claim in run.claims if claim.field == name]
            if not claims:
                continue
            record = self._accounts[contact.account_id] if name in OF_ACCOUNT else contact
            shown = same(record.shown(name))
            outcomes = self._decide(record, name, claims, run.run_id)
            filled = filled or same(record.shown(name)) != shown
            confidences.append(max(outcome.claim.confidence for outcome in outcomes))
            for outcome in outcomes:
                statuses[outcome.status] = statuses.get(outcome.status, 0) + 1
        mean = (
            (sum(confidences, Decimal(0)) / len(confidences)).quantize(_CENT)
            if confidences
            else None
        )
        self._confidences[contact.id] = mean
        self.results[run.run_id] = RunResult(mean, statuses, filled)
        if run.patterns and run.contact.mail_domain:
            self._patterns[(contact.account_id, run.contact.mail_domain)] = run.patterns

    def _decide(
        self, record: Record, name: str, claims: list[ProviderClaim], run_id: int
    ) -> tuple[policy.DecidedClaim, ...]:
        history = self._history.setdefault((record.kind, record.id, name), [])
        shown = record.shown(name)
        self._heal(history, shown)
        taken = self._taken_by_others(record, claims) if name == "email" else set()
        cleared = name == "seniority" and is_refused(record)
        if cleared:
            taken.add(str(seniority_of(record.title)))
        follows = self._only_follows(record, name)
        state = claim_store.field_of(
            history, shown, follows=follows, cleared=cleared, refused=taken
        )
        decision = policy.decide(state, claims, self._thresholds[name])
        for place in decision.replaced:
            self._end(history[place], ClaimStatus.REPLACED)
        for outcome in decision.claims:
            if outcome.status == ClaimStatus.APPLIED:
                self._fill(record, name, outcome.claim.value)
            history.append(self._add(record, outcome, run_id, shown))
        return decision.claims

    def _heal(self, history: list[StoredClaim], shown: str) -> None:
        """An applied claim that is not what the field shows does not stand for it any more."""
        applied = claim_store.applied_of(history)
        if applied is not None and same(applied.value) != same(shown):
            self._end(applied, ClaimStatus.REPLACED if shown else ClaimStatus.REJECTED)

    def _only_follows(self, contact: Record, name: str) -> bool:
        """A seniority that the rules infer from a title which is only a guess itself."""
        if name != "seniority":
            return False
        title = claim_store.applied_of(self._history.get(("contact", contact.id, "title"), ()))
        guessed = title is not None and not title.by_person
        return contact.seniority_origin == "inferred" and (guessed or not contact.title)

    def _taken_by_others(self, contact: Record, claims: Iterable[ProviderClaim]) -> set[str]:
        """The addresses that somebody else has."""
        return {
            claim.value
            for claim in claims
            if self._owners.get(claim.value, contact.id) != contact.id
        }

    def _end(self, claim: StoredClaim, status: ClaimStatus) -> None:
        claim.status = status
        if claim.row is not None:
            claim.row["status"] = status
        else:
            self._ended[claim.id] = status

    def _fill(self, record: Record, name: str, value: str) -> None:
        if same(value) == same(record.shown(name)):
            return  # it is there, as the first who said so spelled it
        ranks = self._history.get(("contact", record.id, "seniority"), ())
        changes = locked_records.changes_of(
            record,
            name,
            value,
            seniority_claimed=claim_store.applied_of(ranks) is not None,
            refused=claim_store.refused_of(ranks),
        )
        record.change(name, changes)
        if name == "email":
            self._owners[value] = record.id

    def _add(
        self, record: Record, outcome: policy.DecidedClaim, run_id: int, before: str
    ) -> StoredClaim:
        claim, applied = outcome.claim, outcome.status == ClaimStatus.APPLIED
        row = {
            "run_id": run_id,
            "contact_id": record.id if record.kind == "contact" else None,
            "account_id": record.id if record.kind == "account" else None,
            "field": claim.field,
            "value": claim.value,
            "confidence": claim.confidence,
            "source": claim.source,
            "how": claim.how,
            "status": outcome.status,
            "before": before or None,
            "was_applied": applied,
        }
        self._rows.append(row)
        return StoredClaim(
            0, claim.value, claim.confidence, claim.source, outcome.status, applied, row=row
        )

    def store(self) -> None:
        """Writes all of it: claims that ended, new ones, fields, scores, patterns."""
        claim_store.end(self._session, self._ended, self._now)
        claim_store.add(self._session, self._rows, self._now)
        records = [*self._contacts.values(), *self._accounts.values()]
        locked_records.write(self._session, records, self._confidences, self._now)
        self._score(records)
        remember_patterns(self._session, self._patterns)

    def _score(self, records: Iterable[Record]) -> None:
        scored = [record for record in records if record.filled & _SCORED]
        account_ids = {
            record.account_id if record.kind == "contact" else record.id for record in scored
        }
        names = {name for record in scored for name in record.filled}
        labels = ", ".join(label.lower() for name, label in FIELDS.items() if name in names)
        what = labels if len(account_ids) == 1 else "details"
        icp.recalculate(self._session, account_ids, f"Enrichment added {what}")
