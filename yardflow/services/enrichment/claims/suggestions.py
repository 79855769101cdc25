"""What waits for a person's word on one record, field by field: the values that were suggested."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from yardflow.errors import NotFound
from yardflow.models import Account, Claim, Contact
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.services.records.load import row_of

# A field with more than these has its others in the review queue.
MOST_OF_ONE_FIELD = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A claim that waits for review."""

    claim_id: int
    value: str
    percent: int
    source: str
    how: str


Suggestions = dict[str, list[Suggestion]]


def on_contact(session: Session, principal: Principal, contact_id: int) -> Suggestions:
    """By field, the surest first; also those on the contact's account.

    Raises:
        NotFound: there is no such contact.
    """
    contact = row_of(session, Contact, contact_id)
    if contact is None:
        raise NotFound("Contact not found. It may have been deleted.")
    return _waiting(
        session,
        or_(col(Claim.contact_id) == contact_id, col(Claim.account_id) == contact.account_id),
    )


def on_account(session: Session, principal: Principal, account_id: int) -> Suggestions:
    """By field, the surest first.

    Raises:
        NotFound: there is no such account.
    """
    if row_of(session, Account, account_id) is None:
        raise NotFound("Account not found. It may have been deleted.")
    return _waiting(session, col(Claim.account_id) == account_id)


def _waiting(session: Session, whose: Any) -> Suggestions:
    rows = session.exec(
        select(Claim)
        .where(whose, col(Claim.is_question))
        .order_by(col(Claim.field), col(Claim.confidence).desc(), col(Claim.id))
    ).all()
    return by_field(rows)


def by_field(claims: Iterable[Claim]) -> Suggestions:
    """The first few of each field, each value once."""
    suggestions: Suggestions = {}
    for claim in claims:
        of_field = suggestions.setdefault(claim.field, [])
        if len(of_field) < MOST_OF_ONE_FIELD and all(
            claim.value != other.value for other in of_field
        ):
            of_field.append(_suggestion(claim))
    return suggestions


def _suggestion(claim: Claim) -> Suggestion:
    return Suggestion(
        claim_id=int(claim.id or 0),
        value=claim.value,
        percent=int((claim.confidence * 100).to_integral_value()),
        source=label_of(claim.source),
        how=claim.how,
    )
