"""Where a person can look for themselves."""

from urllib.parse import urlencode

from sqlmodel import Session

from yardflow.models import Account
from yardflow.services.access import Principal
from yardflow.services.enrichment.runs.request import load_contact


def linkedin_search(name: str, company: str) -> str:
    """LinkedIn's search for this person: a question, never an address to be stored as theirs."""
    words = " ".join(part for part in (name, company) if part)
    return "https://www.linkedin.com/search/results/people/?" + urlencode({"keywords": words})


def search_of(session: Session, principal: Principal, contact_id: int) -> str:
    """LinkedIn's search for a contact.

    Raises:
        NotFound: there is no such contact.
    """
    contact = load_contact(session, contact_id)
    account = session.get_one(Account, contact.account_id)
    return linkedin_search(contact.name or "", account.name)
