"""Money and durations as pages show them, and today's budget as the parts of a bar."""

from dataclasses import dataclass
from decimal import Decimal

from yardflow.services.enrichment.budget.reservations import BudgetStatus


@dataclass
class Spend:
    """Today's budget. The shares are widths of the bar's parts, in percent."""

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


def spend_of(status: BudgetStatus) -> Spend:
    """The budget of a UTC day as a bar; spending beyond a lowered budget fills it."""
    parts = (status.spent_usd, status.reserved_usd, status.unconfirmed_usd)
    whole = max(status.budget_usd, sum(parts, Decimal(0))) or Decimal(1)
    spent, reserved, unconfirmed = (float(round(100 * part / whole, 2)) for part in parts)
    return Spend(
        spent=cents(status.spent_usd),
        reserved=cents(status.reserved_usd) if status.reserved_usd else "",
        unconfirmed=cents(status.unconfirmed_usd) if status.unconfirmed_usd else "",
        left=cents(status.left_usd),
        budget=cents(status.budget_usd),
        resumes_at=status.resumes_at.isoformat(),
        used_up=status.left_usd <= 0,
        spent_share=spent,
        reserved_share=reserved,
        unconfirmed_share=unconfirmed,
    )


def cents(amount: Decimal) -> str:
    """``$0.04``: an amount at a glance; less than a cent is ``<$0.01``."""
    return "<$0.01" if 0 < amount < Decimal("0.01") else f"${amount:,.2f}"


def usd(amount: Decimal) -> str:
    """An amount in an account of costs: ``$12.30``, with more places where it is small: ``$0.022``,
    ``$0.0004``.
    """
    size = abs(amount)
    places = 2 if size >= Decimal("0.1") else 3 if size >= Decimal("0.01") else 4
    if 0 < size < Decimal("0.0001"):
        places = 6
    whole, _, decimals = f"{amount:,.{places}f}".partition(".")
    return f"${whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def duration(seconds: float) -> str:
    """``about 12 min``, ``< 1 min``, ``about 2.5 h``."""
    if seconds < 60:
        return "< 1 min"
    if seconds < 5400:
        return f"about {round(seconds / 60):,} min"
    return f"about {seconds / 3600:,.1f} h"
