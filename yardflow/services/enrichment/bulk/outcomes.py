"""What happened to each contact of a bulk."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import Account, Contact, EnrichmentRun
from yardflow.services.access import Principal
from yardflow.services.enrichment.bulk.views import OUTCOMES, SHOWN, get
from yardflow.services.enrichment.runs.outcome_now import run_outcome
from yardflow.services.records.lists.listing import COUNTED, Page, read_page
from yardflow.services.records.lists.parts import SortKey


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What happened to one contact of a bulk; no ``contact_id`` when it was deleted since."""

    run_id: int
    contact_id: int | None
    name: str
    account: str
    outcome: str
    reason: str
    percent: int | None
    cost_usd: Decimal

    @property
    def id(self) -> int:
        """What a page of a list knows it by."""
        return self.run_id


def outcomes(
    session: Session,
    principal: Principal,
    bulk_id: int,
    which: str = "",
    cursor: str = "",
    limit: int = SHOWN,
) -> Page[OutcomeRow]:
    """What happened to the contacts of a bulk; ``which`` is one of `OUTCOMES`, or "" for all.

    Raises:
        NotFound: there is no such bulk.
        Invalid: a cursor that is none of ours.
    """
    get(session, principal, bulk_id)
    run_id = col(EnrichmentRun.id)
    statement = select(run_id).where(col(EnrichmentRun.bulk_id) == bulk_id)
    if which in OUTCOMES:
        statement = statement.where(run_outcome == which)
    keys = {"id": SortKey(run_id, read=int)}
    return read_page(
        session,
        statement,
        keys,
        "id",
        run_id,
        lambda ids: _load_outcomes(session, ids),
        at_once=COUNTED,  # in this order no index has those of one bulk
        limit=limit,
        cursor=cursor,
    )


def _load_outcomes(session: Session, run_ids: list[int]) -> Iterable[OutcomeRow]:
    rows = session.execute(
        select(
            EnrichmentRun,
            run_outcome.label("outcome"),
            Contact.name,
            col(Account.name).label("account"),
        )  # type: ignore[call-overload]
        .outerjoin(Contact, col(Contact.id) == EnrichmentRun.contact_id)
        .outerjoin(Account, col(Account.id) == Contact.account_id)
        .where(col(EnrichmentRun.id).in_(run_ids))
    )
    return map(_outcome, rows)


def _outcome(row: Any) -> OutcomeRow:
    run: EnrichmentRun = row.EnrichmentRun
    return OutcomeRow(
        run_id=int(run.id or 0),
        contact_id=run.contact_id,
        name=row.name or "Deleted contact",
        account=row.account or "",
        outcome=str(getattr(row.outcome, "value", row.outcome)),
        reason=run.error or run.note or "",
        percent=None if run.confidence is None else int(run.confidence * 100),
        cost_usd=run.cost_usd,
    )
