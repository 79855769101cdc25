"""What enrichment came to for a contact, as it stands now, as conditions of statements."""

from enum import StrEnum
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from yardflow.models import Claim, ClaimStatus, EnrichmentRun, RunStatus


class EnrichmentFilter(StrEnum):
    """Contacts by what enrichment came to. One can have something filled in and something that
    needs review. ``never``: it has not been enriched.
    """

    FILLED_IN = "filled_in"
    NEEDS_REVIEW = "needs_review"
    NOTHING_FOUND = "nothing_found"
    FAILED = "failed"
    NEVER = "never"


def is_about(contact: Any) -> Any:
    """The condition on `Claim`: it is about this contact (a row) or their company of today; not
    about the one that they were at when their run asked.
    """
    return or_(Claim.contact_id == contact.id, Claim.account_id == contact.account_id)


def has_changed_its_field() -> Any:
    """The condition on `Claim`: it says other than its field said before."""
    return func.claim_differs(Claim.field, Claim.value, Claim.before)


def something_known(contact_id: Any, account_id: Any, has_rows: Any = exists) -> Any:
    """Whether a field of the contact or its account shows what enrichment filled in."""
    applied = select(col(Claim.id)).where(col(Claim.status) == ClaimStatus.APPLIED)
    return or_(
        has_rows(applied.where(col(Claim.contact_id) == contact_id)),
        has_rows(applied.where(col(Claim.account_id) == account_id)),
    )


def enriched_as(
    state: EnrichmentFilter,
    contact_id: Any,
    account_id: Any,
    has_run: Any,
    *,
    from_claims: bool = False,
) -> Any:
    """The condition on a contact. ``has_run`` says whether a run of it has ended well;
    ``from_claims`` makes the planner begin at the questions, of which there are few for a whole
    workplace and many for a small event.
    """
    known = something_known(contact_id, account_id, _looked_up)
    reviewed = _has_question(contact_id, account_id)
    failed = _failed_last()
    return {
        EnrichmentFilter.FILLED_IN: and_(has_run, known),
        EnrichmentFilter.NEEDS_REVIEW: and_(
            has_run, contact_id.in_(_left_a_question()) if from_claims else true(), reviewed
        ),
        EnrichmentFilter.FAILED: contact_id.in_(failed),
        EnrichmentFilter.NOTHING_FOUND: and_(
            has_run,
            ~known,
            ~reviewed,
            ~_looked_up(failed.where(col(EnrichmentRun.contact_id) == contact_id)),
        ),
        EnrichmentFilter.NEVER: ~has_run,
    }[state]


def _looked_up(statement: Any) -> Any:
    """`exists`, looked up for each row by itself, as "offset" makes the planner do: else it reads
    all claims of the workplace for one page of a list.
    """
    return exists(statement.offset(0))


def _has_question(contact_id: Any, account_id: Any) -> Any:
    """Whether a run of the contact left a question, about them or their company of today."""
    question = select(col(Claim.id)).where(col(Claim.is_question))
    of_account = question.join(EnrichmentRun, col(EnrichmentRun.id) == Claim.run_id).where(
        col(Claim.account_id) == account_id, col(EnrichmentRun.contact_id) == contact_id
    )
    of_contact = question.where(col(Claim.contact_id) == contact_id)
    return or_(_looked_up(of_contact), _looked_up(of_account))


def _left_a_question() -> Any:
    """The contacts whose runs left one, maybe about the company before."""
    of_contacts = select(col(Claim.contact_id)).where(
        col(Claim.is_question), col(Claim.contact_id).is_not(None)
    )
    of_accounts = (
        select(col(EnrichmentRun.contact_id))
        .join(Claim, col(Claim.run_id) == EnrichmentRun.id)
        .where(col(Claim.is_question), col(Claim.account_id).is_not(None))
    )
    return union_all(of_contacts, of_accounts)


def _failed_last() -> Any:
    newer = aliased(EnrichmentRun)
    return select(col(EnrichmentRun.contact_id)).where(
        col(EnrichmentRun.status) == RunStatus.FAILED,
        col(EnrichmentRun.contact_id).is_not(None),
        ~exists().where(
            col(newer.contact_id) == EnrichmentRun.contact_id, col(newer.id) > EnrichmentRun.id
        ),
    )
