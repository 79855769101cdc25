"""Undoing what a person decided about enrichment."""

from collections.abc import Iterable

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import revert, review
from yardflow.state.undo import Undo


def undo_revert(reverted: Iterable[int], rejected: Iterable[int] = ()) -> Undo:
    """Undoes that these claims were reverted, and that those were rejected with them."""
    rejected = tuple(rejected)
    return Undo("apply_again", tuple(reverted), then=undo_review(rejected) if rejected else None)


def undo_review(reviewed: Iterable[int]) -> Undo:
    """Undoes what was decided about these claims in review."""
    return Undo("review_again", tuple(reviewed))


def apply_again(session: Session, principal: Principal, claim_ids: tuple[int, ...]) -> str:
    """Applies reverted claims again."""
    for claim_id in claim_ids:
        revert.apply_again(session, principal, claim_id)
    return "It is as it was before." if len(claim_ids) == 1 else "They are as they were before."


def review_again(session: Session, principal: Principal, claim_ids: tuple[int, ...]) -> str:
    """Puts claims that were decided on back into review."""
    count = review.put_back(session, principal, claim_ids)
    return "It waits for review again." if count == 1 else "They wait for review again."
