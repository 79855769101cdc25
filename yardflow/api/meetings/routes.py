"""Meetings over HTTP, and as files that calendars read."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, ListQuery, Version, listed
from yardflow.api.schema import (
    LARGEST_KEY,
    WHOLE,
    Api,
    Id,
    Listed,
    OneOf,
    Sent,
    Takes,
    with_fields_of,
)
from yardflow.api.sequences.schema import Reads
from yardflow.models import MeetingKind, MeetingOutcome
from yardflow.services.meetings import calendar_file, service, views
from yardflow.services.meetings.meeting_fields import LONGEST, MEETING, SHORTEST, USUAL
from yardflow.services.meetings.views import MeetingQuery, When
from yardflow.services.records.lists.conditions import OWNERS
from yardflow.services.records.lists.parts import sorts
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import timezones
from yardflow.services.sequences.definitions.codecs import MOMENT

router = APIRouter(prefix="/api/meetings", tags=["meetings"])

Moment = Annotated[str, Reads(MOMENT)]
Zone = Annotated[str, OneOf(sorted(timezones()))]
Minutes = Annotated[int, Field(ge=SHORTEST, le=LONGEST), WHOLE]
_OUTCOMES = fields.any_of(MeetingOutcome)


@with_fields_of(views.MeetingRow, "owner_address")
class MeetingOut(Api):
    """A meeting with a contact. `minutes` is how long it is; `timezone` is the one that its time is
    said in. `ownerId` is the teammate who meets the contact. `guestName`, `guestAddress` and
    `guestNote` are what whoever booked it by a link entered.
    """


class MeetingFields(Sent):
    """The fields of a meeting that can be changed. `startsAt` has an offset; `timezone` is the one
    that the time is shown in.
    """

    starts_at: Moment = Field(default_factory=str)
    timezone: Zone = Field(default_factory=str)
    minutes: Minutes = USUAL
    kind: MeetingKind = MeetingKind.BOOTH
    outcome: MeetingOutcome = MeetingOutcome.SCHEDULED
    event_id: Id | None = None
    owner_id: Id | None = None
    location: Annotated[str, Takes(MEETING.cleaners["location"])] = ""
    next_step: Annotated[str, Takes(MEETING.cleaners["next_step"])] = ""

    def sent(self) -> dict[str, Any]:
        """The fields that are in the body, by the names the services know."""
        return self.model_dump(exclude_unset=True, exclude={"version", "contact_id"})


class MeetingIn(MeetingFields):
    """A new meeting. It is yours unless you name another owner."""

    contact_id: Id
    starts_at: Moment
    timezone: Zone


class MeetingChange(MeetingFields):
    """A change to a meeting. Omitted fields stay as they are."""

    version: Id | None = None


class MeetingsQuery(ListQuery):
    """Which meetings: several values of `owner` and `outcome` are separated by commas, an owner is
    an id, `me` or `none`. `when` is `upcoming` (from today on, if you omit it), `today`, `week`,
    `past` or `all`; days are those of the meeting's time zone. `sort` is `startsAt`; put `-` in
    front for descending order.
    """

    event_id: Annotated[int, Field(ge=1, le=LARGEST_KEY), WHOLE] | None = None
    contact_id: Annotated[int, Field(ge=1, le=LARGEST_KEY), WHOLE] | None = None
    owner: Annotated[str, Takes(OWNERS)] = ""
    outcome: Annotated[str, Takes(_OUTCOMES)] = ""
    when: Annotated[str, OneOf(("", *When))] = ""
    sort: Annotated[str, OneOf(sorts(views.SORTS))] = "startsAt"


@router.get("")
async def list_meetings(
    principal: SignedIn, query: Annotated[MeetingsQuery, Query()]
) -> Listed[MeetingOut]:
    """Lists meetings, the next first."""
    page = await db.run(views.search, principal, MeetingQuery(**query.parameters()))
    return listed(page, MeetingOut.model_validate)


@router.post("", status_code=201)
async def add_meeting(body: MeetingIn, principal: SignedIn) -> MeetingOut:
    """Adds a meeting with a contact. It ends or pauses the contact's sequences, as they say, and
    those of colleagues; the account moves to Booked at the event."""
    row = await db.run(service.create, principal, body.contact_id, body.sent())
    return MeetingOut.model_validate(row)


@router.get("/{meeting_id:int}")
async def get_meeting(meeting_id: Key, principal: SignedIn) -> MeetingOut:
    """Returns a meeting."""
    return MeetingOut.model_validate(await db.run(views.get, principal, meeting_id))


@router.patch("/{meeting_id:int}")
async def update_meeting(meeting_id: Key, body: MeetingChange, principal: SignedIn) -> MeetingOut:
    """Updates the fields in the body. A meeting at an event that is `completed` makes the contact
    Met there, and moves the account to Checked In."""
    row = await db.run(service.update, principal, meeting_id, body.version, body.sent())
    return MeetingOut.model_validate(row)


@router.delete("/{meeting_id:int}", status_code=204)
async def delete_meeting(meeting_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes a meeting. To keep that there was to be one, make it `cancelled` instead."""
    await db.run(service.delete, principal, meeting_id, version)


@router.get("/{meeting_id:int}/file", response_class=Response)
async def get_meeting_file(meeting_id: Key, principal: SignedIn) -> Response:
    """The meeting as a file that calendars read (`.ics`). A newer file replaces an older one."""
    meeting = await db.run(views.get, principal, meeting_id)
    return Response(
        calendar_file.file_of(meeting),
        media_type=calendar_file.MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{calendar_file.filename(meeting)}"',
            "Cache-Control": "private, no-store",
        },
    )
