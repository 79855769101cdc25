"""What a person wrote stays theirs, whatever was found out before or is found out later.

A person's edit settles every claim on the field: one that says what they typed was right and counts
as accepted; the one that was shown is ``corrected``, or ``rejected`` where they left the field
empty; those that waited are ``rejected``. What is rejected or corrected does not come back by
itself. Claims that wait on a field that a person has emptied go on waiting.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from yardflow.models import Account, Claim, ClaimStatus, Contact, Origin
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.records.changes import FieldsEdited, RecordsEdited, SeniorityRefused
from yardflow.services.records.values.same_value import same

_STANDING = (ClaimStatus.APPLIED, ClaimStatus.REVIEW)


def fields_edited(session: Session, principal: Principal, change: FieldsEdited) -> None:
    """Settles the claims on the fields that a person has just edited, where these can have any."""
    if change.fields & FIELDS.keys():
        settle_claims(session, principal, change.record, change.fields, change.record.updated_at)


def records_edited(session: Session, principal: Principal, change: RecordsEdited) -> None:
    """`fields_edited` for many records, of which few have claims that wait or were applied."""
    for kind, whose in ((Contact, Claim.contact_id), (Account, Claim.account_id)):
        edits = {each.record.id: each for each in change.edits if isinstance(each.record, kind)}
        known = select(whose).where(col(whose).in_(edits), col(Claim.status).in_(_STANDING))
        concerned = set(session.exec(known)) if edits else set()
        for each in (each for record_id, each in edits.items() if record_id in concerned):
            fields_edited(session, principal, each)


def settle_claims(
    session: Session,
    principal: Principal,
    record: Contact | Account,
    edited: Iterable[str],
    moment: datetime,
) -> None:
    """After a person edited these fields of a contact or an account, and it was flushed.

    Claims that one edit settled carry its ``moment``, by which they can be told from others.
    """
    names = set(edited)
    whose = Claim.contact_id if isinstance(record, Contact) else Claim.account_id
    standing = session.exec(
        select(Claim)
        .where(
            col(whose) == record.id,
            col(Claim.field).in_({*names, "seniority"}),
            col(Claim.status).in_(_STANDING),
        )
        .order_by(col(Claim.confidence).desc(), col(Claim.id))
        .execution_options(populate_existing=True)
    ).all()
    for name in sorted(names):
        claims = [claim for claim in standing if claim.field == name]
        _settle(session, principal, claims, _typed(record, name), moment)
    if isinstance(record, Contact) and "title" in names and "seniority" not in names:
        _replace_seniority(record, standing, moment)
    session.flush()


def seniority_refused(session: Session, principal: Principal, change: SeniorityRefused) -> None:
    """What waited and says the same is rejected, and waits again when that is taken back."""
    contact, before, after = change.contact, ClaimStatus.REVIEW, ClaimStatus.REJECTED
    waiting = select(Claim).where(Claim.contact_id == contact.id, Claim.field == "seniority")
    if change.taken_back:
        before, after = after, before
        waiting = waiting.where(
            Claim.settled_at == change.moment, Claim.settled_by == principal.user_id
        )
    for claim in session.exec(waiting.where(Claim.status == before)).all():
        if same(claim.value) == same(change.value):
            claim.status = after
            claim.settled_at = None if change.taken_back else change.moment
            claim.settled_by = None if change.taken_back else principal.user_id
            session.add(claim)
    session.flush()


def _typed(record: Contact | Account, name: str) -> str:
    """What the person wrote; nothing where they handed the choice back to the title."""
    if name == "seniority" and getattr(record, "seniority_origin", None) == Origin.INFERRED:
        return ""
    return same(str(getattr(record, name) or ""))


def _settle(
    session: Session, principal: Principal, claims: list[Claim], typed: str, moment: datetime
) -> None:
    right: Claim | None = None
    for claim in sorted(claims, key=lambda claim: claim.status != ClaimStatus.APPLIED):
        if typed and same(claim.value) == typed and right is None:
            right = claim
        elif claim.status == ClaimStatus.APPLIED:
            claim.status = ClaimStatus.CORRECTED if typed else ClaimStatus.REJECTED
        elif typed:
            says_the_same = same(claim.value) == typed
            claim.status = ClaimStatus.UNUSED if says_the_same else ClaimStatus.REJECTED
        else:
            continue
        claim.settled_at, claim.settled_by = moment, principal.user_id
        session.add(claim)
    session.flush()  # before another one may be the applied one
    if right is not None and right.status != ClaimStatus.APPLIED:
        right.status, right.applied_at = ClaimStatus.APPLIED, moment
        session.add(right)


def _replace_seniority(contact: Contact, standing: Iterable[Claim], moment: datetime) -> None:
    """A seniority that enrichment filled in gives way to what a title says that a person wrote."""
    for claim in standing:
        applied = claim.field == "seniority" and claim.status == ClaimStatus.APPLIED
        if applied and same(claim.value) != same(contact.seniority or ""):
            claim.status, claim.settled_at = ClaimStatus.REPLACED, moment
