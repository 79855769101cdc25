"""Undoing a decision in review: all claims that it settled wait again, and the field says what it
said before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import Claim, ClaimStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import locked_field
from yardflow.services.enrichment.claims.locked_field import LockedField
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.records.inferred import is_refused
from yardflow.services.records.values.same_value import same
from yardflow.services.records.values.seniority import seniority_of

APPLIED, REVIEW = ClaimStatus.APPLIED, ClaimStatus.REVIEW
CORRECTED, REPLACED = ClaimStatus.CORRECTED, ClaimStatus.REPLACED


def undo_review(session: Session, principal: Principal, claim_ids: Sequence[int]) -> int:
    """Undoes the decisions about these claims, so that they wait again; how many do.

    Raises:
        NotFound: there is no such claim.
        Conflict: a field was changed since. Then none is put back.
    """
    fields, count = [], 0
    ids = list(dict.fromkeys(claim_ids))
    claims = [claim for claim_id in ids if (claim := session.get(Claim, claim_id))]
    locked_field.lock_in_order(session, claims)
    for claim_id in ids:
        field, claim = locked_field.lock(session, claim_id)
        if claim.status != REVIEW:
            count += _put_back(session, field, claim)
            fields.append(field)
    locked_field.record_decision(
        session, principal, "claim.put_back", fields, "Review decision undone"
    )
    return count


def _put_back(session: Session, field: LockedField, claim: Claim) -> int:
    """Opens again all that one decision settled."""
    moment = claim.settled_at
    if claim.settled_by is None or claim.applied_at not in (None, moment):
        raise Conflict(
            "There is no review decision to undo here. Reload the page to see the latest."
        )
    closed = [each for each in field.claims if each.settled_at == moment]
    accepted = next((each for each in closed if each.status == APPLIED), None)
    filled = accepted if accepted is not None and accepted.applied_at == moment else None
    displaced = None
    if filled is not None or claim.status == CORRECTED:
        displaced = _displaced(closed, moment)
        _show_before(session, field, filled or claim, displaced)
    else:
        field.require_not_manual()
        if _emptied(field, claim):
            field.show("")  # what the title says
    reopened = [each for each in closed if each is filled or each.applied_at is None]
    for each in reopened:
        each.applied_at = None
        _open(session, each)
    if displaced is not None:
        _apply(session, displaced, displaced.settled_by if displaced.status == REPLACED else None)
    elif accepted is not None and filled is None:
        _apply(session, accepted, None)  # it was there before, and only confirmed
    return len(reopened)


def _emptied(field: LockedField, claim: Claim) -> bool:
    """Whether rejecting the claim took away what the title says; else somebody did that before."""
    contact: Any = field.record
    if field.name != "seniority" or not is_refused(contact):
        return False
    return same(claim.value) == same(str(seniority_of(contact.title) or ""))


def _displaced(closed: Sequence[Claim], moment: datetime | None) -> Claim | None:
    """The claim that filled the field until the decision."""
    for claim in closed:
        if claim.status in (REPLACED, CORRECTED) and claim.applied_at not in (None, moment):
            return claim
    return None


def _show_before(
    session: Session, field: LockedField, reviewed: Claim, displaced: Claim | None
) -> None:
    before = displaced.value if displaced else reviewed.before or ""
    if field.name == "seniority" and displaced is None:
        before = ""  # what the title says
    as_left = field.applied is reviewed or field.record.updated_at == reviewed.settled_at
    if not as_left and same(field.shown) != same(before):
        raise Conflict(
            f"{FIELDS[field.name]} was edited since. It stays as it is; nothing was undone."
        )
    if reviewed.status == APPLIED:
        _open(session, reviewed)
    if displaced is None and reviewed.before == "":
        field.show_none()
    else:
        field.show(before)


def _open(session: Session, claim: Claim) -> None:
    claim.status, claim.settled_at, claim.settled_by = REVIEW, None, None
    session.add(claim)
    session.flush()


def _apply(session: Session, claim: Claim, accepted_by: int | None) -> None:
    claim.status, claim.settled_at, claim.settled_by = APPLIED, claim.applied_at, accepted_by
    session.add(claim)
    session.flush()
