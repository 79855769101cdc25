"""Holds over HTTP: saying "not now" of someone in a sequence, and taking it back."""

from typing import Annotated

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Id, Sent, Takes, with_fields_of
from yardflow.api.sequences.schema import Reads
from yardflow.services.sequences.definitions.codecs import MOMENT, optional
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.holds import REASON, HoldOn

router = APIRouter(prefix="/api/holds", tags=["sequences"])

_MOMENT = optional(MOMENT)


class HoldIn(Sent):
    """What to put on hold: one of `enrollmentId`, `contactId` and `accountId`. Without `until` it
    lasts until it is released.
    """

    enrollment_id: Id | None = None
    contact_id: Id | None = None
    account_id: Id | None = None
    reason: Annotated[str, Takes(REASON)]
    until: Annotated[str, Reads(MOMENT)] | None = None


@with_fields_of(holds.HoldView)
class HoldOut(Api):
    """A hold. `until` is null if it lasts until it is released."""


class HoldsQuery(Sent):
    """Of which account."""

    account_id: Id


@router.post("", status_code=201)
async def put_on_hold(body: HoldIn, principal: SignedIn) -> HoldOut:
    """Lets no email go out to them until the hold ends. They stay where they are."""
    whom = HoldOn(body.enrollment_id, body.contact_id, body.account_id)
    view = await db.run(holds.hold, principal, whom, body.reason, _MOMENT.read(body.until))
    return HoldOut.model_validate(view)


@router.get("")
async def list_holds(principal: SignedIn, query: Annotated[HoldsQuery, Query()]) -> list[HoldOut]:
    """Lists what holds up everyone at an account. The holds of contacts are not among them."""
    views = await db.run(holds.on_account, principal, query.account_id)
    return [HoldOut.model_validate(view) for view in views]


@router.delete("/{hold_id:int}", status_code=204)
async def release_hold(hold_id: Key, principal: SignedIn) -> None:
    """Ends a hold; sequences that waited for it continue."""
    await db.run(holds.release, principal, hold_id)
