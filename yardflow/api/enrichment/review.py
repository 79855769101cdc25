"""What enrichment found, decided about by programs: the queue, and taking back."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Sent
from yardflow.services.enrichment.claims import revert, review
from yardflow.services.enrichment.claims.review_queue import LARGEST_PAGE
from yardflow.services.records.fields import LARGEST_ID
from yardflow.services.records.listing import PAGE_SIZE

router = APIRouter(prefix="/api/enrichment", tags=["enrichment"])


class ReviewItemOut(Api):
    """A claim that waits; `contactId` is null for what is the account's. `percent`: how sure."""

    claim_id: int
    contact_id: int | None
    about: str
    field: str
    label: str
    value: str
    percent: int
    source: str
    how: str
    current: str


class ReviewGroupOut(Api):
    """What waits on one account and its people."""

    account_id: int
    account_name: str
    items: list[ReviewItemOut]


class ReviewOut(Api):
    """Part of the queue; `total` counts all claims in it."""

    groups: list[ReviewGroupOut]
    total: int
    next: str | None = None


class ClaimOut(Api):
    """The claim that was decided about, and the field that it is about."""

    claim_id: int
    contact_id: int | None
    account_id: int | None
    field: str
    label: str
    value: str


class RevertedOut(Api):
    """How many fields were taken back."""

    fields: int


class ReviewQuery(Sent):
    """Which part of the queue; `cursor` is the `next` of the page before."""

    event_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    limit: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)
    cursor: str = ""


@router.get("/review")
async def list_review(principal: SignedIn, query: Annotated[ReviewQuery, Query()]) -> ReviewOut:
    """What waits for a person: soonest event first, then accounts by score and name."""
    page = await db.run(review.queue, principal, query.event_id, query.limit, query.cursor)
    return ReviewOut.model_validate(page)


@router.post("/review/{claim_id}/accept")
async def accept_claim(claim_id: Key, principal: SignedIn) -> ClaimOut:
    """Fills the field with the claim, as a person's word; its rivals are refused."""
    return ClaimOut.model_validate(await db.run(review.accept, principal, claim_id))


@router.post("/review/{claim_id}/reject")
async def reject_claim(claim_id: Key, principal: SignedIn) -> ClaimOut:
    """Refuses the claim; its value does not come back by itself."""
    return ClaimOut.model_validate(await db.run(review.reject, principal, claim_id))


@router.post("/claims/{claim_id}/revert")
async def revert_claim(claim_id: Key, principal: SignedIn) -> ClaimOut:
    """Takes back what an applied claim filled in."""
    return ClaimOut.model_validate(await db.run(revert.revert_claim, principal, claim_id))


@router.post("/runs/{run_id}/revert")
async def revert_run(run_id: Key, principal: SignedIn) -> RevertedOut:
    """Takes back all that one enrichment filled in, and refuses what of it still waits."""
    return RevertedOut(fields=await db.run(revert.revert_run, principal, run_id))
