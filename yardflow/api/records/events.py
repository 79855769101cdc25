"""Events over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import (
    Changed,
    Key,
    ListQuery,
    RecordIn,
    Version,
    with_text_fields,
)
from yardflow.api.schema import (
    Api,
    Day,
    Dollars,
    Listed,
    Many,
    OneOf,
    Sent,
    Takes,
    TimeOfDay,
    with_fields_of,
)
from yardflow.models import EventStatus, Persona
from yardflow.services.records import active_event, events, hall_hours
from yardflow.services.records.events import EventQuery
from yardflow.services.records.lists.parts import sorts
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import timezones

router = APIRouter(prefix="/api/events", tags=["events"])

Name = Annotated[str, Takes(events.EVENT.cleaners["name"])]


Clock = Annotated[str, Takes(fields.time_of_day)] | None


class HallDayOut(Api):
    """A day on which the hall has other hours; without them it stays closed."""

    day: date
    opens: TimeOfDay | None
    closes: TimeOfDay | None


class HallDayIn(Sent):
    """A day on which the hall has other hours; without them it stays closed."""

    day: Day
    opens: Clock = None
    closes: Clock = None


@with_fields_of(events.EventRow)
class EventOut(Api):
    """An event. `active` is true for the event you are working on.

    `hallOpens` and `hallCloses` are null while it isn't known when the hall is open.
    """

    hall_opens: TimeOfDay | None
    hall_closes: TimeOfDay | None
    hall_days: list[HallDayOut]
    target_personas: list[Persona]


@with_text_fields(events.EVENT.texts)
class EventFields(RecordIn):
    """The fields of an event that can be changed. Dates and times are in the venue's time zone,
    `cost` is in USD. The hall can't close before it opens; `00:00` is midnight, when the day ends.
    `hallDays` are days of the event on which it has other hours."""

    name: Name = Field(default_factory=str)
    timezone: Annotated[str, OneOf(["", *sorted(timezones())])] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    hall_opens: Clock = None
    hall_closes: Clock = None
    hall_days: Annotated[Many[HallDayIn], Field(max_length=hall_hours.MOST_DAYS)] = []
    status: EventStatus = EventStatus.PLANNING
    target_personas: Many[Persona] = []
    description: Annotated[str, Takes(events.EVENT.cleaners["description"])] | None = None
    cost: Dollars | None = None


class EventIn(EventFields):
    """A new event."""

    name: Name


class EventChange(EventFields, Changed):
    """A change to an event. Omitted fields stay as they are."""


class EventsQuery(ListQuery):
    """Which events. `sort` is `name`, `startsOn` or `createdAt`; put `-` in front for descending
    order."""

    status: Annotated[str, OneOf(("", *EventStatus))] = ""
    sort: Annotated[str, OneOf(sorts(events.SORTS))] = "-startsOn"


@router.get("")
async def list_events(
    principal: SignedIn, query: Annotated[EventsQuery, Query()]
) -> Listed[EventOut]:
    """Lists events, latest first."""
    page = await db.run(events.search, principal, EventQuery(**query.parameters()))
    rows = [EventOut.model_validate(row) for row in page.items]
    return Listed(items=rows, total=page.total, next=page.next)


@router.post("", status_code=201)
async def add_event(body: EventIn, principal: SignedIn) -> EventOut:
    """Adds an event."""
    return EventOut.model_validate(await db.run(events.create, principal, body.sent()))


@router.get("/{event_id:int}")
async def get_event(event_id: Key, principal: SignedIn) -> EventOut:
    """Returns an event."""
    return EventOut.model_validate(await db.run(events.get, principal, event_id))


@router.patch("/{event_id:int}")
async def update_event(event_id: Key, body: EventChange, principal: SignedIn) -> EventOut:
    """Updates the fields in the body."""
    row = await db.run(events.update, principal, event_id, body.version, body.sent())
    return EventOut.model_validate(row)


@router.delete("/{event_id:int}", status_code=204)
async def delete_event(event_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes an event and its list; accounts and contacts stay. ADMIN only."""
    await db.run_long(events.delete, principal, event_id, version)


@router.post("/{event_id:int}/activate")
async def activate_event(event_id: Key, principal: SignedIn) -> EventOut:
    """Makes this your active event."""
    await db.run(active_event.switch, principal, event_id)
    return EventOut.model_validate(await db.run(events.get, principal, event_id))
