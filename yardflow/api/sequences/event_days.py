"""What moving an event does to those in sequences, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Day, OneOf, Sent, Takes, with_fields_of
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import timezones
from yardflow.services.sequences.forecast import event_days
from yardflow.services.sequences.forecast.event_days import Move

router = APIRouter(prefix="/api/events", tags=["events"])

Clock = Annotated[str, Takes(fields.time_of_day)] | None


class DaysQuery(Sent):
    """The days and hours to look at, as in a change to the event. What is omitted stays."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    timezone: Annotated[str, OneOf(sorted(timezones()))] | None = None
    hall_opens: Clock = None
    hall_closes: Clock = None


class DaysPageQuery(DaysQuery):
    """Which moves to answer with: `cursor` is `next` of the previous page."""

    limit: int = Field(event_days.PAGE, ge=1, le=200)
    cursor: str = Field("", max_length=6, pattern="^[0-9]*$")


@with_fields_of(Move)
class MoveOut(Api):
    """A step of a contact that would be done at another time: `was` and `becomes` are null where it
    isn't done in the next 90 days. `late`: its email would be too late, and not go out.
    """


class DaysPreviewOut(Api):
    """What the change would do in the next 90 days: how many contacts have steps that are done at
    other times, and how many miss an email that they would get now. `moves` are one page of all
    `total`, those who miss an email first. Not `complete`: only the first were looked at.
    """

    rescheduled: int
    late: int
    moves: list[MoveOut]
    total: int
    next: str | None
    complete: bool


@router.get("/{event_id:int}/days/preview")
async def preview_days(
    event_id: Key, principal: SignedIn, query: Annotated[DaysPageQuery, Query()]
) -> DaysPreviewOut:
    """Says what other days of an event would do to the contacts in sequences. Writes nothing."""
    values = query.model_dump(exclude_unset=True, exclude={"limit", "cursor"})
    offset = int(query.cursor or 0)
    page = {"limit": query.limit, "offset": offset}
    said = await db.run_long(event_days.moving, principal, event_id, values, **page)
    behind = offset + len(said.moves)
    return DaysPreviewOut(
        rescheduled=said.rescheduled,
        late=said.late,
        moves=[MoveOut.model_validate(move) for move in said.moves],
        total=said.total,
        next=str(behind) if said.moves and behind < said.total else None,
        complete=said.complete,
    )
