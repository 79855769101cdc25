"""A seniority that the job title implies, and a person who says that it is not right.

Then the contact has none, by that person's word: neither this title nor a provider brings it back.
Another title is another question.
"""

from typing import Any

from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import Contact, Origin
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import icp
from yardflow.services.records.contact_rows import ContactRow, get
from yardflow.services.records.load import load_record


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
    contact = load_record(session, Contact, contact_id, version)
    if not contact.seniority or contact.seniority_origin != Origin.INFERRED:
        raise Conflict("Seniority is not inferred anymore. Reload the page to see the latest.")
    refuse_inferred(contact)
    session.add(contact)
    session.flush()
    after = {"fields": ["seniority"]}
    audit.record(session, principal, "contact.updated", "contact", contact_id, after=after)
    icp.recalculate(session, [contact.account_id], "Contact edited", principal.user_id)
    return get(session, principal, contact_id)
