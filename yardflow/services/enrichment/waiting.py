"""Work that waits for money, for a provider or for its turn."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.models import Job, JobStatus

KINDS = ("enrich_contact", "enrich_bulk", "enrich_lane")


def look_again(session: Session) -> None:
    """All that waits looks at once whether it can go on: what held it back may be over."""
    waits = (
        select(col(Job.id))
        .where(col(Job.kind).in_(KINDS), col(Job.status) == JobStatus.WAITING)
        .with_for_update(skip_locked=True)
    )
    session.execute(update(Job).where(col(Job.id).in_(waits)).values(due_at=clock.now()))
