"""Limits on password attempts: ten that fail in five minutes, counted by who makes them.

A stranger's attempts count for the person and for the address they come from; those of a browser
that the person signed in from before count for that browser alone, and those of a person who is
signed in for their session. So what strangers do locks out strangers only.

A running attempt is no failure, but takes a place: no more run than could still fail. No lock is
for good: once the oldest of ten failures is five minutes old there is room for the next attempt.
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

MAX_FAILURES = 10
WINDOW = timedelta(minutes=5)
# An attempt that is still pending then was lost with its process: it counts as a failure.
LOST = timedelta(minutes=1)
TOO_MANY = "Too many attempts. Wait five minutes and try again."


class Throttled(TooMany):
    """All attempts of ``subject`` are used up."""

    def __init__(self, subject: str, retry_after: int) -> None:
        super().__init__(TOO_MANY, retry_after)
        self.subject = subject


def of_stranger(email: str, ip: str) -> tuple[str, ...]:
    """What an attempt counts for that could be anyone's."""
    return _person(email), _address(ip)


def of_browser(known: str) -> tuple[str, ...]:
    """What an attempt counts for that comes from a browser its person is known by."""
    return (f"browser:{_hash(known)}",)


def of_session(session_id: int | None) -> tuple[str, ...]:
    """What an attempt counts for that a signed-in person makes at their own password."""
    return (f"session:{session_id}",)


def begin(session: Session, subjects: Iterable[str]) -> list[int] | None:
    """Takes a place for an attempt; `finish` says how it ended. None: wait for running ones.

    Raises:
        Throttled: one of the subjects has used up its attempts.
    """
    moment = clock.now()
    ordered = sorted(subjects)
    for subject in ordered:  # in order, so that two attempts never wait for each other
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:s))"), {"s": subject})
    session.execute(delete(LoginAttempt).where(col(LoginAttempt.at) <= moment - WINDOW))
    recent = _recent(session, ordered, moment)
    full = [_is_full(subject, recent[subject], moment) for subject in ordered]
    if any(full):
        return None
    attempts = [LoginAttempt(subject=subject, at=moment, pending=True) for subject in ordered]
    session.add_all(attempts)
    session.flush()
    return [int(attempt.id or 0) for attempt in attempts]


def finish(session: Session, ids: list[int], right: bool) -> None:
    """Ends an attempt: a right one leaves nothing behind, a wrong one counts."""
    mine = col(LoginAttempt.id).in_(ids)
    if right:
        session.execute(delete(LoginAttempt).where(mine))
    else:
        session.execute(update(LoginAttempt).where(mine).values(pending=False))


def _recent(
    session: Session, subjects: list[str], moment: datetime
) -> dict[str, list[tuple[datetime, bool]]]:
    """The attempts of each, latest first, seen at one moment: some may end right now."""
    rows = session.exec(
        select(LoginAttempt.subject, LoginAttempt.at, LoginAttempt.pending)
        .where(col(LoginAttempt.subject).in_(subjects), col(LoginAttempt.at) > moment - WINDOW)
        .order_by(col(LoginAttempt.at).desc())
    ).all()
    return {
        subject: [(at, pending) for owner, at, pending in rows if owner == subject]
        for subject in subjects
    }


def _is_full(subject: str, attempts: list[tuple[datetime, bool]], moment: datetime) -> bool:
    failures = [at for at, pending in attempts if not pending or at <= moment - LOST]
    if len(failures) >= MAX_FAILURES:
        wait = int((failures[MAX_FAILURES - 1] + WINDOW - moment).total_seconds()) + 1
        raise Throttled(subject, wait)
    return len(attempts) >= MAX_FAILURES


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
