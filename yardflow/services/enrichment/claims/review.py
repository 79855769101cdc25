"""Deciding about what waits for review: accept, refuse, correct.

One decision settles a field: accepting one claim refuses the others that wait on it. All claims
that a decision settled carry its moment, so that it can be put back as one (`review_undo`).
"""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Conflict, Invalid
from yardflow.models import Account, Claim, ClaimStatus, Contact
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import locked_field
from yardflow.services.enrichment.claims.locked_field import ClaimRef, LockedField
from yardflow.services.enrichment.claims.manual_edits import settle_claims
from yardflow.services.enrichment.claims.review_queue import (
    ReviewGroup,
    ReviewItem,
    ReviewPage,
    at_event,
    queue,
    waiting,
)
from yardflow.services.enrichment.claims.review_undo import undo_review
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.records import accounts, contacts
from yardflow.services.records.values.same_value import same

__all__ = [
    "ReviewGroup",
    "ReviewItem",
    "ReviewPage",
    "accept",
    "accept_above",
    "correct",
    "count_above",
    "queue",
    "reject",
    "undo_review",
    "waiting",
]

APPLIED, REVIEW, REJECTED = ClaimStatus.APPLIED, ClaimStatus.REVIEW, ClaimStatus.REJECTED
MOST_AT_ONCE = 500


def accept(session: Session, principal: Principal, claim_id: int) -> ClaimRef:
    """Fills the field with what the claim says, as a person's word from then on.

    Raises:
        NotFound: there is no such claim.
        Conflict: somebody decided about it, or wrote something into the field; or the address is
            somebody else's.
    """
    field, claim = locked_field.lock(session, claim_id)
    _accept(session, principal, field, claim)
    locked_field.record_decision(
        session, principal, "claim.accepted", [field], "Enrichment accepted in review"
    )
    return field.ref(claim)


def reject(session: Session, principal: Principal, claim_id: int) -> ClaimRef:
    """Refuses a claim; its value does not come back by itself. Where the field had come to show the
    same without anybody's word, it is emptied.

    Raises:
        NotFound: there is no such claim.
        Conflict: somebody decided about it.
    """
    field, claim = locked_field.lock(session, claim_id)
    locked_field.require_status(claim, REVIEW)
    locked_field.set_status(session, [claim], REJECTED, principal)
    emptied = field.is_inferred and same(field.shown) == same(claim.value)
    if emptied:
        field.show_none()
    why = f"{FIELDS[field.name]} rejected in review" if emptied else ""
    locked_field.record_decision(session, principal, "claim.rejected", [field], why)
    return field.ref(claim)


def correct(session: Session, principal: Principal, claim_id: int, value: str) -> ClaimRef:
    """Fills the field with what the person typed instead, as if they had typed it on the record.

    Raises:
        NotFound: there is no such claim.
        Invalid: the value can't be taken.
        Conflict: somebody decided about the claim; or the address is somebody else's.
    """
    field, claim = locked_field.lock(session, claim_id)
    locked_field.require_status(claim, REVIEW)
    if not value.strip():
        raise Invalid("Type a value, or reject the suggestion.", {"value": "Type a value."})
    field.require_not_manual()
    claim.before = field.before
    session.flush()
    _write(session, principal, field, value)
    if claim.status == REVIEW:  # it said so already: then the person has confirmed that
        settle_claims(session, principal, field.record, {field.name}, clock.now())
    if claim.status == REJECTED:
        claim.status = ClaimStatus.CORRECTED
        session.flush()
    return field.ref(claim)


def accept_above(
    session: Session, principal: Principal, percent: int, event_id: int | None = None
) -> list[int]:
    """Accepts what waits and is at least this sure, at most 500 at a time; the claims accepted.

    Left for a person: fields on which several claims are as sure as that, and what can't be
    accepted any more.

    Raises:
        Invalid: ``percent`` is not between 1 and 100.
    """
    if not 1 <= percent <= 100:
        raise Invalid("Choose a confidence between 1% and 100%.", {"percent": "From 1 to 100."})
    done: list[LockedField] = []
    accepted: list[int] = []
    claims = _above(session, Decimal(percent) / 100, event_id)
    locked_field.lock_in_order(session, claims)
    for each in claims:
        field, claim = locked_field.lock(session, int(each.id or 0))
        try:
            _accept(session, principal, field, claim)
        except Conflict:
            continue
        done.append(field)
        accepted.append(int(each.id or 0))
    locked_field.record_decision(
        session, principal, "claim.accepted", done, "Enrichment accepted in review"
    )
    return accepted


def count_above(session: Session, principal: Principal, percent: int, event_id: int | None) -> int:
    """How many claims `accept_above` would accept now."""
    return len(_above(session, Decimal(percent) / 100, event_id))


def _accept(session: Session, principal: Principal, field: LockedField, claim: Claim) -> None:
    locked_field.require_status(claim, REVIEW)
    field.require_not_manual()
    moment, before, shown = clock.now(), field.before, field.applied
    field.show(claim.value, accepted=True)
    if shown is not None:
        locked_field.set_status(session, [shown], ClaimStatus.REPLACED, None, moment)
    for rival in field.waiting:
        if rival is not claim:
            alike = same(rival.value) == same(claim.value)
            locked_field.set_status(
                session, [rival], ClaimStatus.UNUSED if alike else REJECTED, principal, moment
            )
    claim.applied_at, claim.before = moment, before
    locked_field.set_status(session, [claim], APPLIED, principal, moment)


def _write(session: Session, principal: Principal, field: LockedField, value: str) -> None:
    update: Callable[..., object] = contacts.update if field.kind == "contact" else accounts.update
    try:
        update(session, principal, int(field.record.id or 0), None, {field.name: value})
    except Invalid as problem:
        reason = problem.fields.get(field.name, problem.message)
        raise Invalid(problem.message, {"value": reason}) from None


def _above(session: Session, least: Decimal, event_id: int | None) -> list[Claim]:
    """The only claim of each field that is as sure as that."""
    account_id = func.coalesce(Claim.account_id, Contact.account_id)
    statement = (
        select(Claim)
        .outerjoin(Contact, col(Contact.id) == Claim.contact_id)
        .join(Account, col(Account.id) == account_id)
        .where(col(Claim.is_question), col(Claim.confidence) >= least)
        .order_by(col(Claim.id))
        .limit(2 * MOST_AT_ONCE)
    )
    rows = session.exec(at_event(statement, event_id)).all()
    by_field: dict[tuple[int | None, int | None, str], list[Claim]] = {}
    for row in rows:
        by_field.setdefault((row.contact_id, row.account_id, row.field), []).append(row)
    return [rivals[0] for rivals in by_field.values() if len(rivals) == 1][:MOST_AT_ONCE]
