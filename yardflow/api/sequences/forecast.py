"""What would go out when, over HTTP."""

from datetime import date, datetime

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api
from yardflow.services.sequences import forecast

router = APIRouter(prefix="/api", tags=["sequences"])


class SenderDaysOut(Api):
    """How many emails a sender would send on each of the days, by its own time zone."""

    sender_id: int
    name: str
    counts: list[int]


class ForecastOut(Api):
    """How many emails of a sequence would go out on each of the next 14 days, by sender, if no one
    opened, bounced or replied, and no task were done.

    It is about the `lookedAt` enrollments that are due first, of which `waiting` wait for a change.
    It is not `complete` if there is more to look at than one question may.
    """

    days: list[date]
    senders: list[SenderDaysOut]
    looked_at: int
    waiting: int
    complete: bool


class ComingOut(Api):
    """A step to come. `at` is null if that takes a change, which `what` names."""

    step: str
    what: str
    at: datetime | None


@router.get("/sequences/{sequence_id:int}/forecast")
async def forecast_sequence(sequence_id: Key, principal: SignedIn) -> ForecastOut:
    """Says how many emails would go out on which day. Writes nothing."""
    said = await db.run_long(forecast.of_sequence, principal, sequence_id)
    return ForecastOut.model_validate(said)


@router.get("/enrollments/{enrollment_id:int}/forecast")
async def forecast_enrollment(enrollment_id: Key, principal: SignedIn) -> list[ComingOut]:
    """Lists the steps to come in the next 14 days, if the contact does not open, bounce or reply.
    An enrollment that ended has none."""
    coming = await db.run_long(forecast.of_enrollment, principal, enrollment_id)
    return [ComingOut.model_validate(each) for each in coming]
