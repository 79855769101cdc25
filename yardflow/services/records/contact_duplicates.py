"""One person, one contact: by the address, or by the name within an account where they have none
of their own.
"""

from sqlalchemy import or_
from sqlmodel import Session, col, select

from yardflow.errors import Conflict
from yardflow.models import Account, Contact
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox


def has_shared_address(session: Session, contact: Contact) -> bool:
    """Whether a contact's address is a role's, or one that is known to be shared."""
    if contact.email is None:
        return False
    known = select(Contact.id).where(
        col(Contact.email) == contact.email, col(Contact.email_shared), Contact.id != contact.id
    )
    with session.no_autoflush:
        return is_shared_mailbox(contact.email) or session.exec(known.limit(1)).first() is not None


def refuse_duplicate(session: Session, contact: Contact) -> None:
    """Compares a contact with the others.

    Raises:
        Conflict: it is a duplicate; the text names the other one.
    """
    if contact.email and not contact.email_shared:
        same = [col(Contact.email) == contact.email, ~col(Contact.email_shared)]
        what = f"already has the email {contact.email}"
    else:
        same = [
            col(Contact.account_id) == contact.account_id,
            col(Contact.name_key) == contact.name_key,
            or_(col(Contact.email).is_(None), col(Contact.email_shared)),
        ]
        what = "already exists"
    other = session.exec(
        select(Contact.name, Account.name)
        .join(Account, col(Account.id) == Contact.account_id)
        .where(*same, col(Contact.id).is_distinct_from(contact.id))
    ).first()
    if other is not None:
        name, company = other
        raise Conflict(f"{name} at {company} {what}. Open that contact instead.")
