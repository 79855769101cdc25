"""Whether emails from a sender arrive: SendGrid's word, and what the DNS says of its domain.

Both are asked outside of any transaction.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.integrations.dns import email_authentication
from yardflow.integrations.dns.email_authentication import Authentication, Finding, Status
from yardflow.integrations.dns.remembered import Remembered
from yardflow.integrations.sendgrid import identities, sending
from yardflow.models import Sender
from yardflow.services.access import Principal
from yardflow.services.records.values import domains
from yardflow.services.sequences.senders import views
from yardflow.services.sequences.senders.views import SenderRow

# Of more domains than these no one reads what is left.
MOST_DOMAINS = 5
REMEMBERED_S, UNKNOWN_REMEMBERED_S = 300.0, 60.0


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


@dataclass(frozen=True, slots=True)
class DomainsLeft:
    """What is left to do at the domains of senders: ``advice`` in sentences, and the domains of
    which the DNS did not say all.
    """

    advice: list[str]
    not_checked: list[str]


def authentication(session: Session, principal: Principal, sender_id: int) -> Authentication:
    """What the DNS says of the domain of this sender's address; takes four seconds at most.

    Raises:
        NotFound: there is no such sender.
    """
    with db.session() as reading:
        domain = _domain(views.get(reading, principal, sender_id).address)
    return _check(domain)


def _check(domain: str) -> Authentication:
    return email_authentication.check(domain, domains.registrable(domain))


def _findings(checked: Authentication) -> list[Finding]:
    return [getattr(checked, each.name) for each in fields(checked)]


def _keep_s(checked: Authentication) -> float:
    known = all(each.status is not Status.NOT_CHECKED for each in _findings(checked))
    return REMEMBERED_S if known else UNKNOWN_REMEMBERED_S


_remembered = Remembered(_check, _keep_s)


def domains_left(
    session: Session,
    principal: Principal,
    ask: Callable[[str], Authentication] = _remembered,
) -> DomainsLeft:
    """What the DNS lacks of the domains that most senders write from who aren't paused, without
    those of examples; takes four seconds at most, and what was learned is kept for minutes.
    """
    with db.session() as reading:
        names = [name for name in _sending(reading) if not sending.is_reserved(f"@{name}")]
    with ThreadPoolExecutor(MOST_DOMAINS, "domains") as threads:
        checked = {
            name: _findings(answer)
            for name, answer in zip(names, threads.map(ask, names), strict=True)
        }
    return DomainsLeft(
        [
            each.advice
            for findings in checked.values()
            for each in findings
            if each.status in (Status.MISSING, Status.WRONG)
        ],
        [
            name
            for name, findings in checked.items()
            if any(each.status is Status.NOT_CHECKED for each in findings)
        ],
    )


def _sending(session: Session) -> list[str]:
    domain = func.split_part(Sender.address, "@", 2)
    count = func.count().desc()
    working = select(domain).where(col(Sender.paused_at).is_(None))
    return [*session.scalars(working.group_by(domain).order_by(count, domain).limit(MOST_DOMAINS))]


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
