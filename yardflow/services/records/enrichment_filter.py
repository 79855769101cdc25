"""What enrichment came to for a contact, as it stands now, as conditions of statements."""

from enum import StrEnum
from typing import Any

from sqlalchemy import String, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from yardflow.models import Account, Claim, ClaimStatus, Contact, EnrichmentRun, RunStatus
from yardflow.services.records.same_value import compared


class EnrichmentFilter(StrEnum):
    """Contacts by what enrichment came to. One can have something filled in and something that
    needs review. ``never``: it has not been enriched.
    """

    FILLED_IN = "filled_in"
    NEEDS_REVIEW = "needs_review"
    NOTHING_FOUND = "nothing_found"
    FAILED = "failed"
    NEVER = "never"


def is_question() -> Any:
    """The condition on `Claim`: it waits for a person, and says other than its field shows.

    The field may have come to say the same since. Then there is nothing to decide, until it
    changes again.
    """
    return and_(col(Claim.status) == ClaimStatus.REVIEW, _differs(_shown()))


def is_about(contact: Any) -> Any:
    """The condition on `Claim`: it is about this contact (a row) or their company of today; not
    about the one that they were at when their run asked.
    """
    return or_(Claim.contact_id == contact.id, Claim.account_id == contact.account_id)


def has_changed_its_field() -> Any:
    """The condition on `Claim`: it says other than its field said before."""
    return _differs(col(Claim.before))


def something_known(contact_id: Any, account_id: Any) -> Any:
    """Whether a field of the contact or its account shows what enrichment filled in."""
    applied = select(col(Claim.id)).where(col(Claim.status) == ClaimStatus.APPLIED)
    return or_(
        exists(applied.where(col(Claim.contact_id) == contact_id)),
        exists(applied.where(col(Claim.account_id) == account_id)),
    )


def enriched_as(state: EnrichmentFilter, contact_id: Any, account_id: Any, has_run: Any) -> Any:
    """The condition on a contact. ``has_run`` says whether a run of it has ended well."""
    known = and_(has_run, something_known(contact_id, account_id))
    reviewed = contact_id.in_(_with_questions())
    failed = contact_id.in_(_failed_last())
    return {
        EnrichmentFilter.FILLED_IN: known,
        EnrichmentFilter.NEEDS_REVIEW: reviewed,
        EnrichmentFilter.FAILED: failed,
        EnrichmentFilter.NOTHING_FOUND: and_(has_run, ~known, ~reviewed, ~failed),
        EnrichmentFilter.NEVER: ~has_run,
    }[state]


def _with_questions() -> Any:
    """The contacts whose runs left a question, of them or of their company."""
    person = aliased(Contact)
    return (
        select(col(person.id))
        .join(EnrichmentRun, col(EnrichmentRun.contact_id) == person.id)
        .join(Claim, col(Claim.run_id) == EnrichmentRun.id)
        .where(is_question(), is_about(person))
    )


def _failed_last() -> Any:
    newer = aliased(EnrichmentRun)
    return select(col(EnrichmentRun.contact_id)).where(
        col(EnrichmentRun.status) == RunStatus.FAILED,
        col(EnrichmentRun.contact_id).is_not(None),
        ~exists().where(
            col(newer.contact_id) == EnrichmentRun.contact_id, col(newer.id) > EnrichmentRun.id
        ),
    )


def _differs(shown: Any) -> Any:
    """Whether a claim says other than this; an address is compared with its signs."""
    differs = compared(col(Claim.value)).is_distinct_from(compared(shown))
    email = func.lower(Claim.value).is_distinct_from(func.lower(shown))
    return case((col(Claim.field) == "email", email), else_=differs)


def _shown() -> Any:
    """What the claim's field says now."""
    of_contact = {
        "email": Contact.email,
        "title": Contact.title,
        "seniority": cast(Contact.seniority, String),
    }
    of_account = {"industry": Account.industry, "size": Account.size}
    return case(
        *_values(of_contact, col(Contact.id) == Claim.contact_id),
        *_values(of_account, col(Account.id) == Claim.account_id),
    )


def _values(columns: dict[str, Any], is_its: Any) -> list[Any]:
    return [
        (
            col(Claim.field) == name,
            select(column).where(is_its).correlate(Claim).scalar_subquery(),
        )
        for name, column in columns.items()
    ]
