"""Undoing a decision in review: all claims that it settled wait again, and the field says what it
said before.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import Claim, ClaimStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import locked_field
from yardflow.services.enrichment.claims.decision import same
from yardflow.services.enrichment.claims.locked_field import OneField
from yardflow.services.enrichment.providers.protocol import FIELDS

APPLIED, REVIEW = ClaimStatus.APPLIED, ClaimStatus.REVIEW
CORRECTED, REPLACED = ClaimStatus.CORRECTED, ClaimStatus.REPLACED


def put_back(session: Session, principal: Principal, claim_ids: Sequence[int]) -> int:
    """Undoes the decisions about these claims, so that they wait again; how many do.

    Raises:
        NotFound: there is no such claim.
        Conflict: a field was changed since. Then none is put back.
    """
    fields, count = [], 0
    ids = list(dict.fromkeys(claim_ids))
    locked_field.hold_in_order(session, [one for key in ids if (one := session.get(Claim, key))])
    for claim_id in ids:
        field, claim = locked_field.hold(session, claim_id)
        if claim.status != REVIEW:
            count += _put_back(session, field, claim)
            fields.append(field)
    locked_field.tell(session, principal, "claim.put_back", fields, "Decision in review undone")
    return count


def _put_back(session: Session, field: OneField, claim: Claim) -> int:
    """Opens again all that one decision settled."""
    moment = claim.settled_at
    if claim.settled_by is None or claim.applied_at not in (None, moment):
        raise Conflict("There is no decision in review to undo here. Nothing was changed.")
    together = [one for one in field.claims if one.settled_at == moment]
    accepted = next((one for one in together if one.status == APPLIED), None)
    filled = accepted if accepted is not None and accepted.applied_at == moment else None
    displaced = None
    if filled is not None or claim.status == CORRECTED:
        displaced = _displaced(together, moment)
        _show_before(session, field, filled or claim, displaced)
    else:
        field.refuse_theirs()
    reopened = [one for one in together if one is filled or one.applied_at is None]
    for one in reopened:
        one.applied_at = None
        _open(session, one)
    if displaced is not None:
        _apply(session, displaced, displaced.settled_by if displaced.status == REPLACED else None)
    elif accepted is not None and filled is None:
        _apply(session, accepted, None)  # it was there before, and only confirmed
    return len(reopened)


def _displaced(together: Sequence[Claim], moment: datetime | None) -> Claim | None:
    """The claim that filled the field until the decision."""
    for one in together:
        if one.status in (REPLACED, CORRECTED) and one.applied_at not in (None, moment):
            return one
    return None


def _show_before(
    session: Session, field: OneField, decided: Claim, displaced: Claim | None
) -> None:
    before = displaced.value if displaced else decided.before or ""
    if field.name == "seniority" and displaced is None:
        before = ""  # what the title says
    as_left = field.applied is decided or field.record.updated_at == decided.settled_at
    if not as_left and same(field.shown) != same(before):
        raise Conflict(
            f"{FIELDS[field.name]} was changed since. It stays as it is; nothing was undone."
        )
    if decided.status == APPLIED:
        _open(session, decided)
    field.show(before)


def _open(session: Session, claim: Claim) -> None:
    claim.status, claim.settled_at, claim.settled_by = REVIEW, None, None
    session.add(claim)
    session.flush()


def _apply(session: Session, claim: Claim, accepted_by: int | None) -> None:
    claim.status, claim.settled_at, claim.settled_by = APPLIED, claim.applied_at, accepted_by
    session.add(claim)
    session.flush()
