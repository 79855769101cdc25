"""Whether emails from a sender arrive: SendGrid's word, and what the DNS says of its domain.

Both are asked outside of any transaction.
"""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.integrations.dns import email_authentication
from yardflow.integrations.dns.email_authentication import Authentication
from yardflow.integrations.sendgrid import identities
from yardflow.models import Sender
from yardflow.services.access import Principal
from yardflow.services.records import domains
from yardflow.services.sequences.senders import views
from yardflow.services.sequences.senders.views import SenderRow


@dataclass(frozen=True, slots=True)
class Verification:
    """What SendGrid said: whether it sends from the address."""

    verified: bool
    sender: SenderRow


def verify(session: Session, principal: Principal, sender_id: int) -> Verification:
    """Asks SendGrid whether it sends from this sender's address, and remembers the answer.

    Raises:
        NotFound: there is no such sender.
        ProviderError: SendGrid did not say; what it said before stays.
    """
    with db.session() as reading:
        address = views.get(reading, principal, sender_id).address
    verified = identities.is_authenticated(_domain(address))
    verified = verified or address in identities.verified_senders()
    session.execute(
        update(Sender)
        .where(col(Sender.id) == sender_id, col(Sender.address) == address)
        .values(verified_at=clock.now() if verified else None)
    )
    return Verification(verified, views.get(session, principal, sender_id))


def authentication(session: Session, principal: Principal, sender_id: int) -> Authentication:
    """What the DNS says of the domain of this sender's address; takes four seconds at most.

    Raises:
        NotFound: there is no such sender.
    """
    with db.session() as reading:
        domain = _domain(views.get(reading, principal, sender_id).address)
    return email_authentication.check(domain, domains.registrable(domain))


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
