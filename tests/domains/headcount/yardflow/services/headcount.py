"""How many contacts there are."""

from sqlalchemy import func, select
from sqlmodel import Session

from yardflow import db, jobs
from yardflow.models import Contact, Job
from yardflow.services.access import Principal


def read(session: Session, principal: Principal) -> int:
    return session.execute(select(func.count()).select_from(Contact)).scalar_one()


def ask(session: Session, principal: Principal) -> Job:
    return jobs.enqueue(session, "count_contacts", asked_by=principal.user_id)


def count(running: jobs.Running) -> None:
    with db.session() as session:
        number = session.execute(select(func.count()).select_from(Contact)).scalar_one()
        running.finish(session, {"contacts": number})
