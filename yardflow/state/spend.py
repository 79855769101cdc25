"""Money as pages show it: USD in words, and today's budget as the parts of a bar."""

from dataclasses import dataclass
from decimal import Decimal

from yardflow.services.enrichment.money import Standing


@dataclass
class Spend:
    """Today's money. The shares are what each part takes of the bar, in percent."""

    spent: str = ""
    reserved: str = ""
    unsettled: str = ""
    left: str = ""
    budget: str = ""
    resumes_at: str = ""
    used_up: bool = False
    spent_share: float = 0
    reserved_share: float = 0
    unsettled_share: float = 0


def spend_of(standing: Standing) -> Spend:
    """The budget of a UTC day as a bar; what went beyond a lowered budget fills it."""
    parts = (standing.spent_usd, standing.reserved_usd, standing.unsettled_usd)
    whole = max(standing.budget_usd, sum(parts, Decimal(0))) or Decimal(1)
    spent, reserved, unsettled = (float(round(100 * part / whole, 2)) for part in parts)
    return Spend(
        spent=usd(standing.spent_usd),
        reserved=usd(standing.reserved_usd) if standing.reserved_usd else "",
        unsettled=usd(standing.unsettled_usd) if standing.unsettled_usd else "",
        left=usd(standing.left_usd),
        budget=usd(standing.budget_usd),
        resumes_at=standing.resumes_at.isoformat(),
        used_up=standing.left_usd <= 0,
        spent_share=spent,
        reserved_share=reserved,
        unsettled_share=unsettled,
    )


def usd(amount: Decimal) -> str:
    """``$12.30``; below a cent as exactly as a question costs: ``$0.0004``."""
    if 0 < abs(amount) < Decimal("0.01"):
        return f"${amount:.4f}" if abs(amount) >= Decimal("0.0001") else f"${amount:.6f}"
    return f"${amount:,.2f}"


def time_told(seconds: float) -> str:
    """A length of time, rounded as one says it: ``about 12 min``."""
    if seconds < 60:
        return "less than a minute"
    if seconds < 5400:
        return f"about {round(seconds / 60):,} min"
    return f"about {seconds / 3600:,.1f} h"
