"""Leaving a paid provider alone while it is down, and asking it once in a while whether it is back.

One row a provider, shared by all workers. Whoever locks such a row and that of a day
(`reservations.reserve`, `charges.settle`) locks this one first, so nobody waits in a circle.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import clock
from yardflow.models import ProviderState
from yardflow.services.enrichment.providers import registry

# So many passing failures in a row open the breaker.
FAILURES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=10)
# How long one question may take before another one may go and see.
PROBE = timedelta(seconds=30)
# However often people press, a provider that is left alone is tried once in so long.
BETWEEN_PRESSES = timedelta(seconds=5)

_state: Any = ProviderState.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class BreakerView:
    """How a paid provider is doing. ``until`` is when it is tried again by itself, ``trying``: that
    is under way just now.

    ``unusable``: it takes no question of ours until somebody fixes the reason.
    """

    provider: str
    label: str
    open: bool = False
    unusable: bool = False
    since: datetime | None = None
    until: datetime | None = None
    reason: str | None = None
    trying: bool = False

    @property
    def message(self) -> str:
        """A sentence for people; empty while all is well."""
        if not self.open or self.since is None or self.until is None:
            return ""
        again = f"Trying again at {self.until:%H:%M:%S} UTC."
        if self.trying:
            again = "Trying again now."
        if self.unusable and self.reason:
            return f"{self.reason} {again}"
        return f"{self.label} has not answered since {self.since:%H:%M} UTC. {again}"


def record_success(session: Session, provider: str) -> bool:
    """An answer came: the breaker closes; whether it was not well before. Touches nothing while all
    is well.
    """
    closed = session.execute(
        update(_state)
        .where(
            _state.c.provider == provider,
            or_(_state.c.failures > 0, _state.c.opened_at.is_not(None)),
        )
        .values(failures=0, opened_at=None, open_until=None, probing_until=None, reason=None)
        .returning(_state.c.provider)
    )
    return closed.first() is not None


def record_failure(session: Session, provider: str, reason: str, unusable: bool = False) -> None:
    """A question failed for a passing reason; or, ``unusable``, because none would be taken.

    ``reason`` is shown to people. Call it before `charges.settle` in a transaction.
    """
    row = lock_states(session, (provider,))[provider]
    now = clock.now()
    if unusable:
        wait, failures = LONGEST_WAIT, 0
    elif row.opened_at is None:
        wait, failures = FIRST_WAIT, row.failures + 1
    elif row.probing_until is None and now < row.open_until:
        return  # it was asked before the breaker opened, and says nothing new
    else:
        # Who presses does not make the next wait longer: it begins over.
        pressed = row.pressed_at is not None and row.pressed_at == row.open_until
        failures = max(row.failures + (0 if pressed else 1), FAILURES)
        wait = min(FIRST_WAIT * 2 ** min(failures - FAILURES, 10), LONGEST_WAIT)
    changed: dict[str, Any] = {"failures": failures, "reason": reason, "probing_until": None}
    if _pressed_meanwhile(row):
        again = max(now, row.pressed_at)
        changed |= {"open_until": again, "pressed_at": again}
    elif unusable or failures >= FAILURES:
        # A little more each time, so that several installations don't all come back at once.
        wait *= 1 + random.random() / 10  # noqa: S311 - not a secret
        changed |= {"opened_at": row.opened_at or now, "open_until": now + wait}
    session.execute(update(_state).where(_state.c.provider == provider).values(changed))


def _pressed_meanwhile(row: Any) -> bool:
    """Whether somebody has asked for a try since the one that is out began."""
    out = row.opened_at is not None and row.probing_until is not None
    return out and row.pressed_at is not None and row.pressed_at > row.probing_until - PROBE


def retry_now(session: Session) -> None:
    """A person asks for a try, or may have fixed what is wrong: the next question goes and sees.

    At once; but `BETWEEN_PRESSES` after the press before, and not before one that is out is back.
    A worker locks runs, then this row, then its job and bulk: so lock a run before this, and a
    bulk after it.
    """
    now = clock.now()
    pressed = _state.c.pressed_at
    moment = func.greatest(now, pressed + BETWEEN_PRESSES)
    session.execute(
        update(_state)
        .where(
            _state.c.opened_at.is_not(None),
            or_(pressed.is_(None), pressed <= now),
            or_(_state.c.open_until > moment, _state.c.probing_until > now),
        )
        .values(open_until=moment, pressed_at=moment)
    )


def state_of(session: Session) -> dict[str, BreakerView]:
    """Every paid provider, also one that was never asked."""
    views = {name: BreakerView(name, registry.label_of(name)) for name in sorted(registry.PAID)}
    for row in session.execute(select(_state)):
        views[row.provider] = view(row)
    return views


def view(row: Any) -> BreakerView:
    """A row of the table as it is shown."""
    opened = row.opened_at is not None
    until = max(filter(None, (row.open_until, row.probing_until)), default=None)
    return BreakerView(
        provider=row.provider,
        label=registry.label_of(row.provider),
        open=opened,
        unusable=opened and row.failures == 0,
        since=row.opened_at,
        until=until if opened else None,
        reason=row.reason if opened else None,
        trying=opened and row.probing_until is not None and row.probing_until > clock.now(),
    )


def lock_states(session: Session, providers: Iterable[str]) -> dict[str, Any]:
    """The rows of these providers, locked until the end of the transaction, made where missing."""
    names = sorted(set(providers))
    statement = select(_state).where(_state.c.provider.in_(names)).order_by(_state.c.provider)
    rows = session.execute(statement.with_for_update()).all()
    if len(rows) < len(names):
        values = [{"provider": name, "failures": 0} for name in names]
        session.execute(insert(_state).values(values).on_conflict_do_nothing())
        rows = session.execute(statement.with_for_update()).all()
    return {row.provider: row for row in rows}
