"""Sign-in tries: ten that fail in five minutes, counted by person and by address.

Only failures count, so that a whole team behind one address can sign in at once. Nobody is locked
out for good: once the oldest of ten failures is five minutes old there is room for the next try.
"""

import hashlib
import ipaddress
from datetime import timedelta

from sqlalchemy import delete, text
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import TooMany
from yardflow.models import LoginAttempt

TRIES = 10
WINDOW = timedelta(minutes=5)


def begin(session: Session, email: str, ip: str) -> list[int]:
    """Counts a try before it is known how it ends; returns what `forgive` takes back.

    Raises:
        TooMany: this person or this address has used up its tries.
    """
    moment = clock.now()
    subjects = sorted({_person(email), _address(ip)})
    for subject in subjects:  # in order, so that two tries never wait for each other
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:s))"), {"s": subject})
    session.execute(delete(LoginAttempt).where(col(LoginAttempt.at) <= moment - WINDOW))
    for subject in subjects:
        times = session.exec(
            select(LoginAttempt.at)
            .where(LoginAttempt.subject == subject, col(LoginAttempt.at) > moment - WINDOW)
            .order_by(col(LoginAttempt.at).desc())
            .limit(TRIES)
        ).all()
        if len(times) >= TRIES:
            wait = int((times[-1] + WINDOW - moment).total_seconds()) + 1
            raise TooMany("Too many tries. Wait five minutes and try again.", wait)
    tries = [LoginAttempt(subject=subject, at=moment) for subject in subjects]
    session.add_all(tries)
    session.flush()
    return [int(one.id or 0) for one in tries]


def forgive(session: Session, tries: list[int]) -> None:
    """Takes back a try that turned out right."""
    session.execute(delete(LoginAttempt).where(col(LoginAttempt.id).in_(tries)))


def _person(email: str) -> str:
    return f"user:{hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]}"


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
