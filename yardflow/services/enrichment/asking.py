"""Asking for the enrichment of a contact."""

from sqlmodel import Session, col, select

from yardflow import jobs
from yardflow.errors import NotFound
from yardflow.models import Contact, EnrichmentRun, Job, Trigger
from yardflow.services.access import Principal
from yardflow.services.enrichment import runs, unfinished
from yardflow.services.records.fields import LARGEST_ID

KIND = runs.OWN


def subject_of(contact_id: int) -> str:
    """How a job names the contact that it is about."""
    return f"contact:{contact_id}"


def contact_of(session: Session, contact_id: int) -> Contact:
    """The contact with this id.

    Raises:
        NotFound: there is none.
    """
    contact = session.get(Contact, contact_id) if 0 < contact_id <= LARGEST_ID else None
    if contact is None:
        raise NotFound("There is no such contact. Reload the page to see the ones there are.")
    return contact


def request(
    session: Session,
    principal: Principal,
    contact_id: int,
    *,
    forced: bool = False,
    trigger: Trigger = Trigger.MANUAL,
) -> Job:
    """Asks for a contact to be enriched; the job that is under way, if one is.

    A contact that waits in a bulk is taken out of its row and gets a job of its own. ``forced``:
    OpenAI is asked also when nothing has changed since it was asked last.

    Raises:
        NotFound: there is no such contact.
    """
    contact = contact_of(session, contact_id)
    unfinished.follow_ended_jobs(session, contact_id)
    run = _open_run(session, contact_id)
    if run is not None and run.job_id is not None:
        run.forced = run.forced or forced
        session.add(run)
        return session.get_one(Job, run.job_id)
    job = jobs.enqueue(
        session,
        KIND,
        subject=subject_of(contact_id),
        payload={"contact_id": contact_id},
        unique_key=f"enrich:{contact_id}",
        asked_by=principal.user_id,
    )
    if run is not None:
        run.job_id, run.forced = job.id, run.forced or forced
        session.add(run)
    else:
        given = {"job_id": job.id, "asked_by": principal.user_id, "forced": forced}
        runs.add(session, contact, trigger, **given)
    return job


def _open_run(session: Session, contact_id: int) -> EnrichmentRun | None:
    """The contact's run that has not ended, held until the end of the transaction."""
    return session.exec(
        select(EnrichmentRun)
        .where(EnrichmentRun.contact_id == contact_id, col(EnrichmentRun.status).in_(runs.OPEN))
        .with_for_update()
    ).first()
