"""What the last run of a contact came to: what it filled in, what needs a person's word, and what
would help.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow.models import Account, Claim, ClaimStatus, Contact, EnrichmentRun, RunStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims.suggestions import Suggestion, by_field
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.runs.snapshot import REAL
from yardflow.services.records.enrichment_filter import has_changed_its_field, is_about
from yardflow.services.records.memberships import among_ids, possible

# What a person can add so that an address can be guessed.
WEBSITE, COLLEAGUE = "website", "colleague"


@dataclass(frozen=True, slots=True)
class FilledValue:
    """A field that shows what the run filled in."""

    field: str
    label: str
    value: str


@dataclass(slots=True)
class LastResult:
    """``advice`` says what would help to find an address: `WEBSITE`, `COLLEAGUE` or nothing."""

    contact_id: int
    account_id: int
    account_name: str
    ended_at: datetime
    advice: str = ""
    filled: list[FilledValue] = field(default_factory=list)
    review: dict[str, list[Suggestion]] = field(default_factory=dict)


def last_results(
    session: Session,
    principal: Principal,
    contact_ids: Iterable[int],
    since: datetime | None = None,
) -> dict[int, LastResult]:
    """By contact, of those whose last run ended well, and after ``since``; three statements for
    any number.
    """
    values = {"ids": sorted(set(possible(contact_ids))), **({"since": since} if since else {})}
    rows = session.execute(_last_runs(recent=since is not None), values).all()
    results = {row.contact_id: _result(row) for row in rows}
    _add_filled(session, [row.run_id for row in rows], results)
    _add_review(session, results)
    return results


@cache
def _last_runs(*, recent: bool) -> Select:
    """The last run of each of the contacts with these ``ids``, if it ended well; of the ``recent``
    ones after ``since``. Made once, which takes longer than to send it.
    """
    newer, colleague = aliased(EnrichmentRun), aliased(Contact)
    run: Any = EnrichmentRun
    statement = (
        select(
            col(run.id).label("run_id"),
            col(Contact.id).label("contact_id"),
            col(run.finished_at).label("ended_at"),
            col(Account.id).label("account_id"),
            col(Account.name).label("account_name"),
            col(Account.domain).label("domain"),
            col(Contact.email).is_(None).label("no_email"),
            _has_example(colleague).label("has_example"),
        )
        .join(Contact, col(Contact.id) == run.contact_id)
        .join(Account, col(Account.id) == Contact.account_id)
        .where(
            among_ids(run.contact_id),
            run.status == RunStatus.SUCCEEDED,
            col(run.reverted_at).is_(None),
            ~exists().where(col(newer.contact_id) == run.contact_id, col(newer.id) > run.id),
        )
    )
    return statement.where(run.finished_at > bindparam("since")) if recent else statement


def _has_example(colleague: Any) -> Any:
    """Whether an address at the account is known that others can be formed like."""
    return exists().where(
        and_(
            col(colleague.account_id) == Account.id,
            col(colleague.email_status).in_(REAL),
            ~col(colleague.email_shared),
        )
    )


def _result(row: Any) -> LastResult:
    advice = ""
    if row.no_email and not row.has_example:
        advice = COLLEAGUE if row.domain else WEBSITE
    return LastResult(row.contact_id, row.account_id, row.account_name, row.ended_at, advice)


def _add_filled(session: Session, run_ids: list[int], results: dict[int, LastResult]) -> None:
    for contact_id, row in session.execute(_FILLED, {"ids": run_ids}):
        value = FilledValue(row.field, FIELDS.get(row.field, row.field), row.value)
        results[contact_id].filled.append(value)


def _add_review(session: Session, results: dict[int, LastResult]) -> None:
    """All that runs of these contacts left to decide, also those before the last."""
    rows = sorted(session.execute(_REVIEW, {"ids": [*results]}), key=lambda row: -row[1].confidence)
    for contact_id, result in results.items():
        result.review = by_field([row for key, row in rows if key == contact_id])
        if "email" in result.review and result.advice == COLLEAGUE:
            result.advice = ""  # one is guessed already


def _claims(*conditions: Any) -> Select:
    """What runs said of their contacts, with whose it is, and of the company where they are now."""
    return (
        select(col(Contact.id), Claim)
        .join(EnrichmentRun, col(EnrichmentRun.contact_id) == Contact.id)
        .join(Claim, col(Claim.run_id) == EnrichmentRun.id)
        .where(is_about(Contact), *conditions)
        .order_by(col(Claim.id))
    )


_APPLIED = col(Claim.status) == ClaimStatus.APPLIED
_FILLED = _claims(among_ids(EnrichmentRun.id), _APPLIED, has_changed_its_field())
_REVIEW = _claims(among_ids(EnrichmentRun.contact_id), col(Claim.is_question))
