"""What would go out when, over HTTP."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, model_validator
from pydantic.alias_generators import to_camel

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.jobs import JobOut, shown
from yardflow.api.records.contacts import ContactFilters
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Day, Takes, TimeOfDay
from yardflow.api.sequences.enrollments import ChosenIn
from yardflow.services.operations import jobs
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.values import fields
from yardflow.services.sequences import forecast
from yardflow.services.sequences.forecast import job
from yardflow.services.sequences.forecast.question import (
    MOST_REPLIES,
    MOST_SENDERS,
    Question,
    Version,
)
from yardflow.services.sequences.senders.sender_fields import MOST_A_DAY

router = APIRouter(prefix="/api", tags=["sequences"])

Clock = Annotated[str, Takes(fields.time_of_day)] | None


class ForecastIn(ChosenIn):
    """What to forecast: who is in the sequence, and of the contacts in one of `contactIds`,
    `eventId` (its attendees), `listId` (a file that was read) or `filter` those who could enroll.
    `forEventId` is the event that steps speak of where the sequence has none; without it that is
    `eventId`. They would go through the published `version` or the draft. `replies` of a hundred
    reply to an email.

    The others are what would be different: each sender's `dailyCap`, so many `moreSenders`, sending
    hours from `opens` to `closes`, and the event's first day, `startsOn`.
    """

    replies: Annotated[int, Field(ge=0, le=MOST_REPLIES)] = 0
    daily_cap: Annotated[int, Field(ge=1, le=MOST_A_DAY)] | None = None
    more_senders: Annotated[int, Field(ge=0, le=MOST_SENDERS)] = 0
    opens: Clock = None
    closes: Clock = None
    starts_on: Day | None = None
    version: Version = Version.PUBLISHED


class QuestionOut(Api):
    """The question of a forecast. `filter` holds the filters that are set, `contactIds` those who
    were chosen one by one; `eventId` is the event that steps speak of.
    """

    contact_ids: list[int]
    filter: dict[str, str | int] | None
    event_id: int | None
    replies: int
    daily_cap: int | None
    more_senders: int
    opens: TimeOfDay | None
    closes: TimeOfDay | None
    starts_on: date | None
    version: Version

    @model_validator(mode="before")
    @classmethod
    def _of(cls, question: Question) -> dict[str, Any]:
        chosen = question.selection
        query = chosen.query if chosen else None
        values = replace(question, selection=None).as_json()
        values.pop("selection")
        return {
            **values,
            "contact_ids": [*chosen.ids] if chosen else [],
            "filter": _filters(query) if isinstance(query, ContactQuery) else None,
        }


def _filters(query: ContactQuery) -> dict[str, str | int]:
    set_to = {name: getattr(query, name) for name in ContactFilters.model_fields} | {**query.texts}
    return {to_camel(name): value for name, value in set_to.items() if value}


class PeopleOut(Api):
    """How many, and the contacts of the first 200 of them."""

    count: int
    contact_ids: list[int]


class SenderLoadOut(Api):
    """How many emails of the sequence a sender would send on each of the days, by its own time
    zone, and how many it may send then to anyone. A sender that would be added has a negative id.
    """

    sender_id: int
    name: str
    counts: list[int]
    caps: list[int]


class GroupsOut(Api):
    """Everyone, by how far they come before the event: to the end (`done`), emailed at least once
    (`reached`) or not at all (`missed`); and those who have no event with dates.
    """

    done: PeopleOut
    reached: PeopleOut
    missed: PeopleOut
    no_event: PeopleOut


class BlockedOut(Api):
    """What people wait for until something changes, or why they can't be enrolled."""

    why: str
    people: PeopleOut


class ResultOut(Api):
    """What would happen to `people` in the next 90 days. On `closed` days no emails go out. `late`
    miss an email because it can't go out in time. Not `complete`: there are more than one forecast
    looks at.
    """

    people: int
    emails: int
    replies: int
    show_on: date | None
    last_at: datetime | None
    days: list[date]
    closed: list[bool]
    senders: list[SenderLoadOut]
    groups: GroupsOut
    late: PeopleOut
    waiting: list[BlockedOut]
    skipped: list[BlockedOut]
    complete: bool


class SequenceForecastOut(Api):
    """The last forecast of a sequence, as it was at `madeAt`: the `result` as things are, and
    `after` as they would be with the changes in `question`, which `comparison` says in a
    sentence. No one bounces, tasks stay open, and only replies are assumed.
    """

    made_at: datetime
    question: QuestionOut
    result: ResultOut
    after: ResultOut | None
    comparison: str


class ComingOut(Api):
    """A step to come. `at` is null if that takes a change, which `what` names."""

    step: str
    what: str
    at: datetime | None


@router.post("/sequences/{sequence_id:int}/forecast", status_code=202)
async def make_forecast(sequence_id: Key, body: ForecastIn, principal: SignedIn) -> JobOut:
    """Forecasts everyone in a sequence, and those about to enroll, in a background job."""
    selection = await body.selection(principal) if body.names_contacts else None
    values = {**body.model_dump(), "event_id": body.for_event_id or body.event_id}
    made = await db.run(job.start, principal, sequence_id, values, selection)
    return shown(await db.run(jobs.get, principal, made.id or 0))


@router.get("/sequences/{sequence_id:int}/forecast")
async def get_forecast(sequence_id: Key, principal: SignedIn) -> SequenceForecastOut:
    """Returns the last forecast of a sequence; 404 if none was made."""
    return SequenceForecastOut.model_validate(await db.run(job.latest, principal, sequence_id))


@router.get("/enrollments/{enrollment_id:int}/forecast")
async def forecast_enrollment(enrollment_id: Key, principal: SignedIn) -> list[ComingOut]:
    """Lists the steps to come in the next 14 days, if the contact does not open, bounce or reply.
    An enrollment that ended has none."""
    coming = await db.run_long(forecast.of_enrollment, principal, enrollment_id)
    return [ComingOut.model_validate(each) for each in coming]
