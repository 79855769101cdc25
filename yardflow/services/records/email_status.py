"""What became of a contact's address: somebody wrote there, and it worked or came back."""

from sqlalchemy import update
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Invalid
from yardflow.models import Claim, ClaimStatus, Contact, EmailStatus
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.contact_rows import ContactRow, get
from yardflow.services.records.load import opened

# What a person can say of an address; that it was guessed, only enrichment says.
TOLD = (EmailStatus.VERIFIED, EmailStatus.BOUNCED, EmailStatus.GIVEN)
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
        Invalid: the contact has no address, or there is no such status.
        Conflict: somebody changed the contact since.
    """
    contact = opened(session, Contact, contact_id, version)
    told = _told(status)
    if not contact.email:
        raise Invalid(
            "Nothing was saved. This contact has no email address.",
            {"status": "There is no address to say this of."},
        )
    if told in _VOUCHED:
        _make_theirs(session, principal, contact_id, contact.email)
    if contact.email_status != told:
        contact.email_status = told
        audit.record(
            session,
            principal,
            f"contact.email_{told.value}",
            "contact",
            contact_id,
            after={"fields": ["email_status"]},
        )
        session.flush()
    return get(session, principal, contact_id)


def _told(status: EmailStatus | str) -> EmailStatus:
    try:
        told = EmailStatus(status)
    except ValueError:
        told = EmailStatus.NONE
    if told not in TOLD:
        choices = ", ".join(one.value for one in TOLD)
        raise Invalid("Nothing was saved.", {"status": f"Choose one of: {choices}."})
    return told


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
