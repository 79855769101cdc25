"""Taking back what enrichment filled in: one field, or all that a run did.

The field goes back to what it said before, and the value taken back does not come back by itself.
What a person has written since stays as it is.
"""

from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Claim, ClaimStatus, EnrichmentRun, RunStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import locked_field
from yardflow.services.enrichment.claims.decision import same
from yardflow.services.enrichment.claims.locked_field import ClaimRef, OneField
from yardflow.services.enrichment.claims.locked_records import owners_of
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.records.fields import LARGEST_ID

APPLIED, REJECTED = ClaimStatus.APPLIED, ClaimStatus.REJECTED
_REFUSED = (ClaimStatus.REJECTED, ClaimStatus.CORRECTED)
_UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)


def revert_claim(session: Session, principal: Principal, claim_id: int) -> ClaimRef:
    """Takes back what an applied claim filled in, also when somebody had accepted it.

    Raises:
        NotFound: there is no such claim.
        Conflict: it no longer fills its field; or without the address two contacts would be one.
    """
    field, claim = locked_field.hold(session, claim_id)
    locked_field.refuse(claim, APPLIED)
    _take_back(session, principal, field, claim)
    locked_field.tell(session, principal, "claim.reverted", [field], _why(field))
    return field.ref(claim)


def apply_again(session: Session, principal: Principal, claim_id: int) -> ClaimRef:
    """Undoes a revert. That a person wants the value there counts as their word from then on.

    Raises:
        NotFound: there is no such claim.
        Conflict: it was not taken back, or the field has been given another value since.
    """
    field, claim = locked_field.hold(session, claim_id)
    locked_field.refuse(claim, REJECTED)
    shown = field.applied
    if claim.applied_at is None or field.is_theirs or (shown and shown.settled_by is not None):
        raise Conflict(
            f"{FIELDS[field.name]} was decided about since. Nothing was changed; "
            "edit the field itself if it should say something else."
        )
    moment = clock.now()
    if shown is not None:
        locked_field.settle(session, [shown], ClaimStatus.REPLACED, None, moment)
    field.show(claim.value, accepted=True)
    claim.applied_at = moment
    locked_field.settle(session, [claim], APPLIED, principal, moment)
    locked_field.tell(session, principal, "claim.applied_again", [field], "Enrichment put back")
    return field.ref(claim)


def revert_run(session: Session, principal: Principal, run_id: int) -> int:
    """Takes back all that a run filled in and refuses what still waits; how many fields it was.

    Raises:
        NotFound: there is no such run.
        Conflict: it is under way or was reverted already; or without an address two contacts
            would be one. Then nothing is taken back.
    """
    run = session.get(EnrichmentRun, run_id, with_for_update=True) if _is_id(run_id) else None
    if run is None:
        raise NotFound("There is no such enrichment.")
    if run.status in _UNDER_WAY:
        raise Conflict("This enrichment is still under way. Wait for its end, or stop it.")
    if run.reverted_at is not None:
        raise Conflict("This enrichment was reverted already.")
    run.reverted_at, run.reverted_by = clock.now(), principal.user_id
    session.add(run)
    fields = []
    for claim_id in _claims_of(session, run_id):
        field, claim = locked_field.hold(session, claim_id)
        if claim.status == APPLIED:
            _take_back(session, principal, field, claim)
            fields.append(field)
        elif claim.status == ClaimStatus.REVIEW:
            locked_field.settle(session, [claim], REJECTED, principal)
    locked_field.tell(session, principal, "enrichment.reverted", fields, "Enrichment reverted")
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
    return [int(one or 0) for one in rows]


def _take_back(session: Session, principal: Principal, field: OneField, claim: Claim) -> None:
    locked_field.settle(session, [claim], REJECTED, principal)
    if same(field.shown) != same(claim.value):
        return  # somebody wrote something else since: that stays
    earlier = _explaining(session, field, claim)
    if earlier is None:
        field.show(_theirs_before(field, claim))
        return
    field.show(earlier.value)
    locked_field.settle(session, [earlier], APPLIED, None)


def _explaining(session: Session, field: OneField, claim: Claim) -> Claim | None:
    """The claim that filled the field before this one did, unless its value is refused by now,
    its run was reverted, or the address is somebody else's; then the one before it.
    """
    refused = {same(one.value) for one in field.claims if one.status in _REFUSED}
    wanted = same(claim.before or "")
    for one in reversed(field.claims):
        filled_once = one.status == ClaimStatus.REPLACED and one.applied_at is not None
        if not filled_once or same(one.value) != wanted:
            continue
        run = session.get(EnrichmentRun, one.run_id)
        gone = same(one.value) in refused or (run is not None and run.reverted_at is not None)
        if not gone and not _taken(session, field, one):
            return one
        wanted = same(one.before or "")
    return None


def _theirs_before(field: OneField, claim: Claim) -> str:
    """What the field said before the claim, where no claim ever said so."""
    before = claim.before or ""
    claimed = {same(one.value) for one in field.claims if one.applied_at is not None}
    return "" if field.name == "seniority" or same(before) in claimed else before


def _taken(session: Session, field: OneField, claim: Claim) -> bool:
    if field.name != "email" or field.kind != "contact":
        return False
    event_id = field.record.event_id
    owner = owners_of(session, [(event_id, claim.value)]).get((event_id, claim.value))
    return owner is not None and owner != field.record.id


def _why(field: OneField) -> str:
    return f"{FIELDS[field.name]} from enrichment taken back"


def _is_id(key: int) -> bool:
    return 0 < key <= LARGEST_ID
