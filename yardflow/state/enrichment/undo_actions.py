"""Undo actions for what a person decided about enrichment."""

from collections.abc import Iterable

from yardflow.counts import counted
from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import revert, review
from yardflow.state.undo import Undo


def undo_revert(reverted: Iterable[int], rejected: Iterable[int] = ()) -> Undo:
    """Applies these claims again, and returns those that were rejected with them to review."""
    rejected = tuple(rejected)
    return Undo("undo_revert", tuple(reverted), then=undo_review(rejected) if rejected else None)


def undo_review(claim_ids: Iterable[int]) -> Undo:
    """Returns these claims to review."""
    return Undo("undo_review", tuple(claim_ids))


def apply_again(session: Session, principal: Principal, claim_ids: tuple[int, ...]) -> str:
    """Applies reverted claims again."""
    for claim_id in claim_ids:
        revert.apply_again(session, principal, claim_id)
    return f"{counted(len(claim_ids), 'value')} restored"


def return_to_review(session: Session, principal: Principal, claim_ids: tuple[int, ...]) -> str:
    """Returns decided claims to review."""
    count = review.undo_review(session, principal, claim_ids)
    return f"{counted(count, 'suggestion')} back in review"
