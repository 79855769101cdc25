"""How the provider is doing, for all workers: while it takes nothing, no one asks it.

What it refuses for a while is nobody's fault, and no message is in doubt for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import db
from yardflow.models import ProviderState
from yardflow.models.message import MessageStatus
from yardflow.services.sequences.decisions.facts import Hold, HoldLevel
from yardflow.services.sequences.engine.outgoing import Result

PROVIDER = "sendgrid"
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)

_state: Any = ProviderState.__table__  # type: ignore[attr-defined]
_HELD = text("""
SELECT open_until, reason FROM provider_state WHERE provider = :provider AND open_until > :now""")
_WORKS = text("""
UPDATE provider_state SET failures = 0, opened_at = NULL, open_until = NULL, reason = NULL
WHERE provider = :provider AND failures > 0""")


def hold(session: Session, now: datetime) -> Hold | None:
    """That emails wait for the provider, if they do."""
    for state in db.rows(session, _HELD, {"provider": PROVIDER, "now": now}):
        return Hold(HoldLevel.PROVIDER, state.reason or "", state.open_until)
    return None


def learn(session: Session, results: Sequence[Result], now: datetime) -> None:
    """Waits a while longer each time that the provider takes nothing of a whole batch."""
    if any(result.status == MessageStatus.ACCEPTED for result in results):
        db.rows(session, _WORKS, {"provider": PROVIDER})
        return
    doubtful = (MessageStatus.QUEUED, MessageStatus.UNKNOWN)
    troubled = [r for r in results if r.status in doubtful and not r.of_sender]
    if not troubled:
        return
    session.execute(insert(_state).values(provider=PROVIDER, failures=0).on_conflict_do_nothing())
    failures = session.execute(
        update(_state)
        .where(_state.c.provider == PROVIDER)
        .values(failures=_state.c.failures + 1)
        .returning(_state.c.failures)
    ).scalar_one()
    longest = max(result.retry_after for result in troubled)
    wait = max(longest, min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT))
    session.execute(
        update(_state)
        .where(_state.c.provider == PROVIDER)
        .values(opened_at=now, open_until=now + wait, reason=troubled[0].error)
    )
