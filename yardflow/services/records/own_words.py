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
from yardflow.services.enrichment.claims.decision import same

_STANDING = (ClaimStatus.APPLIED, ClaimStatus.REVIEW)


def settle_claims(
    session: Session,
    principal: Principal,
    record: Contact | Account,
    edited: Iterable[str],
    moment: datetime | None = None,
) -> None:
    """After a person edited these fields of a contact or an account, and it was flushed.

    ``moment`` is when; without it the edit's own, so that what belongs together can be told by it.
    """
    names = set(edited)
    if not names:
        return
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
    moment = moment or record.updated_at
    for name in sorted(names):
        about = [one for one in standing if one.field == name]
        _settle(session, principal, about, _typed(record, name), moment)
    if isinstance(record, Contact) and "title" in names and "seniority" not in names:
        _follow(record, standing, moment)
    session.flush()


def _typed(record: Contact | Account, name: str) -> str:
    """What the person wrote; nothing where they handed the choice back to the title."""
    if name == "seniority" and getattr(record, "seniority_origin", None) == Origin.INFERRED:
        return ""
    return same(str(getattr(record, name) or ""))


def _settle(
    session: Session, principal: Principal, about: list[Claim], typed: str, moment: datetime
) -> None:
    right: Claim | None = None
    for one in sorted(about, key=lambda one: one.status != ClaimStatus.APPLIED):
        if typed and same(one.value) == typed and right is None:
            right = one
        elif one.status == ClaimStatus.APPLIED:
            one.status = ClaimStatus.CORRECTED if typed else ClaimStatus.REJECTED
        elif typed:
            says_the_same = same(one.value) == typed
            one.status = ClaimStatus.UNUSED if says_the_same else ClaimStatus.REJECTED
        else:
            continue
        one.settled_at, one.settled_by = moment, principal.user_id
        session.add(one)
    session.flush()  # before another one may be the applied one
    if right is not None and right.status != ClaimStatus.APPLIED:
        right.status, right.applied_at = ClaimStatus.APPLIED, moment
        session.add(right)


def _follow(contact: Contact, standing: Iterable[Claim], moment: datetime) -> None:
    """A seniority that was only found gives way to what a title says that a person wrote."""
    for one in standing:
        found = one.field == "seniority" and one.status == ClaimStatus.APPLIED
        if found and same(one.value) != same(contact.seniority or ""):
            one.status, one.settled_at = ClaimStatus.REPLACED, moment
