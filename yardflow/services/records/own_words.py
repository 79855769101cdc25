"""What a person wrote stays theirs, whatever was found out before or is found out later.

The claim that filled a field no longer stands for it once a person has edited the field.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.models import Claim, ClaimStatus, Contact
from yardflow.services.access import Principal


def settle_claims(
    session: Session, principal: Principal, contact_id: int, edited: Iterable[str]
) -> None:
    """After a person edited these fields of a contact."""
    _settle(session, principal, col(Claim.contact_id) == contact_id, edited)


def settle_claims_on_account(
    session: Session, principal: Principal, account_id: int, edited: Iterable[str]
) -> None:
    """After a person edited these fields of an account, which the claims on its people may fill."""
    people = select(Contact.id).where(Contact.account_id == account_id)
    _settle(session, principal, col(Claim.contact_id).in_(people), edited)


def _settle(session: Session, principal: Principal, whose: Any, edited: Iterable[str]) -> None:
    names = sorted(edited)
    if names:
        session.execute(
            update(Claim)
            .where(whose, col(Claim.field).in_(names), col(Claim.status) == ClaimStatus.APPLIED)
            .values(
                status=ClaimStatus.REPLACED,
                settled_at=clock.now(),
                settled_by=principal.user_id,
            )
        )
