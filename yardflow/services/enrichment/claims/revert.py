"""Reverting what enrichment filled in: one field, or all that a run did.

The field goes back to what it said before, and the removed value does not come back on its own.
What a person has written since stays as it is.
"""

from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Claim, ClaimStatus, EnrichmentRun, RunStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import locked_field
from yardflow.services.enrichment.claims.locked_field import ClaimRef, LockedField
from yardflow.services.enrichment.claims.locked_records import owners_of
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.records.values.same_value import same

APPLIED, REJECTED = ClaimStatus.APPLIED, ClaimStatus.REJECTED
_REFUSED = (ClaimStatus.REJECTED, ClaimStatus.CORRECTED)
_UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)


def revert_claim(session: Session, principal: Principal, claim_id: int) -> ClaimRef:
    """Removes what an applied claim filled in, also when somebody had accepted it.

    Raises:
        NotFound: there is no such claim.
        Conflict: it no longer fills its field; or without the address two contacts would be one.
    """
    field, claim = locked_field.lock(session, claim_id)
    locked_field.require_status(claim, APPLIED)
    _revert(session, principal, field, claim)
    locked_field.record_decision(session, principal, "claim.reverted", [field], _why(field))
    return field.ref(claim)


def apply_again(session: Session, principal: Principal, claim_id: int) -> ClaimRef:
    """Undoes a revert. That a person wants the value there counts as their word from then on.

    Raises:
        NotFound: there is no such claim.
        Conflict: it was not reverted, or the field has been given another value since.
    """
    field, claim = locked_field.lock(session, claim_id)
    locked_field.require_status(claim, REJECTED)
    shown = field.applied
    if claim.applied_at is None or field.is_manual or (shown and shown.settled_by is not None):
        raise Conflict(
            f"{FIELDS[field.name]} changed since. Edit the field if it should say something else."
        )
    moment, before = clock.now(), field.before
    if shown is not None:
        locked_field.set_status(session, [shown], ClaimStatus.REPLACED, None, moment)
    field.show(claim.value, accepted=True)
    # What it said when the claim first filled it may be refused by now, by the very revert.
    claim.applied_at, claim.before = moment, before
    locked_field.set_status(session, [claim], APPLIED, principal, moment)
    locked_field.record_decision(
        session, principal, "claim.applied_again", [field], "Enrichment applied again"
    )
    return field.ref(claim)


def revert_run(session: Session, principal: Principal, run_id: int) -> int:
    """Reverts all that a run filled in and refuses what still waits; how many fields it was.

    Raises:
        NotFound: there is no such run.
        Conflict: it is under way or was reverted already; or without an address two contacts
            would be one. Then nothing is reverted.
    """
    run = session.get(EnrichmentRun, run_id, with_for_update=True) if _is_id(run_id) else None
    if run is None:
        raise NotFound("Enrichment run not found.")
    if run.status in _UNDER_WAY:
        raise Conflict("This run is still in progress. Wait for it to finish, or cancel it.")
    if run.reverted_at is not None:
        raise Conflict("This run was already undone.")
    run.reverted_at, run.reverted_by = clock.now(), principal.user_id
    session.add(run)
    fields = []
    for claim_id in _claims_of(session, run_id):
        field, claim = locked_field.lock(session, claim_id)
        if claim.status == APPLIED:
            _revert(session, principal, field, claim)
            fields.append(field)
        elif claim.status == ClaimStatus.REVIEW:
            locked_field.set_status(session, [claim], REJECTED, principal)
    locked_field.record_decision(
        session, principal, "enrichment.reverted", fields, "Enrichment undone"
    )
    return len(fields)


def _claims_of(session: Session, run_id: int) -> list[int]:
    """Those of the contact before those of the account: everybody holds them in this order."""
    rows = session.exec(
        select(Claim.id)
        .where(
            Claim.run_id == run_id,
            col(Claim.status).in_((APPLIED, ClaimStatus.REVIEW)),
        )
        .order_by(col(Claim.account_id).is_not(None), col(Claim.id))
    ).all()
    return [int(row or 0) for row in rows]


def _revert(session: Session, principal: Principal, field: LockedField, claim: Claim) -> None:
    locked_field.set_status(session, [claim], REJECTED, principal)
    if same(field.shown) != same(claim.value):
        return  # somebody wrote something else since: that stays
    earlier = _explaining(session, field, claim)
    if earlier is None and _was_refused(field, claim):
        field.show_none()
        return
    if earlier is None:
        field.show(_manual_before(field, claim))
        return
    field.show(earlier.value)
    locked_field.set_status(session, [earlier], APPLIED, None)


def _explaining(session: Session, field: LockedField, claim: Claim) -> Claim | None:
    """The claim that filled the field before this earlier did, unless its value is refused by now,
    its run was reverted, or the address is somebody else's; then the one before it.
    """
    refused = {same(each.value) for each in field.claims if each.status in _REFUSED}
    value_before = same(claim.before or "")
    for earlier in reversed(field.claims):
        filled_once = earlier.status == ClaimStatus.REPLACED and earlier.applied_at is not None
        if not filled_once or same(earlier.value) != value_before:
            continue
        run = session.get(EnrichmentRun, earlier.run_id)
        gone = same(earlier.value) in refused or (run is not None and run.reverted_at is not None)
        if not gone and not _taken(session, field, earlier):
            return earlier
        value_before = same(earlier.before or "")
    return None


def _was_refused(field: LockedField, claim: Claim) -> bool:
    """Whether a person wanted it empty before this claim and those that it displaced."""
    filled = sorted((each.applied_at, each.id, each) for each in field.claims if each.applied_at)
    before = claim.before
    for moment, _, earlier in reversed(filled):
        displaced = claim.applied_at is not None and moment < claim.applied_at
        if before and displaced and same(earlier.value) == same(before):
            before = earlier.before
    return before == ""


def _manual_before(field: LockedField, claim: Claim) -> str:
    """What the field said before the claim, where no claim ever said so."""
    before = claim.before or ""
    claimed = {same(each.value) for each in field.claims if each.applied_at is not None}
    return "" if field.name == "seniority" or same(before) in claimed else before


def _taken(session: Session, field: LockedField, claim: Claim) -> bool:
    if field.name != "email" or field.kind != "contact":
        return False
    owner = owners_of(session, [claim.value]).get(claim.value)
    return owner is not None and owner != field.record.id


def _why(field: LockedField) -> str:
    return f"{FIELDS[field.name]} from enrichment removed"


def _is_id(key: int) -> bool:
    return 0 < key <= LARGEST_ID
