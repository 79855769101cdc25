"""Money is held before a question and counted after it, so that no day passes its budget.

Everybody who wants to spend takes turns on one row, the UTC day's. Its figure is always the sum
over the day's charges: what was spent, what is reserved, and what was likely spent where nobody
knows yet (unsettled). No question goes out that could take the day past its budget; a truth that
comes late can, by no more than it is above what was likely.

`reserve` locks the provider's row and then the day's, and is a short transaction of its own.
`settle`, `release`, `doubt` and `resolve` lock the day's row too: call them last in a transaction,
after what the breaker is told, and after `hold` where there are several of them: so others wait for
as short as can be and never in a circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Charge
from yardflow.prices import rounded_up
from yardflow.services.enrichment.budget.admission import Door, doors
from yardflow.services.enrichment.budget.charges import (
    doubt,
    expire,
    hold,
    left_behind,
    release,
    settle,
)
from yardflow.services.enrichment.budget.limits import (
    Ask,
    Purse,
    Refused,
    dollars,
    midnight_after,
    without_price,
)
from yardflow.services.enrichment.settings import Choices

__all__ = [
    "Ask",
    "Refused",
    "Reserved",
    "Standing",
    "dollars",
    "doubt",
    "expire",
    "hold",
    "release",
    "reserve",
    "reserve_for_a_check",
    "settle",
    "standing",
    "without_price",
]

LASTING = timedelta(minutes=5)

_charge: Any = Charge.__table__  # type: ignore[attr-defined]

_STANDING = text("""
    SELECT
        coalesce((SELECT committed_usd FROM spending_day WHERE day = :day), 0),
        coalesce((SELECT sum(reserved_usd) FROM charge
                  WHERE status = 'reserved' AND day = :day), 0),
        coalesce((SELECT sum(likely_usd) FROM charge
                  WHERE status = 'unsettled' AND day = :day), 0)
""")


@dataclass(frozen=True, slots=True)
class Reserved:
    """The money is held: ask, then settle, release or doubt this charge."""

    charge_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Today's money in USD. ``left`` is never negative; ``resumes_at`` is when the next day begins.

    ``spent`` + ``reserved`` + ``unsettled`` is what counts against the budget.
    """

    day: date
    budget_usd: Decimal
    spent_usd: Decimal
    reserved_usd: Decimal
    unsettled_usd: Decimal
    left_usd: Decimal
    resumes_at: datetime


def reserve(
    session: Session, asks: Sequence[Ask], choices: Choices, lasting: timedelta = LASTING
) -> dict[int, Reserved | Refused]:
    """Holds the money for as many questions as may be asked now, in their order, by run.

    ``lasting`` is how long an answer may take before nobody knows any more. A charge that a dead
    worker still holds for one of these runs becomes unsettled.
    """
    if not asks:
        return {}
    now = clock.now()
    answers: dict[int, Reserved | Refused] = {}
    by_provider = doors(session, {ask.provider for ask in asks}, choices, now)
    waiting = []
    for ask in asks:
        if (shut := by_provider[ask.provider].shut()) is not None:
            answers[ask.run_id] = Refused("breaker", *shut)
        else:
            waiting.append(ask)
    if not waiting:
        return answers
    runs = [ask.run_id for ask in waiting]
    left_behind(session, runs)
    purse = Purse(session, now, choices, runs)
    taken = []
    for ask in waiting:
        refused = purse.refusal(ask) or _held_up(by_provider[ask.provider], ask)
        if refused is not None:
            answers[ask.run_id] = refused
        else:
            purse.take(ask.usd)
            taken.append(ask)
    if taken:
        answers |= _written(session, taken, now, lasting)
        purse.write()
        for door in by_provider.values():
            door.write(session)
    return answers


def reserve_for_a_check(
    session: Session, provider: str, model: str, usd: Decimal, choices: Choices
) -> Reserved | Refused:
    """Holds the money for a question that is about nobody; it counts against the day like any."""
    now = clock.now()
    purse = Purse(session, now, choices, [])
    if (refused := purse.beyond_the_day(usd)) is not None:
        return refused
    purse.take(usd)
    about = {"run_id": None, "contact_id": None}
    ask = Ask(0, 0, None, provider, model, usd, tokens=0)
    row = _row(ask, now, LASTING) | about
    charge_id = session.execute(insert(_charge).returning(_charge.c.id), row).scalar_one()
    purse.write()
    return Reserved(charge_id)


def standing(session: Session, choices: Choices) -> Standing:
    """What today's budget has taken on so far."""
    now = clock.now()
    committed, reserved, unsettled = session.execute(_STANDING, {"day": now.date()}).one()
    return Standing(
        day=now.date(),
        budget_usd=choices.daily_budget_usd,
        spent_usd=committed - reserved - unsettled,
        reserved_usd=reserved,
        unsettled_usd=unsettled,
        left_usd=max(Decimal(0), choices.daily_budget_usd - committed),
        resumes_at=midnight_after(now),
    )


def _held_up(door: Door, ask: Ask) -> Refused | None:
    if (shut := door.shut()) is not None:
        return Refused("breaker", *shut)
    if (slow := door.pass_through(0 if ask.economy else ask.tokens, not ask.economy)) is not None:
        return Refused("pace", *slow)
    return None


def _written(
    session: Session, asks: list[Ask], now: datetime, lasting: timedelta
) -> dict[int, Reserved | Refused]:
    rows = [_row(ask, now, lasting) for ask in asks]
    written = session.execute(insert(_charge).returning(_charge.c.run_id, _charge.c.id), rows)
    return {run_id: Reserved(charge_id) for run_id, charge_id in written}


def _row(ask: Ask, now: datetime, lasting: timedelta) -> dict[str, Any]:
    return {
        "run_id": ask.run_id,
        "contact_id": ask.contact_id,
        "event_id": ask.event_id,
        "day": now.date(),
        "provider": ask.provider,
        "model": ask.model,
        "economy": ask.economy,
        "more_room": ask.more_room,
        "reserved_usd": rounded_up(ask.usd),
        "input_tokens": 0,
        "cached_tokens": 0,
        "output_tokens": 0,
        "reserved_at": now,
        "expires_at": now + lasting,
    }
