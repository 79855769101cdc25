"""Where the value of each field comes from, for whoever looks at a record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from yardflow.models import Account, Claim, ClaimStatus, Contact, User
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.services.records.load import load_record
from yardflow.services.records.values.same_value import same


@dataclass(frozen=True, slots=True)
class Provenance:
    """The claim that a field's value is. ``accepted_by`` is the person who confirmed it, or
    empty.
    """

    claim_id: int
    field: str
    source: str
    percent: int
    how: str
    at: datetime
    accepted_by: str
    run_id: int


def of_contact(session: Session, principal: Principal, contact_id: int) -> dict[str, Provenance]:
    """By field, of a contact and of its account; fields that people or lists filled are not there.

    Raises:
        NotFound: there is no such contact.
    """
    contact = load_record(session, Contact, contact_id)
    return _of(session, contact, session.get_one(Account, contact.account_id))


def of_account(session: Session, principal: Principal, account_id: int) -> dict[str, Provenance]:
    """The same of an account alone.

    Raises:
        NotFound: there is no such account.
    """
    return _of(session, None, load_record(session, Account, account_id))


def _of(session: Session, contact: Contact | None, account: Account) -> dict[str, Provenance]:
    about = col(Claim.account_id) == account.id
    if contact is not None:
        about = or_(about, col(Claim.contact_id) == contact.id)
    rows = session.exec(
        select(Claim, User.name)
        .outerjoin(User, col(User.id) == Claim.settled_by)
        .where(about, Claim.status == ClaimStatus.APPLIED)
    ).all()
    provenance = {}
    for claim, name in rows:
        record = account if claim.account_id is not None else contact
        if same(str(getattr(record, claim.field, "") or "")) == same(claim.value):
            provenance[claim.field] = _provenance(claim, name or "")
    return provenance


def _provenance(claim: Claim, accepted_by: str) -> Provenance:
    return Provenance(
        claim_id=int(claim.id or 0),
        field=claim.field,
        source=label_of(claim.source),
        percent=int((claim.confidence * 100).to_integral_value()),
        how=claim.how,
        at=claim.applied_at or claim.created_at,
        accepted_by=accepted_by,
        run_id=claim.run_id,
    )
