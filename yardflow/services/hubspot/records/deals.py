"""The deals of an account's targets in HubSpot."""

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, func, select

from yardflow.models import Event, HubSpotDeal, HubSpotLink, LinkState, Stage, Target


@dataclass(frozen=True, slots=True)
class DealView:
    """The deal of a target, with its stage at the event. ``amount`` is what HubSpot says that it is
    worth, None where it doesn't; ``currency`` is empty in accounts with one currency. ``href`` is
    its page in HubSpot.
    """

    event_id: int
    event: str
    stage: Stage
    amount: Decimal | None
    currency: str
    hubspot_id: str
    href: str = ""


def of_account(session: Session, account_id: int) -> list[DealView]:
    """Those that HubSpot has, the latest event first; `DealView.href` is left to fill in."""
    rows = session.execute(
        select(  # type: ignore[call-overload]
            Event.id,
            Event.name,
            Target.stage,
            HubSpotDeal.amount,
            func.coalesce(HubSpotDeal.currency, ""),
            HubSpotLink.hubspot_id,
        )
        .select_from(Target)
        .join(Event, col(Event.id) == Target.event_id)
        .join(HubSpotLink, col(HubSpotLink.target_id) == Target.id)
        .outerjoin(HubSpotDeal, col(HubSpotDeal.target_id) == Target.id)
        .where(Target.account_id == account_id, HubSpotLink.state == LinkState.LINKED)
        .order_by(col(Event.starts_on).desc(), col(Event.id).desc())
    )
    return [DealView(*row) for row in rows]
