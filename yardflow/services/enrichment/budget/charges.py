"""What becomes of a charge once its question was asked: spent, released, or unconfirmed.

What is in doubt counts as what such a question usually costs: in full it would hold some ten times
that. Only an answer of a batch tells afterwards (by its ``custom_id``): a direct question is stored
nowhere at OpenAI (``store: false``), and its usage reports are sums by minute, for an admin key. So
the doubt about a direct question stays until a late worker or an ADMIN ends it (`unconfirmed`).

Each step may be repeated and changes nothing the second time. `reservations` says in which order
the rows are locked.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select, text, tuple_, update
from sqlmodel import Session

from yardflow import clock
from yardflow.integrations.errors import PermanentError, ProviderError
from yardflow.models import Charge, ChargeStatus
from yardflow.prices import Usage
from yardflow.services.enrichment.budget import estimates

log = logging.getLogger(__name__)

STOPPED = "The worker stopped before it wrote down the answer."
_UNBELIEVABLE = "The answer reported a usage that can't be right, so its cost is unknown."
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
            CAST(:output AS int[]), CAST(:usd AS numeric[])) AS paid (id, model, input, output, usd)
        GROUP BY id
    ) said WHERE run.id = said.id
""")
_GIVE_BACK = text("""
    UPDATE spending_day SET committed_usd = committed_usd - :usd WHERE day = :day
""")
_UNCONFIRM = text("""
    UPDATE charge SET status = 'unconfirmed', note = :note, likely_usd = counted.usd
    FROM unnest(CAST(:ids AS bigint[]), CAST(:usd AS numeric[])) AS counted (id, usd)
    WHERE charge.id = counted.id
""")
_DAYS = text("""
    SELECT FROM spending_day WHERE day = ANY(CAST(:days AS date[])) ORDER BY day FOR UPDATE
""")


def book(session: Session, used: Mapping[int, Usage], unpaid: Mapping[int, ProviderError]) -> None:
    """By charge: what an answer used, or why there is no bill. Call it last in a transaction."""
    by_reason: dict[tuple[str, bool, bool], list[int]] = {}
    for charge_id, fault in unpaid.items():
        key = fault.message, fault.in_doubt, isinstance(fault, PermanentError)
        by_reason.setdefault(key, []).append(charge_id)
    if by_reason:
        lock(session, [*used, *unpaid])
    settle(session, used)
    for (reason, in_doubt, answered), charge_ids in by_reason.items():
        if in_doubt:  # an answer that came and can't be right may have cost anything
            mark_unconfirmed(session, charge_ids, reason, in_full=answered)
        else:
            release(session, charge_ids, reason, in_doubt=True)


def settle(session: Session, used: Mapping[int, Usage]) -> None:
    """Writes down what each answer cost, by charge, and gives the rest back to the charge's day.

    An unconfirmed charge takes a late answer, any other that is no longer reserved none. A use that
    costs more than was reserved, or has no price, leaves the charge in doubt.
    """
    open_ = (ChargeStatus.RESERVED, ChargeStatus.UNCONFIRMED)
    costs = []
    doubted: dict[str, list[int]] = {}
    for charge in _locked(session, _charge.c.id.in_(list(used)), open_):
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
        mark_unconfirmed(session, ids, note, in_full=True)
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
    give_back(session, [(charge.day, _counted(charge) - cost) for charge, _, cost in costs])


def release(
    session: Session, charge_ids: Iterable[int], note: str, *, in_doubt: bool = False
) -> None:
    """Nothing was charged: all of it goes back to the charge's day. Only of reserved charges;
    with ``in_doubt`` also of unconfirmed ones, for it is the provider's own report that says so.
    """
    among = (ChargeStatus.RESERVED, *((ChargeStatus.UNCONFIRMED,) if in_doubt else ()))
    charges = _locked(session, _charge.c.id.in_(list(charge_ids)), among)
    if not charges:
        return
    ids = [charge.id for charge in charges]
    values = {"status": ChargeStatus.RELEASED.value, "note": note, "settled_at": clock.now()}
    session.execute(update(_charge).where(_charge.c.id.in_(ids)).values(values))
    give_back(session, [(charge.day, _counted(charge)) for charge in charges])


