"""Asking for the enrichment of a contact."""

from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from yardflow import clock, jobs
from yardflow.errors import NotFound
from yardflow.models import Attendee, Contact, EnrichmentRun, Job, JobStatus, Trigger, User
from yardflow.services.access import Principal
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.runs import recovery
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.records.load import row_of

JOB_KIND = run_store.OWN


def subject_of(contact_id: int) -> str:
    """How a job names the contact that it is about."""
    return f"contact:{contact_id}"


def load_contact(session: Session, contact_id: int) -> Contact:
    """The contact with this id.

    Raises:
        NotFound: there is none.
    """
    contact = row_of(session, Contact, contact_id)
    if contact is None:
        raise NotFound("Contact not found. It may have been deleted.")
    return contact


def request(
    session: Session,
    principal: Principal,
    contact_id: int,
    *,
    event_id: int | None = None,
    forced: bool = False,
    trigger: Trigger = Trigger.MANUAL,
) -> Job:
    """Asks for a contact to be enriched; the job that is under way, if one is.

    A contact that waits in a bulk is taken out of its row and gets a job of its own. ``forced``:
    OpenAI is asked also when nothing has changed since it was asked last. Who asks by hand expects
    a try now: what waits looks at once, and a provider that is left alone is tried. They ask at
    their active event, if the contact is an attendee there; else ``event_id`` says where.

    Raises:
        NotFound: there is no such contact.
    """
    contact = load_contact(session, contact_id)
    recovery.follow_ended_jobs(session, contact_id)
    run = _open_run(session, contact_id)
    if run is not None and run.job_id is not None:
        _force(run, forced=forced)
        session.add(run)
        job = session.get_one(Job, run.job_id)
    else:
        if trigger == Trigger.MANUAL:
            event_id = session.exec(event_in_sight(principal, contact_id)).first()
        job = _begun(session, principal, contact, run, event_id, trigger, forced=forced)
    if trigger == Trigger.MANUAL:
        _now(session, job)
    return job


def _begun(
    session: Session,
    principal: Principal,
    contact: Contact,
    run: EnrichmentRun | None,
    event_id: int | None,
    trigger: Trigger,
    *,
    forced: bool,
) -> Job:
    """A job of its own for a contact, with the run that waits in a bulk or a new one."""
    job = jobs.enqueue(
        session,
        JOB_KIND,
        subject=subject_of(int(contact.id or 0)),
        payload={"contact_id": contact.id},
        unique_key=f"enrich:{contact.id}",
        asked_by=principal.user_id,
    )
    if run is not None:
        run.job_id = job.id
        _force(run, forced=forced)
        session.add(run)
    else:
        given = {"job_id": job.id, "asked_by": principal.user_id, "forced": forced}
        run_store.add(session, contact, event_id, trigger, **given)
    return job


def _force(run: EnrichmentRun, *, forced: bool) -> None:
    """An open run that is forced is asked for anew: only younger answers will do."""
    if forced:
        run.forced, run.asked_at = True, clock.now()


def event_in_sight(principal: Principal, contact_id: Any) -> Any:
    """The event at which a person asks about a contact, as a statement: their active one, if the
    contact is an attendee there. ``contact_id`` is a number or a column.
    """
    return (
        select(Attendee.event_id)
        .join(User, col(User.active_event_id) == Attendee.event_id)
        .where(User.id == principal.user_id, Attendee.contact_id == contact_id)
    )


def _now(session: Session, job: Job) -> None:
    """A contact's own job that waits looks now, and so does who sees whether a provider is back.

    One that is to be tried again soon keeps its time, which the provider may have asked for.
    """
    session.execute(
        update(Job)
        .where(
            col(Job.id) == job.id,
            col(Job.kind) == JOB_KIND,
            col(Job.status) == JobStatus.WAITING,
        )
        .values(due_at=clock.now())
    )
    circuit_breaker.retry_now(session)


def _open_run(session: Session, contact_id: int) -> EnrichmentRun | None:
    """The contact's run that has not ended, held until the end of the transaction."""
    return session.exec(
        select(EnrichmentRun)
        .where(
            EnrichmentRun.contact_id == contact_id, col(EnrichmentRun.status).in_(run_store.OPEN)
        )
        .with_for_update()
    ).first()
