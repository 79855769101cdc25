"""Reading what the providers are told of a contact."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import or_
from sqlmodel import Session, col, select

from yardflow.errors import NotFound
from yardflow.models import Account, Contact, EmailStatus
from yardflow.services.enrichment.claims import Subject
from yardflow.services.enrichment.email_patterns import RealAddress, is_free_mail

# Guessed and bounced addresses are no evidence: guesses would confirm each other.
REAL = (EmailStatus.GIVEN, EmailStatus.VERIFIED)
MOST_ADDRESSES = 300


def read(session: Session, contact_id: int) -> Subject:
    """The contact as it stands.

    Raises:
        NotFound: it was deleted.
    """
    contact = session.get(Contact, contact_id)
    account = session.get(Account, contact.account_id) if contact else None
    if contact is None or account is None:
        raise NotFound("This contact is not there any more. Somebody deleted it.")
    addresses = _real_addresses(session, account, contact_id)
    mail_domain = _mail_domain(account.domain or "", addresses)
    return Subject(
        contact_id=contact_id,
        account_id=contact.account_id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        title=contact.title,
        seniority=contact.seniority or "",
        email=contact.email or "",
        country=contact.country,
        notes=contact.notes,
        company=account.name,
        domain=account.domain or "",
        website=account.website,
        industry=account.industry,
        size=account.size,
        headquarters=account.headquarters,
        mail_domain=mail_domain,
        addresses=tuple(one for one in addresses if one.email.endswith(f"@{mail_domain}")),
        taken=_taken(session, contact, account, mail_domain),
    )


def _real_addresses(session: Session, account: Account, contact_id: int) -> list[RealAddress]:
    """Of colleagues: at this account, and at accounts of the same domain at other events."""
    same = col(Account.id) == account.id
    if account.domain:
        same = or_(same, col(Account.domain) == account.domain)
    accounts = session.exec(select(Account.id).where(same)).all()
    rows = session.exec(
        select(Contact.first_name, Contact.last_name, Contact.email)
        .where(
            col(Contact.account_id).in_(accounts),
            col(Contact.id) != contact_id,
            col(Contact.email).is_not(None),
            col(Contact.email_status).in_(REAL),
        )
        .order_by(col(Contact.id).desc())
        .limit(MOST_ADDRESSES)
    ).all()
    return [RealAddress(first, last, email or "") for first, last, email in rows]


def _mail_domain(domain: str, addresses: Iterable[RealAddress]) -> str:
    """Where the company has its mailboxes: its own domain, or the one its people write from."""
    hosts = Counter(one.email.rpartition("@")[2] for one in addresses)
    common = [(host, count) for host, count in hosts.most_common() if not is_free_mail(host)]
    if domain and not is_free_mail(domain):
        elsewhere = common and domain not in hosts and common[0][1] > 1
        return common[0][0] if elsewhere else domain
    return common[0][0] if common else ""


def _taken(
    session: Session, contact: Contact, account: Account, mail_domain: str
) -> frozenset[str]:
    """Addresses there that other contacts of the event have, whatever is known of them."""
    if not mail_domain:
        return frozenset()
    rows = session.exec(
        select(Contact.email).where(
            Contact.account_id == account.id,
            Contact.id != contact.id,
            col(Contact.email).is_not(None),
        )
    ).all()
    return frozenset(email for email in rows if email)
