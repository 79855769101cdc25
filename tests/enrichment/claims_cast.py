"""Findings, runs and what became of them, without any provider: for tests of claims."""

from decimal import Decimal
from typing import Any

from sqlmodel import select

from yardflow import db
from yardflow.models import Claim, ClaimStatus, Contact, EnrichmentRun, RunStatus
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.claims import apply as apply_claims
from yardflow.services.enrichment.claims.apply import RunClaims, RunResult
from yardflow.services.enrichment.providers.protocol import ContactSnapshot, ProviderClaim


def says(field: str, value: str, confidence: str = "0.80", source: str = "openai") -> ProviderClaim:
    """A finding."""
    return ProviderClaim(field, value, Decimal(confidence), source, f"{source} knows it")


def about(contact_id: int, account_id: int = 0) -> ContactSnapshot:
    """As much of a subject as settling needs."""
    return ContactSnapshot(
        contact_id, account_id, "Zoë", "Quinn", "", "", "", "", "", "Acme", "", "", "", "", ""
    )


def run_of(contact_id: int, asked_by: int | None = None) -> int:
    """The id of a new run, as if it had just been asked for."""
    with db.session() as session:
        contact = session.get(Contact, contact_id)
        run = EnrichmentRun(
            contact_id=contact_id if contact else None,
            event_id=contact.event_id if contact else None,
            status=RunStatus.SUCCEEDED,
            asked_by=asked_by,
        )
        session.add(run)
        session.flush()
        return int(run.id or 0)


def settled(contact_id: int, *claims: ProviderClaim) -> RunResult:
    """One run that found these."""
    return settled_together({contact_id: claims})[contact_id]


def settled_together(found: dict[int, Any]) -> dict[int, RunResult]:
    """One slice with a run for each contact; what each came to, by contact."""
    runs = {contact_id: run_of(contact_id) for contact_id in found}
    with db.session() as session:
        results = apply_claims.apply(
            session,
            [RunClaims(runs[key], about(key), claims) for key, claims in found.items()],
            enrichment_settings.read(session).thresholds,
        )
    return {key: results[run] for key, run in runs.items() if run in results}


def claims(contact_id: int | None = None, **wanted: Any) -> list[Claim]:
    """The claims on a contact, or on an account (``account_id=``), the oldest first."""
    if contact_id is not None:
        wanted["contact_id"] = contact_id
    with db.session() as session:
        statement = select(Claim).order_by(Claim.id)  # type: ignore[arg-type]
        rows = session.exec(statement).all()
        return [one for one in rows if all(getattr(one, k) == v for k, v in wanted.items())]


def claim(contact_id: int | None = None, **wanted: Any) -> Claim:
    """The only claim that is so."""
    (one,) = claims(contact_id, **wanted)
    return one


def statuses(contact_id: int, field: str) -> list[ClaimStatus]:
    """What became of the claims on one field, the oldest first."""
    return [one.status for one in claims(contact_id, field=field)]
