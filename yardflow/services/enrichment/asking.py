"""Asking for the enrichment of a contact."""

from sqlmodel import Session

from yardflow import jobs
from yardflow.errors import NotFound
from yardflow.models import Contact, Job
from yardflow.services.access import Principal
from yardflow.services.records.fields import LARGEST_ID

KIND = "enrich_contact"


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


def request(session: Session, principal: Principal, contact_id: int) -> Job:
    """Asks for a contact to be enriched; the job that is under way, if one is.

    Raises:
        NotFound: there is no such contact.
    """
    contact_of(session, contact_id)
    return jobs.enqueue(
        session,
        KIND,
        subject=subject_of(contact_id),
        payload={"contact_id": contact_id},
        unique_key=f"enrich:{contact_id}",
        asked_by=principal.user_id,
    )
