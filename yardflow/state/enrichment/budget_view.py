"""Money as pages show it: USD in words, and today's budget as the parts of a bar."""

from dataclasses import dataclass
from decimal import Decimal

from yardflow.services.enrichment.budget.reservations import BudgetStatus


@dataclass
class Spend:
    """Today's money. The shares are what each part takes of the bar, in percent."""

    spent: str = ""
    reserved: str = ""
    unconfirmed: str = ""
    left: str = ""
    budget: str = ""
    resumes_at: str = ""
    used_up: bool = False
    spent_share: float = 0
    reserved_share: float = 0
    unconfirmed_share: float = 0


def spend_of(standing: BudgetStatus) -> Spend:
    """The budget of a UTC day as a bar; what went beyond a lowered budget fills it."""
    parts = (standing.spent_usd, standing.reserved_usd, standing.unconfirmed_usd)
    whole = max(standing.budget_usd, sum(parts, Decimal(0))) or Decimal(1)
    spent, reserved, unconfirmed = (float(round(100 * part / whole, 2)) for part in parts)
    return Spend(
        spent=usd(standing.spent_usd),
        reserved=usd(standing.reserved_usd) if standing.reserved_usd else "",
        unconfirmed=usd(standing.unconfirmed_usd) if standing.unconfirmed_usd else "",
        left=usd(standing.left_usd),
        budget=usd(standing.budget_usd),
        resumes_at=standing.resumes_at.isoformat(),
        used_up=standing.left_usd <= 0,
        spent_share=spent,
        reserved_share=reserved,
        unconfirmed_share=unconfirmed,
    )


def usd(amount: Decimal) -> str:
    """``$12.30``; the less it is, the more exactly: ``$0.022``, ``$0.0004``."""
    size = abs(amount)
    places = 2 if size >= Decimal("0.1") else 3 if size >= Decimal("0.01") else 4
    if 0 < size < Decimal("0.0001"):
        places = 6
    cents, _, beyond = f"{amount:,.{places}f}".partition(".")
    return f"${cents}.{beyond[:2]}{beyond[2:].rstrip('0')}"


def time_told(seconds: float) -> str:
    """A length of time, rounded as one says it: ``about 12 min``, ``< 1 min``."""
    if seconds < 60:
        return "< 1 min"
    if seconds < 5400:
        return f"about {round(seconds / 60):,} min"
    return f"about {seconds / 3600:,.1f} h"
