"""What was and is claimed about fields, read and written in few statements for many records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.models import ClaimStatus, Seniority
from yardflow.services.enrichment.claims.decision import (
    FieldState,
    StandingClaim,
    ValueOrigin,
)
from yardflow.services.enrichment.providers.protocol import ProviderClaim
from yardflow.services.records.values import fields, normalize
from yardflow.services.records.values.same_value import same
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox

# ("contact" or "account", its id, the field)
Place = tuple[str, int, str]

# Each of those that stand; of the others only who ever said what.
_EARLIER = text("""
SELECT max(id) AS id, contact_id, account_id, field, value, max(confidence) AS confidence, source,
    status, bool_or(applied_at IS NOT NULL) AS was_applied,
    bool_or(settled_by IS NOT NULL) AS by_person
FROM claim WHERE contact_id = ANY(:contacts) OR account_id = ANY(:accounts)
GROUP BY contact_id, account_id, field, value, source, status,
    CASE WHEN status IN ('applied', 'review') THEN id END
ORDER BY max(id)
""")
_ENDED = text("""
UPDATE claim SET status = ended.status, settled_at = :now
FROM unnest(CAST(:ids AS bigint[]), CAST(:statuses AS text[])) AS ended (id, status)
WHERE claim.id = ended.id
""")
_NEW = text("""
INSERT INTO claim (run_id, contact_id, account_id, field, value, confidence, source, how, status,
    before, created_at, applied_at, settled_at)
SELECT run_id, contact_id, account_id, field, value, confidence, source, how, status, before,
    CAST(:now AS timestamptz), CASE WHEN was_applied THEN CAST(:now AS timestamptz) END,
    CASE WHEN status <> 'review' THEN CAST(:now AS timestamptz) END
FROM unnest(CAST(:run_id AS bigint[]), CAST(:contact_id AS bigint[]),
    CAST(:account_id AS bigint[]), CAST(:field AS text[]), CAST(:value AS text[]),
    CAST(:confidence AS numeric[]), CAST(:source AS text[]), CAST(:how AS text[]),
    CAST(:status AS text[]), CAST(:before AS text[]), CAST(:was_applied AS boolean[]))
    AS new (run_id, contact_id, account_id, field, value, confidence, source, how, status,
        before, was_applied)
""")
_REFUSED = (ClaimStatus.REJECTED, ClaimStatus.CORRECTED)


@dataclass(slots=True)
class StoredClaim:
    """One claim on a field as it stands. ``row`` is set while it is not stored yet."""

    id: int
    value: str
    confidence: Decimal
    source: str
    status: ClaimStatus
    was_applied: bool
    by_person: bool = False
    row: dict[str, Any] | None = None


def read(
    session: Session, contact_ids: Sequence[int], account_ids: Sequence[int]
) -> dict[Place, list[StoredClaim]]:
    """All that was claimed about these, the oldest first."""
    rows = session.execute(_EARLIER, {"contacts": list(contact_ids), "accounts": list(account_ids)})
    history: dict[Place, list[StoredClaim]] = {}
    for row in rows:
        kind, key = ("contact", row.contact_id) if row.contact_id else ("account", row.account_id)
        claim = StoredClaim(
            row.id,
            row.value,
            row.confidence,
            row.source,
            ClaimStatus(row.status),
            row.was_applied,
            row.by_person,
        )
        history.setdefault((kind, key, row.field), []).append(claim)
    return history


def end(session: Session, ended: Mapping[int, ClaimStatus], now: datetime) -> None:
    """Gives these claims the status they end with, before others take their place."""
    if ended:
        statuses = [status.value for status in ended.values()]
        session.execute(_ENDED, {"ids": [*ended], "statuses": statuses, "now": now})


def add(session: Session, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Stores new claims, in their order."""
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        session.execute(_NEW, columns | {"now": now})


def applied_of(history: Iterable[StoredClaim]) -> StoredClaim | None:
    """The claim that the field's value is."""
    return next((claim for claim in history if claim.status == ClaimStatus.APPLIED), None)


def refused_of(history: Iterable[StoredClaim]) -> frozenset[str]:
    """The values that a person has rejected, removed or overwritten."""
    return frozenset(claim.value for claim in history if claim.status in _REFUSED)


def field_of(
    history: Sequence[StoredClaim],
    shown: str,
    *,
    follows: bool,
    cleared: bool = False,
    refused: Iterable[str] = (),
) -> FieldState:
    """The field as the policy sees it; keys are places in ``history``.

    ``follows``: the value is only claim from another field that enrichment filled; ``cleared``: a
    person wants it empty, also where no claim had filled it. ``refused`` are
    values that can't be taken for another reason. An applied claim must say what is shown.
    """
    waiting = [place for place, claim in enumerate(history) if claim.status == ClaimStatus.REVIEW]
    applied = applied_of(history)
    origin = ValueOrigin.CLAIM
    if applied is None:
        removed = cleared or any(
            claim.was_applied and claim.status in _REFUSED for claim in history
        )
        empty = ValueOrigin.CLEARED if removed else ValueOrigin.NONE
        origin = ValueOrigin.MANUAL if shown and not follows else empty
    return FieldState(
        origin=origin,
        applied=_said(history, history.index(applied)) if applied else None,
        accepted=applied is not None and applied.by_person,
        refused=refused_of(history) | frozenset(refused),
        waiting=tuple(_said(history, place) for place in waiting),
        shown=shown,
    )


def _said(history: Sequence[StoredClaim], place: int) -> StandingClaim:
    claim = history[place]
    sources = {each.source for each in history if same(each.value) == same(claim.value)}
    return StandingClaim(place, claim.value, claim.confidence, claim.source, frozenset(sources))


_LONGEST = {"title": 200, "industry": 120, "size": 60}


def fit(claim: ProviderClaim) -> ProviderClaim | None:
    """The claim as it may be stored, or None where its field can't hold its value: a role's mailbox
    is nobody's address.
    """
    field = claim.field
    value = " ".join(fields.printable(claim.value).split())
    if field == "email":
        value = normalize.email_of(value) or ""
        if is_shared_mailbox(value):
            value = ""
    if field == "seniority" and value not in [*Seniority]:
        value = ""
    if not value or len(value) > _LONGEST.get(field, 254):
        return None
    confidence = min(max(claim.confidence, Decimal(0)), Decimal(1)).quantize(Decimal("0.01"))
    return replace(claim, value=value, confidence=confidence)
