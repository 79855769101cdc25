"""What becomes of a charge once its question was asked: known, taken back, or in doubt.

Each step may be repeated and changes nothing the second time. `money` says in which order the rows
are locked.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text, update
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Charge, ChargeStatus
from yardflow.prices import Usage

log = logging.getLogger(__name__)

STOPPED = "The worker stopped before it wrote down the answer."
_UNBELIEVABLE = "The answer reported a use that can't be right, so nobody knows what it cost."
_OTHER_TIER = "OpenAI answered in another service tier ({tier}), whose price isn't known."

_charge: Any = Charge.__table__  # type: ignore[attr-defined]

_SETTLE = text("""
    UPDATE charge SET status = 'settled', spent_usd = said.usd, input_tokens = said.input,
        cached_tokens = said.cached, output_tokens = said.output, settled_at = :now, note = NULL
    FROM unnest(CAST(:ids AS bigint[]), CAST(:usd AS numeric[]), CAST(:input AS int[]),
        CAST(:cached AS int[]), CAST(:output AS int[])) AS said (id, usd, input, cached, output)
    WHERE charge.id = said.id
""")
# A run's figures are those of its charges, for the history of a contact.
_ADD_TO_RUNS = text("""
    UPDATE enrichment_run run SET model = said.model, input_tokens = run.input_tokens + said.input,
        output_tokens = run.output_tokens + said.output, cost_usd = run.cost_usd + said.usd
    FROM (
        SELECT id, max(model) AS model, sum(input) AS input, sum(output) AS output, sum(usd) AS usd
        FROM unnest(CAST(:runs AS bigint[]), CAST(:models AS text[]), CAST(:input AS int[]),
            CAST(:output AS int[]), CAST(:usd AS numeric[])) AS one (id, model, input, output, usd)
        GROUP BY id
    ) said WHERE run.id = said.id
""")
_GIVE_BACK = text("""
    UPDATE spending_day SET committed_usd = committed_usd - :usd WHERE day = :day
""")
_EXPIRE = text("""
    UPDATE charge SET status = 'unsettled', note = :note WHERE id IN (
        SELECT id FROM charge WHERE status = 'reserved' AND expires_at <= :now
        ORDER BY id FOR UPDATE SKIP LOCKED
    )
""")


def settle(session: Session, used: Mapping[int, Usage]) -> None:
    """Writes down what each answer cost, by charge, and gives the rest back to the charge's day.

    An unsettled charge takes a late answer, any other that is no longer reserved none. A use that
    costs more than was reserved, or has no price, leaves the charge in doubt.
    """
    open_ = (ChargeStatus.RESERVED, ChargeStatus.UNSETTLED)
    costs = []
    doubted: dict[str, list[int]] = {}
    for charge in _locked(session, used, open_):
        usage = used[charge.id]
        cost = _cost(usage, charge.economy)
        if usage.tier:
            note = _OTHER_TIER.format(tier=usage.tier)
            log.warning("charge %s was answered in the tier %s", charge.id, usage.tier)
            doubted.setdefault(note, []).append(charge.id)
        elif cost is None or cost > charge.reserved_usd:
            doubted.setdefault(_UNBELIEVABLE, []).append(charge.id)
        else:
            costs.append((charge, usage, cost))
    for note, ids in doubted.items():
        doubt(session, ids, note)
    if not costs:
        return
    given = {
        "input": [usage.input_tokens for _, usage, _ in costs],
        "output": [usage.output_tokens for _, usage, _ in costs],
        "usd": [cost for *_, cost in costs],
    }
    cached = [usage.cached_tokens for _, usage, _ in costs]
    ids = [charge.id for charge, *_ in costs]
    session.execute(_SETTLE, given | {"ids": ids, "cached": cached, "now": clock.now()})
    runs = [charge.run_id for charge, *_ in costs]
    session.execute(_ADD_TO_RUNS, given | {"runs": runs, "models": [u.model for _, u, _ in costs]})
    give_back(session, [(charge.day, charge.reserved_usd - cost) for charge, _, cost in costs])


def release(session: Session, charge_ids: Iterable[int], note: str) -> None:
    """Nothing was charged: all of it goes back to the charge's day. Only of reserved charges."""
    charges = _locked(session, charge_ids, (ChargeStatus.RESERVED,))
    if not charges:
        return
    ids = [charge.id for charge in charges]
    values = {"status": ChargeStatus.RELEASED.value, "note": note, "settled_at": clock.now()}
    session.execute(update(_charge).where(_charge.c.id.in_(ids)).values(values))
    give_back(session, [(charge.day, charge.reserved_usd) for charge in charges])


def doubt(session: Session, charge_ids: Iterable[int], note: str) -> None:
    """Nobody knows whether it was charged: it stays counted in full, and is listed for a person."""
    session.execute(
        update(_charge)
        .where(_charge.c.id.in_(list(charge_ids)), _charge.c.status == ChargeStatus.RESERVED.value)
        .values(status=ChargeStatus.UNSETTLED.value, note=note)
    )


def expire(session: Session) -> int:
    """Reservations that nobody came back for become unsettled; how many."""
    values = {"note": STOPPED, "now": clock.now()}
    return int(session.execute(_EXPIRE, values).rowcount)  # type: ignore[attr-defined]


def give_back(session: Session, amounts: Iterable[tuple[date, Decimal]]) -> None:
    """Takes amounts off the days that they count against, earliest first."""
    by_day: dict[date, Decimal] = {}
    for day, usd in amounts:
        by_day[day] = by_day.get(day, Decimal(0)) + usd
    for day, usd in sorted(by_day.items()):
        if usd:
            session.execute(_GIVE_BACK, {"day": day, "usd": usd})


def _locked(session: Session, ids: Iterable[int], among: tuple[ChargeStatus, ...]) -> list[Any]:
    return list(
        session.execute(
            select(_charge)
            .where(
                _charge.c.id.in_(list(ids)),
                _charge.c.status.in_([status.value for status in among]),
            )
            .order_by(_charge.c.id)
            .with_for_update()
        )
    )


def _cost(usage: Usage, economy: bool) -> Decimal | None:
    """USD; None where the figures can't be right."""
    counts = (
        usage.input_tokens,
        usage.cached_tokens,
        usage.written_tokens,
        usage.output_tokens,
    )
    if min(counts) < 0:
        return None
    try:
        return usage.charged(economy)
    except KeyError:
        return None
