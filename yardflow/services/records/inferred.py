"""A seniority that the job title implies, and a person who says that it is not right.

Then the contact has none, by that person's word: neither this title nor a provider brings it back.
Another title is another question.
"""

from typing import Any

from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import Contact, Origin
from yardflow.services import audit, hooks
from yardflow.services.access import Principal
from yardflow.services.records import icp
from yardflow.services.records.changes import SeniorityRefused
from yardflow.services.records.contact_rows import ContactRow, get
from yardflow.services.records.load import load_record
from yardflow.services.records.values.seniority import seniority_of


def is_refused(contact: Any) -> bool:
    """Whether a person has said that the contact has none, whatever the title implies."""
    return not contact.seniority and contact.seniority_origin == Origin.PERSON


def refuse_inferred(contact: Any) -> None:
    """Leaves the contact without a seniority, as a person's word."""
    contact.seniority, contact.seniority_origin = None, Origin.PERSON


def refuse_seniority(
    session: Session, principal: Principal, contact_id: int, version: int | None
) -> ContactRow:
    """Empties the seniority that was inferred. Handing it back to the title undoes that.

    Raises:
        NotFound: there is no such contact.
        Conflict: someone changed the contact since ``version``, or the title implies none.
    """
    contact = load_record(session, Contact, contact_id, version, lock=True)
    if not contact.seniority or contact.seniority_origin != Origin.INFERRED:
        raise Conflict("Seniority is not inferred anymore. Reload the page to see the latest.")
    value = str(contact.seniority)
    refuse_inferred(contact)
    session.add(contact)
    session.flush()
    hooks.call(session, principal, SeniorityRefused(contact, value, contact.updated_at))
    return _noted(session, principal, contact)


def infer_again(session: Session, principal: Principal, contact_id: int) -> ContactRow:
    """Hands the seniority back to the title, after `refuse_seniority`.

    Raises:
        NotFound: there is no such contact.
        Conflict: somebody changed the seniority since.
    """
    contact = load_record(session, Contact, contact_id, lock=True)
    if not is_refused(contact):
        raise Conflict("Seniority was edited since. It stays as it is; nothing was undone.")
    refused_at = contact.updated_at
    contact.seniority, contact.seniority_origin = seniority_of(contact.title), Origin.INFERRED
    session.add(contact)
    session.flush()
    value = str(contact.seniority or "")
    hooks.call(session, principal, SeniorityRefused(contact, value, refused_at, taken_back=True))
    return _noted(session, principal, contact)


def _noted(session: Session, principal: Principal, contact: Contact) -> ContactRow:
    contact_id, after = int(contact.id or 0), {"fields": ["seniority"]}
    audit.record(session, principal, "contact.updated", "contact", contact_id, after=after)
    icp.recalculate(session, [contact.account_id], "Contact edited", principal.user_id)
    return get(session, principal, contact_id)