def mark_unconfirmed(
    session: Session, charge_ids: Iterable[int], note: str, *, in_full: bool = False
) -> None:
    """Nobody knows whether it was charged: it counts as what it likely costs, and is listed for a
    person. ``in_full``: its answer reported a use that can't be right, so it may cost anything.
    """
    reserved = (ChargeStatus.RESERVED,)
    charges = _locked(session, _charge.c.id.in_(list(charge_ids)), reserved)
    _mark_unconfirmed(session, charges, note, in_full=in_full)


def abandon(session: Session, questions: Iterable[tuple[int, str]]) -> None:
    """A dead worker left charges for these (run, provider): nobody knows what became of them."""
    mine = tuple_(_charge.c.run_id, _charge.c.provider).in_(list(questions))
    _mark_unconfirmed(session, _locked(session, mine, (ChargeStatus.RESERVED,)), STOPPED)


def expire(session: Session) -> int:
    """Reservations that nobody came back for become unconfirmed; how many."""
    late = _charge.c.expires_at <= clock.now()
    charges = _locked(session, late, (ChargeStatus.RESERVED,), skip_locked=True)
    _mark_unconfirmed(session, charges, STOPPED)
    return len(charges)


def lock(session: Session, charge_ids: Iterable[int]) -> None:
    """Locks these charges and then their days, for who does several of the steps above in one
    transaction: so two of them never wait for each other.
    """
    charges = _locked(session, _charge.c.id.in_(list(charge_ids)), tuple(ChargeStatus))
    session.execute(_DAYS, {"days": sorted({charge.day for charge in charges})})


def _mark_unconfirmed(
    session: Session, charges: list[Any], note: str, *, in_full: bool = False
) -> None:
    if not charges:
        return
    usual: dict[estimates.Kind, Decimal | None] = {}
    likely = []
    for charge in charges:
        kind = estimates.Kind(charge.model, charge.economy, charge.more_room)
        if kind not in usual:
            usual[kind] = None if in_full else estimates.usually_at_most(session, kind)
        known = usual[kind]
        likely.append(charge.reserved_usd if known is None else min(known, charge.reserved_usd))
    ids = [charge.id for charge in charges]
    session.execute(_UNCONFIRM, {"ids": ids, "usd": likely, "note": note})
    pairs = zip(charges, likely, strict=True)
    give_back(session, [(charge.day, charge.reserved_usd - usd) for charge, usd in pairs])


def give_back(session: Session, amounts: Iterable[tuple[date, Decimal]]) -> None:
    """Takes amounts off the days that they count against, earliest first."""
    by_day: dict[date, Decimal] = {}
    for day, usd in amounts:
        by_day[day] = by_day.get(day, Decimal(0)) + usd
    for day, usd in sorted(by_day.items()):
        if usd:
            session.execute(_GIVE_BACK, {"day": day, "usd": usd})


def _locked(
    session: Session,
    which: ColumnElement[bool],
    among: tuple[ChargeStatus, ...],
    *,
    skip_locked: bool = False,
) -> list[Any]:
    return list(
        session.execute(
            select(_charge)
            .where(which, _charge.c.status.in_([status.value for status in among]))
            .order_by(_charge.c.id)
            .with_for_update(skip_locked=skip_locked)
        )
    )


def _counted(charge: Any) -> Decimal:
    """What an open charge counts against its day, in USD."""
    in_doubt = charge.status == ChargeStatus.UNCONFIRMED
    return Decimal(charge.likely_usd if in_doubt else charge.reserved_usd)


def _cost(usage: Usage, economy: bool) -> Decimal | None:
    """USD; None where the figures can't be right."""
    figures = (
        usage.input_tokens,
        usage.cached_tokens,
        usage.written_tokens,
        usage.output_tokens,
        usage.usd or 0,
    )
    if min(figures) < 0:
        return None
    try:
        return usage.charged(economy)
    except KeyError:
        return None
