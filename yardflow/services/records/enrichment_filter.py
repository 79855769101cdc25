"""What enrichment came to for a contact, as it stands now, as conditions of statements."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_

from yardflow.models import Claim


class EnrichmentFilter(StrEnum):
    """Contacts by what enrichment came to. One can have something filled in and something that
    needs review, or a last run that failed beside what an earlier one brought; ``nothing_found``
    is none of these three. ``never``: it has not been enriched.
    """

    FILLED_IN = "filled_in"
    NEEDS_REVIEW = "needs_review"
    NOTHING_FOUND = "nothing_found"
    FAILED = "failed"
    NEVER = "never"


def came_to(row: Any, states: Sequence[EnrichmentFilter]) -> Any:
    """Contacts, or rows on an event's list, with any of these."""
    return row.enrichment.overlap([str(state) for state in states])


def is_about(contact: Any) -> Any:
    """The condition on `Claim`: it is about this contact (a row) or their company of today; not
    about the one that they were at when their run asked.
    """
    return or_(Claim.contact_id == contact.id, Claim.account_id == contact.account_id)


def has_changed_its_field() -> Any:
    """The condition on `Claim`: it says other than its field said before."""
    return func.claim_differs(Claim.field, Claim.value, Claim.before)
