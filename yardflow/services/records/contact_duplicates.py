"""One person, one contact: an address within an event, a name within an account."""

from sqlmodel import Session, col, select

from yardflow.errors import Conflict
from yardflow.models import Account, Contact


def refuse_duplicate(session: Session, contact: Contact) -> None:
    """Compares a contact with the others of its event and account.

    Raises:
        Conflict: it is a duplicate; the text names the other one.
    """
    if contact.email:
        same = [
            col(Contact.event_id) == contact.event_id,
            col(Contact.email) == contact.email,
        ]
        what = f"already has the email {contact.email}"
    else:
        same = [
            col(Contact.account_id) == contact.account_id,
            col(Contact.name_key) == contact.name_key,
            col(Contact.email).is_(None),
        ]
        what = "already exists"
    other = session.exec(
        select(Contact.first_name, Contact.last_name, Account.name)
        .join(Account, col(Account.id) == Contact.account_id)
        .where(*same, col(Contact.id).is_distinct_from(contact.id))
    ).first()
    if other is not None:
        first, last, company = other
        raise Conflict(
            f"{f'{first} {last}'.strip()} at {company} {what}. Open that contact instead."
        )
