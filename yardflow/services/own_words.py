"""What a person wrote stays theirs, whatever was found out before or is found out later."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Claim, ClaimStatus
from yardflow.services.access import Principal


def settle_claims(
    session: Session, principal: Principal, contact_id: int, edited: Iterable[str]
) -> None:
    """What a person edited is theirs: the claim that filled it before no longer stands for it."""
    if edited:
        session.execute(
            update(Claim)
            .where(
                col(Claim.contact_id) == contact_id,
                col(Claim.field).in_(sorted(edited)),
                col(Claim.status) == ClaimStatus.APPLIED,
            )
            .values(
                status=ClaimStatus.REPLACED,
                settled_at=clock.now(),
                settled_by=principal.user_id,
            )
        )
