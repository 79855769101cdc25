"""Tries of a password: ten that fail in five minutes, counted by whoever makes them.

A stranger's tries count for the person and for the address they come from; those of a browser that
the person signed in from before count for that browser alone, and those of somebody who is signed
in for their session. So what strangers do locks out strangers only.

A try under way is no failure, but holds its place: no more are under way than could still fail.
Nobody is locked out for good: once the oldest of ten failures is five minutes old there is room
for the next try.
"""

import hashlib
import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, text, update
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import TooMany
from yardflow.models import LoginAttempt

TRIES = 10
WINDOW = timedelta(minutes=5)
# Nobody will say any more how such a try ended: it counts as one that failed.
LOST = timedelta(minutes=1)
TOO_MANY = "Too many tries. Wait five minutes and try again."


class Throttled(TooMany):
    """All tries of ``subject`` are used up."""

    def __init__(self, subject: str, retry_after: int) -> None:
        super().__init__(TOO_MANY, retry_after)
        self.subject = subject


def of_stranger(email: str, ip: str) -> tuple[str, ...]:
    """Whom a try counts for that could be anybody's."""
    return _person(email), _address(ip)


def of_browser(known: str) -> tuple[str, ...]:
    """Whom a try counts for that comes from a browser its person is known by."""
    return (f"browser:{_hash(known)}",)


def of_session(session_id: int | None) -> tuple[str, ...]:
    """Whom a try counts for that somebody signed in makes at their own password."""
    return (f"session:{session_id}",)


def begin(session: Session, subjects: Iterable[str]) -> list[int] | None:
    """Takes a place for a try; `settle` says how it ended. None: wait for those under way.

    Raises:
        Throttled: one of the subjects has used up its tries.
    """
    moment = clock.now()
    ordered = sorted(subjects)
    for subject in ordered:  # in order, so that two tries never wait for each other
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:s))"), {"s": subject})
    session.execute(delete(LoginAttempt).where(col(LoginAttempt.at) <= moment - WINDOW))
    known = _known(session, ordered, moment)
    full = [_is_full(subject, known[subject], moment) for subject in ordered]
    if any(full):
        return None
    tries = [LoginAttempt(subject=subject, at=moment, pending=True) for subject in ordered]
    session.add_all(tries)
    session.flush()
    return [int(one.id or 0) for one in tries]


def settle(session: Session, tries: list[int], right: bool) -> None:
    """Ends a try: a right one leaves nothing behind, a wrong one counts."""
    mine = col(LoginAttempt.id).in_(tries)
    if right:
        session.execute(delete(LoginAttempt).where(mine))
    else:
        session.execute(update(LoginAttempt).where(mine).values(pending=False))


def _known(
    session: Session, subjects: list[str], moment: datetime
) -> dict[str, list[tuple[datetime, bool]]]:
    """The tries of each, latest first, seen at one moment: some may be ended just now."""
    rows = session.exec(
        select(LoginAttempt.subject, LoginAttempt.at, LoginAttempt.pending)
        .where(col(LoginAttempt.subject).in_(subjects), col(LoginAttempt.at) > moment - WINDOW)
        .order_by(col(LoginAttempt.at).desc())
    ).all()
    return {one: [(at, pending) for of, at, pending in rows if of == one] for one in subjects}


def _is_full(subject: str, tries: list[tuple[datetime, bool]], moment: datetime) -> bool:
    failed = [at for at, pending in tries if not pending or at <= moment - LOST]
    if len(failed) >= TRIES:
        wait = int((failed[TRIES - 1] + WINDOW - moment).total_seconds()) + 1
        raise Throttled(subject, wait)
    return len(tries) >= TRIES


def _person(email: str) -> str:
    return f"user:{_hash(email.strip().lower())}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _address(ip: str) -> str:
    """An IPv6 customer has a whole /64 to try from: it counts as one address."""
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:
        return "ip:unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return f"ip:{parsed.ipv4_mapped}"
        return f"ip:{ipaddress.ip_network((parsed, 64), strict=False)}"
    return f"ip:{parsed}"
