"""What questions to a model are going to cost, known before anything is asked.

The web process imports this, so nothing here may import a provider's package.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Charge, ChargeStatus
from yardflow.prices import PRICES, rounded_up
from yardflow.services.enrichment.providers.openai.form import usual_usd

RECENT = timedelta(days=30)
ENOUGH = 20
MOST_LOOKED_AT = 500
HALF = Decimal("0.5")
NEARLY_ALL = Decimal("0.95")
_MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions that cost alike: of one model, in a batch or not, and with more room or not."""

    model: str
    economy: bool = False
    more_room: bool = False


def likely_usd(session: Session, model: str, *, economy: bool = False) -> Decimal:
    """What one question is likely to cost in USD: the median of what lately was paid for this
    model, or a reckoning where that says too little.

    Raises:
        KeyError: no price is known for the model.
    """
    paid = _paid_lately(session, Kind(model), HALF)
    if paid is None:
        paid = usual_usd(model)
    cost = paid * HALF if economy else paid
    return cost.quantize(_MICRO, rounding="ROUND_CEILING")


def usd_for_a_thousand(session: Session) -> dict[str, Decimal]:
    """What enriching 1,000 contacts is likely to cost in USD, by model: one question each, as in
    `likely_usd`.
    """
    return {model: likely_usd(session, model) * 1_000 for model in PRICES}


def usually_at_most(session: Session, kind: Kind) -> Decimal | None:
    """What nineteen of twenty questions of this kind cost at most in USD, going by what was lately
    paid; None where that says too little.
    """
    paid = _paid_lately(session, kind, NEARLY_ALL)
    return None if paid is None else rounded_up(paid)


def _paid_lately(session: Session, kind: Kind, share: Decimal) -> Decimal | None:
    """What this share of the questions cost at most; a person's word on a doubt does not count."""
    recent = (
        select(col(Charge.spent_usd))
        .where(
            col(Charge.model) == kind.model,
            col(Charge.run_id).is_not(None),  # a check asks far less than a contact does
            col(Charge.economy) == kind.economy,
            col(Charge.more_room) == kind.more_room,
            col(Charge.status) == ChargeStatus.SETTLED,
            col(Charge.settled_by).is_(None),
            col(Charge.spent_usd) > 0,
            col(Charge.day) >= (clock.now() - RECENT).date(),
        )
        .order_by(col(Charge.id).desc())
        .limit(MOST_LOOKED_AT)
        .subquery()
    )
    reached = func.percentile_cont(share).within_group(recent.c.spent_usd)
    count, usd = session.execute(select(func.count(), reached).select_from(recent)).one()
    return Decimal(str(usd)) if count >= ENOUGH else None
