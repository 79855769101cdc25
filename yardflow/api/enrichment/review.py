"""Suggestions over HTTP: the review queue, accepting, rejecting and undoing."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Cursor, Id, Sent, with_fields_of
from yardflow.services.enrichment.claims import revert, review
from yardflow.services.enrichment.claims.locked_field import ClaimRef
from yardflow.services.enrichment.claims.review_queue import LARGEST_PAGE, ReviewItem
from yardflow.services.records.lists.listing import PAGE_SIZE

router = APIRouter(prefix="/api/enrichment", tags=["enrichment"])


@with_fields_of(ReviewItem)
class ReviewItemOut(Api):
    """A suggestion to review. `contactId` is null if it is about the account; `percent` is its
    confidence."""


class ReviewGroupOut(Api):
    """The suggestions for one account and its contacts."""

    account_id: int
    account_name: str
    items: list[ReviewItemOut]


class ReviewOut(Api):
    """A page of the review queue; `total` counts all suggestions in it."""

    groups: list[ReviewGroupOut]
    total: int
    next: str | None = None


@with_fields_of(ClaimRef)
class ClaimOut(Api):
    """A suggestion and the field that it is about."""


class RevertedOut(Api):
    """How many fields were restored."""

    fields: int


class ReviewQuery(Sent):
    """Which page of the queue; `cursor` is `next` of the previous page."""

    event_id: Id | None = None
    limit: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)
    cursor: Cursor = ""


@router.get("/review")
async def list_suggestions(
    principal: SignedIn, query: Annotated[ReviewQuery, Query()]
) -> ReviewOut:
    """Lists suggestions to review: soonest event first, then accounts by score and name."""
    page = await db.run(review.queue, principal, query.event_id, query.limit, query.cursor)
    return ReviewOut.model_validate(page)


@router.post("/review/{claim_id:int}/accept")
async def accept_suggestion(claim_id: Key, principal: SignedIn) -> ClaimOut:
    """Accepts a suggestion: fills in its field and rejects competing suggestions."""
    return ClaimOut.model_validate(await db.run(review.accept, principal, claim_id))


@router.post("/review/{claim_id:int}/reject")
async def reject_suggestion(claim_id: Key, principal: SignedIn) -> ClaimOut:
    """Rejects a suggestion. Its value isn't suggested again."""
    return ClaimOut.model_validate(await db.run(review.reject, principal, claim_id))


@router.post("/claims/{claim_id:int}/revert")
async def undo_suggestion(claim_id: Key, principal: SignedIn) -> ClaimOut:
    """Removes what a suggestion filled in and restores the earlier value."""
    return ClaimOut.model_validate(await db.run(revert.revert_claim, principal, claim_id))


@router.post("/runs/{run_id:int}/revert")
async def undo_run(run_id: Key, principal: SignedIn) -> RevertedOut:
    """Undoes an enrichment run: removes what it filled in and rejects its open suggestions."""
    return RevertedOut(fields=await db.run(revert.revert_run, principal, run_id))
