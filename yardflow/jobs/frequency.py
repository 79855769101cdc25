"""How often a person may ask for one kind of work."""

from datetime import timedelta

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import TooMany
from yardflow.models.job import Job

MINUTE = timedelta(minutes=1)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext(:asker))")


def limit(session: Session, kind: str, asked_by: int, per_minute: int) -> None:
    """Holds a person to so many jobs of a kind a minute; until the transaction ends no other of
    theirs is counted at the same time.

    Raises:
        TooMany: they asked for that many within the last minute.
    """
    moment = clock.now()
    session.execute(_ONE_AT_A_TIME, {"asker": f"{kind} {asked_by}"})
    recent = session.scalars(
        select(col(Job.created_at))
        .where(
            col(Job.asked_by) == asked_by,
            col(Job.kind) == kind,
            col(Job.created_at) > moment - MINUTE,
        )
        .order_by(col(Job.created_at).desc())
        .limit(per_minute)
    ).all()
    if len(recent) >= per_minute:
        wait = int((recent[-1] + MINUTE - moment).total_seconds()) + 1
        raise TooMany(f"This is possible {per_minute} times a minute. Try again shortly.", wait)
