"""The status of a contact's email address, as people know it."""

from sqlalchemy import update
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Contradictory, Invalid
from yardflow.models import Claim, ClaimStatus, Contact, EmailStatus
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.contact_rows import ContactRow, get
from yardflow.services.records.load import load_record

# The statuses that a person can set; only enrichment sets ``guessed``.
SETTABLE = (EmailStatus.VERIFIED, EmailStatus.BOUNCED, EmailStatus.GIVEN)
_VOUCHED = (EmailStatus.VERIFIED, EmailStatus.GIVEN)


def mark(
    session: Session,
    principal: Principal,
    contact_id: int,
    version: int | None,
    status: EmailStatus | str,
) -> ContactRow:
    """Notes what a person knows of a contact's address: ``verified``, ``bounced`` or ``given``.

    Whoever vouches for an address that enrichment had guessed makes it theirs. One that bounced
    speaks against the way it was formed, for all colleagues' next guesses. ``version`` is the one
    the person saw; None skips the check.

    Raises:
        NotFound: there is no such contact.
        Invalid: there is no such status.
        Contradictory: the contact has no address.
        Conflict: someone changed the contact since.
    """
    contact = load_record(session, Contact, contact_id, version)
    new = _settable(status)
    if not contact.email:
        raise Contradictory("Add an email first.", {"status": "Add an email first."})
    if new in _VOUCHED:
        _make_theirs(session, principal, contact_id, contact.email)
    if contact.email_status != new:
        contact.email_status = new
        audit.record(
            session,
            principal,
            f"contact.email_{new.value}",
            "contact",
            contact_id,
            after={"fields": ["email_status"]},
        )
        session.flush()
    return get(session, principal, contact_id)


def _settable(status: EmailStatus | str) -> EmailStatus:
    try:
        new = EmailStatus(status)
    except ValueError:
        new = EmailStatus.NONE
    if new not in SETTABLE:
        choices = ", ".join(status.value for status in SETTABLE)
        raise Invalid(f"Choose one of: {choices}.", {"status": f"Choose one of: {choices}."})
    return new


def _make_theirs(session: Session, principal: Principal, contact_id: int, email: str) -> None:
    """A claim that a person stands behind counts as that person's word."""
    session.execute(
        update(Claim)
        .where(
            col(Claim.contact_id) == contact_id,
            col(Claim.field) == "email",
            col(Claim.value) == email,
            col(Claim.status) == ClaimStatus.APPLIED,
            col(Claim.settled_by).is_(None),
        )
        .values(settled_by=principal.user_id, settled_at=clock.now())
    )
