"""The ways back from what a person decided about enrichment."""

from collections.abc import Iterable

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import revert, review
from yardflow.state.undo import Undo, way_back


def take_again(taken_back: Iterable[int], refused: Iterable[int] = ()) -> Undo:
    """Undoes that these claims were taken back, and that those were refused with them."""
    refused = tuple(refused)
    return Undo("take_again", tuple(taken_back), then=wait_again(refused) if refused else None)


def wait_again(decided: Iterable[int]) -> Undo:
    """Undoes what was decided about these claims in review."""
    return Undo("wait_again", tuple(decided))


@way_back("take_again")
def _take_again(session: Session, principal: Principal, claim_ids: tuple[int, ...]) -> str:
    for claim_id in claim_ids:
        revert.apply_again(session, principal, claim_id)
    return "It is as it was before." if len(claim_ids) == 1 else "They are as they were before."


@way_back("wait_again")
def _wait_again(session: Session, principal: Principal, claim_ids: tuple[int, ...]) -> str:
    count = review.undo_review(session, principal, claim_ids)
    return "It waits for review again." if count == 1 else "They wait for review again."
