"""What tests of money share: runs to spend on, asks, and what the tables say afterwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from yardflow import clock, db
from yardflow.models import (
    Account,
    Charge,
    ChargeStatus,
    EnrichmentRun,
    ProviderState,
    RunStatus,
    SpendingDay,
)
from yardflow.prices import Usage
from yardflow.services.enrichment.budget import charges, estimates, reservations
from yardflow.services.enrichment.budget.limits import Refusal, ReservationRequest
from yardflow.services.enrichment.budget.reservations import Reservation
from yardflow.services.enrichment.settings import EnrichmentSettings

MODEL = "gpt-6-luna"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
# As fast as one likes, and a contact may cost what it likes: for tests that speak of neither.
FREE = {
    "requests_per_minute": 1_000_000,
    "tokens_per_minute": 1_000_000_000,
    "contact_ceiling_usd": Decimal(100),
}

Runs = Callable[[int], list[EnrichmentRun]]


def runs_at(session: Session, account: Account, works_at: Callable[..., int], count: int) -> Any:
    """Runs under way, each of another contact."""
    first = session.exec(select(EnrichmentRun.id)).all()
    runs = [
        EnrichmentRun(
            contact_id=works_at(account, f"Ann Lee{len(first) + number}"),
            event_id=account.event_id,
            status=RunStatus.RUNNING,
        )
        for number in range(count)
    ]
    session.add_all(runs)
    session.commit()
    return runs


def ask(run: EnrichmentRun, usd: str = "0.01", **other: Any) -> ReservationRequest:
    """A question to OpenAI that costs so much at most."""
    values: dict[str, Any] = {"provider": "openai", "model": MODEL, "tokens": 1_000}
    return ReservationRequest(
        run_id=int(run.id or 0),
        contact_id=int(run.contact_id or 0),
        event_id=run.event_id,
        usd=Decimal(usd),
        **values | other,
    )


def decided(**choices: Any) -> EnrichmentSettings:
    """The settings, without limits but those that are given."""
    return EnrichmentSettings.model_validate(FREE | choices)


def reserve(asks: list[ReservationRequest], **choices: Any) -> list[Reservation | Refusal]:
    """Reserves in a transaction of its own; the answers in the order of the asks."""
    with db.session() as session:
        answers = reservations.reserve(session, asks, decided(**choices))
    return [answers[one.run_id] for one in asks]


def reserved(run: EnrichmentRun, usd: str = "0.01", **other: Any) -> int:
    """The id of a new charge."""
    (answer,) = reserve([ask(run, usd, **other)])
    assert isinstance(answer, Reservation)
    return answer.charge_id


def costing(usd: str) -> Usage:
    """An answer that costs exactly this: input of `MODEL` is USD 0.10 for a million tokens."""
    return Usage(MODEL, input_tokens=int(Decimal(usd) * 10_000_000))


def settle(charge_id: int, usd: str) -> None:
    """The answer came and cost this."""
    with db.session() as session:
        charges.settle(session, {charge_id: costing(usd)})


def known(session: Session, usd: str = "0.001", **kind: Any) -> None:
    """Lately, on the day before `NOON`, so many questions cost this that it is known."""
    cost = Decimal(usd)
    day = NOON - timedelta(days=1)
    values: dict[str, Any] = {"provider": "openai", "model": MODEL, "status": ChargeStatus.SETTLED}
    values |= {"day": day.date(), "reserved_usd": 1, "spent_usd": cost}
    values |= {"reserved_at": day, "expires_at": day}
    run = EnrichmentRun(status=RunStatus.SUCCEEDED, finished_at=day)
    session.add(run)
    session.flush()
    values |= {"run_id": run.id}
    session.add_all(Charge(**values | kind) for _ in range(estimates.ENOUGH))
    there = session.get(SpendingDay, day.date()) or SpendingDay(day=day.date())
    there.committed_usd += estimates.ENOUGH * cost
    session.add(there)
    session.commit()


def doubted(charge_id: int, **how: bool) -> Charge:
    """The connection broke; the charge as it stands then."""
    with db.session() as session:
        charges.mark_unconfirmed(
            session, [charge_id], "The connection broke before the answer.", **how
        )
    return charge(charge_id)


def charge(charge_id: int) -> Charge:
    """As it stands now."""
    with db.session() as session:
        return session.get_one(Charge, charge_id)


def state(provider: str = "openai") -> ProviderState:
    """As it stands now."""
    with db.session() as session:
        return session.get_one(ProviderState, provider)


def committed(day: date | None = None) -> Decimal:
    """What the day's row says."""
    with db.session() as session:
        found = session.scalar(
            text("SELECT committed_usd FROM spending_day WHERE day = :day"),
            {"day": day or clock.now().date()},
        )
    return Decimal(found or 0)


def counted(day: date | None = None) -> Decimal:
    """What the day's charges add up to."""
    with db.session() as session:
        found = session.scalar(
            text("""
                SELECT sum(CASE status WHEN 'settled' THEN spent_usd WHEN 'released' THEN 0
                           WHEN 'unconfirmed' THEN likely_usd ELSE reserved_usd END)
                FROM charge WHERE day = :day
            """),
            {"day": day or clock.now().date()},
        )
    return Decimal(found or 0)
