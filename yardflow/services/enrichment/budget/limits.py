"""What may be taken on: by the day, and by each contact."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import clock
from yardflow.models import SpendingDay
from yardflow.prices import rounded_up
from yardflow.services.enrichment.settings import EnrichmentSettings

# An ADMIN's choice ends this wait at once; the look in between is for whoever forgot to say so.
_UNTIL_CHOSEN = timedelta(minutes=10)
# When only questions under way hold the rest of the budget, most of it comes back in a moment.
_SOON = timedelta(seconds=10)

_day: Any = SpendingDay.__table__  # type: ignore[attr-defined]

_SPENT_ON = text("""
    SELECT run.id, run.contact_id, coalesce(sum(
        CASE charge.status WHEN 'settled' THEN charge.spent_usd WHEN 'released' THEN 0
        WHEN 'unconfirmed' THEN charge.likely_usd ELSE charge.reserved_usd END), 0) AS usd
    FROM enrichment_run run
    LEFT JOIN charge ON charge.contact_id = run.contact_id AND charge.day = :day
    WHERE run.id = ANY(CAST(:runs AS bigint[]))
    GROUP BY run.id
""")
_UNDER_WAY = text("""
    SELECT coalesce(sum(reserved_usd), 0) FROM charge
    WHERE status = 'reserved' AND day = :day AND NOT economy
""")


@dataclass(frozen=True, slots=True)
class ReservationRequest:
    """The money that one question of a run to a paid provider needs.

    ``usd`` is the most it can cost, the discount of a batch (``economy``) taken off already;
    ``tokens`` what it is likely to use; ``more_room``: its answer may be longer than usual.
    """

    run_id: int
    contact_id: int
    event_id: int | None
    provider: str
    model: str
    usd: Decimal
    tokens: int
    economy: bool = False
    more_room: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not now; ``until`` is when to try again, ``reason`` is for people.

    ``ceiling`` is final for the run. ``gone``: run or contact were deleted meanwhile, which the
    next look at them finds out. ``model``: no price is known for the one that was chosen.
    """

    kind: Literal["budget", "rate_limit", "breaker", "ceiling", "gone", "model"]
    until: datetime
    reason: str


def without_price(reason: str) -> Refusal:
    """Nothing may be asked of a model without a price, and of no other in its place."""
    return Refusal("model", clock.now() + _UNTIL_CHOSEN, reason)


class DayBudget:
    """What the day and each contact may still take on, while the day's row is locked."""

    def __init__(
        self, session: Session, now: datetime, settings: EnrichmentSettings, runs: list[int]
    ) -> None:
        self._session, self._now, self._settings = session, now, settings
        self._day = now.date()
        self._committed = self._locked_day()
        self._taken = Decimal(0)
        self._under_way: Decimal | None = None
        spent = session.execute(_SPENT_ON, {"runs": runs, "day": self._day})
        self._spent = {run: usd for run, contact, usd in spent if contact is not None}

    def refusal(self, request: ReservationRequest) -> Refusal | None:
        """Why there is no money for this question."""
        usd = rounded_up(request.usd)
        if request.run_id not in self._spent:
            return Refusal("gone", self._now, "The contact was deleted.")
        if self._spent[request.run_id] + usd > self._settings.contact_ceiling_usd:
            return Refusal("ceiling", midnight_after(self._now), self._over_the_ceiling())
        return self.beyond_the_day(request.usd)

    def beyond_the_day(self, most_usd: Decimal) -> Refusal | None:
        """Why the day has no money for a question that costs this at most."""
        usd, budget = rounded_up(most_usd), self._settings.daily_budget_usd
        if self._committed + self._taken + usd <= budget:
            return None
        if self._committed + usd - self._soon_free() <= budget:
            return Refusal(
                "budget",
                self._now + _SOON,
                f"The rest of the daily budget of {dollars(budget)} is reserved for questions in "
                "progress. Trying again in a moment.",
            )
        return Refusal(
            "budget",
            midnight_after(self._now),
            f"Daily budget of {dollars(budget)} reached. "
            "Resumes at midnight UTC, or when an administrator raises it.",
        )

    def add(self, usd: Decimal) -> None:
        """Counts a question that goes out, and costs this at most."""
        self._taken += rounded_up(usd)

    def write(self) -> None:
        """Adds what was taken to the day."""
        self._session.execute(
            update(_day)
            .where(_day.c.day == self._day)
            .values(committed_usd=_day.c.committed_usd + self._taken)
        )

    def _locked_day(self) -> Decimal:
        statement = select(_day.c.committed_usd).where(_day.c.day == self._day).with_for_update()
        committed = self._session.scalar(statement)
        if committed is None:
            fresh = insert(_day).values(day=self._day, committed_usd=Decimal(0))
            self._session.execute(fresh.on_conflict_do_nothing())
            committed = self._session.execute(statement).scalar_one()
        return Decimal(committed)

    def _soon_free(self) -> Decimal:
        if self._under_way is None:
            reserved = self._session.execute(_UNDER_WAY, {"day": self._day})
            self._under_way = Decimal(reserved.scalar_one())
        return self._under_way

    def _over_the_ceiling(self) -> str:
        return (
            f"This question could pass the {dollars(self._settings.contact_ceiling_usd)} that one "
            "contact may cost a day. An administrator can raise that in Settings, Enrichment."
        )


def dollars(usd: Decimal) -> str:
    """``$50.00``; with more decimals only where they matter."""
    cents = usd.quantize(Decimal("0.01"))
    return f"${cents:,}" if cents == usd else f"${usd.normalize():,f}"


def midnight_after(moment: datetime) -> datetime:
    """When the next UTC day begins."""
    return datetime.combine(moment.date() + timedelta(days=1), time(), UTC)
