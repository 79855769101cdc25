"""What moving an event does to those in sequences, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Day, OneOf, Sent, Takes
from yardflow.services.records import fields
from yardflow.services.records.fields import timezones
from yardflow.services.sequences.forecast import event_days

router = APIRouter(prefix="/api/events", tags=["events"])

Clock = Annotated[str, Takes(fields.time_of_day)] | None


class DaysQuery(Sent):
    """The days and hours to look at, as in a change to the event. What is omitted stays."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    timezone: Annotated[str, OneOf(sorted(timezones()))] | None = None
    hall_opens: Clock = None
    hall_closes: Clock = None


class AffectedPersonOut(Api):
    """A contact."""

    contact_id: int
    name: str
    account: str


class AffectedOut(Api):
    """How many contacts, and the first 200 of them."""

    count: int
    people: list[AffectedPersonOut]


class DaysPreviewOut(Api):
    """What the change would do in the next 90 days: whose steps are done at other times, and who
    misses an email that they would get now. Not `complete`: only the first were looked at.
    """

    rescheduled: AffectedOut
    late: AffectedOut
    complete: bool


@router.get("/{event_id:int}/days/preview")
async def preview_days(
    event_id: Key, principal: SignedIn, query: Annotated[DaysQuery, Query()]
) -> DaysPreviewOut:
    """Says what other days of an event would do to the contacts in sequences. Writes nothing."""
    values = query.model_dump(exclude_unset=True)
    said = await db.run_long(event_days.moving, principal, event_id, values)
    return DaysPreviewOut.model_validate(said)
