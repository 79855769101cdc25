"""Senders over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Changed, Key, ListQuery, RecordIn, Version
from yardflow.api.schema import (
    WHOLE,
    Api,
    Day,
    Id,
    Listed,
    Many,
    OneOf,
    Sent,
    Takes,
    TimeOfDay,
    with_fields_of,
)
from yardflow.models import MeetingKind
from yardflow.services.records.lists.parts import sorts
from yardflow.services.records.values.fields import timezones
from yardflow.services.sequences.booking import hours
from yardflow.services.sequences.senders import service, views
from yardflow.services.sequences.senders.sender_fields import (
    LONGEST_GAP_S,
    MOST_A_DAY,
    PAUSE_REASON,
    SENDER,
)
from yardflow.services.sequences.senders.views import SenderQuery

router = APIRouter(prefix="/api/senders", tags=["senders"])

Name = Annotated[str, Takes(SENDER.cleaners["name"])]
Address = Annotated[str, Takes(SENDER.cleaners["address"])]
Zone = Annotated[str, OneOf(sorted(timezones()))]
Cap = Annotated[int, Field(ge=1, le=MOST_A_DAY), WHOLE]
Emails = Annotated[int, Field(ge=0, le=MOST_A_DAY), WHOLE]
Seconds = Annotated[int, Field(ge=0, le=LONGEST_GAP_S), WHOLE]


@with_fields_of(views.SenderRow, "may_edit")
class SenderOut(Api):
    """A sender. `userId` is the teammate it belongs to. `sentToday` of `capToday` are of the day in
    its own time zone. `verifiedAt` is when SendGrid last said that it sends from this address."""


class SenderFields(RecordIn):
    """The fields of a sender that can be changed. At most `dailyCap` emails go out a day; while it
    warms up, `warmupFirst` on the day `warmupBegan` and `warmupStep` more each day. Between two
    emails lie at least `paceS` seconds and up to `jitterS` more. `bookingUrl` is a booking page of
    their own, which takes the place of their booking link here."""

    name: Name = Field(default_factory=str)
    address: Address = Field(default_factory=str)
    reply_to: Annotated[str, Takes(SENDER.cleaners["reply_to"])] | None = None
    timezone: Zone = Field(default_factory=str)
    user_id: Id | None = None
    daily_cap: Cap = Field(default_factory=int)
    warmup_began: Day | None = None
    warmup_first: Emails = 0
    warmup_step: Emails = 0
    pace_s: Seconds = 0
    jitter_s: Seconds = 0
    signature_html: Annotated[str, Takes(SENDER.cleaners["signature_html"])] = ""
    signature_text: Annotated[str, Takes(SENDER.cleaners["signature_text"])] = ""
    booking_url: Annotated[str, Takes(SENDER.cleaners["booking_url"])] = ""


class SenderIn(SenderFields):
    """A new sender; yours unless you name someone else, which only an ADMIN may."""

    name: Name
    address: Address
    timezone: Zone


class SenderChange(SenderFields, Changed):
    """A change to a sender. Omitted fields stay as they are."""


class SendersQuery(ListQuery):
    """Which senders. `sort` is `name`, `address` or `createdAt`; put `-` in front for descending
    order."""

    status: Annotated[str, OneOf(("", *views.STATUSES))] = ""
    sort: Annotated[str, OneOf(sorts(views.SORTS))] = "name"


class PauseIn(Sent):
    """Why nothing goes out from a sender, for your team to read."""

    reason: Annotated[str, Takes(PAUSE_REASON)]


@router.get("")
async def list_senders(
    principal: SignedIn, query: Annotated[SendersQuery, Query()]
) -> Listed[SenderOut]:
    """Lists senders by name."""
    page = await db.run(views.search, principal, SenderQuery(**query.parameters()))
    rows = [SenderOut.model_validate(row) for row in page.items]
    return Listed(items=rows, total=page.total, next=page.next)


@router.post("", status_code=201)
async def add_sender(body: SenderIn, principal: SignedIn) -> SenderOut:
    """Adds a sender."""
    return SenderOut.model_validate(await db.run(service.create, principal, body.sent()))


@router.get("/{sender_id:int}")
async def get_sender(sender_id: Key, principal: SignedIn) -> SenderOut:
    """Returns a sender."""
    return SenderOut.model_validate(await db.run(views.get, principal, sender_id))


@router.patch("/{sender_id:int}")
async def update_sender(sender_id: Key, body: SenderChange, principal: SignedIn) -> SenderOut:
    """Updates the fields in the body. Only its owner and ADMINs may."""
    row = await db.run(service.update, principal, sender_id, body.version, body.sent())
    return SenderOut.model_validate(row)


@router.delete("/{sender_id:int}", status_code=204)
async def delete_sender(sender_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes a sender that no one in a sequence gets emails from. Only its owner and ADMINs
    may."""
    await db.run(service.delete, principal, sender_id, version)


@router.post("/{sender_id:int}/pause")
async def pause_sender(sender_id: Key, body: PauseIn, principal: SignedIn) -> SenderOut:
    """Stops all emails from a sender. Whoever gets emails from it waits until it is resumed."""
    return SenderOut.model_validate(await db.run(service.pause, principal, sender_id, body.reason))


@router.post("/{sender_id:int}/resume")
async def resume_sender(sender_id: Key, principal: SignedIn) -> SenderOut:
    """Lets emails go out again. Only its owner and ADMINs may."""
    return SenderOut.model_validate(await db.run(service.resume, principal, sender_id))


class MeetingHoursOut(Api):
    """When contacts may book a meeting by a sender's booking link, by the sender's clock; Monday
    is 0."""

    weekdays: list[int]
    opens: TimeOfDay
    closes: TimeOfDay
    minutes: int
    kind: MeetingKind
    location: str


class MeetingHoursIn(Sent):
    """When contacts may book a meeting, by the sender's clock; Monday is 0. Meetings take
    `minutes`, and are held by `kind` at `location`."""

    weekdays: Annotated[Many[Annotated[int, Field(ge=0, le=6), WHOLE]], Field(min_length=1)]
    opens: Annotated[str, Takes(hours.CLEANERS["opens"])]
    closes: Annotated[str, Takes(hours.CLEANERS["opens"])]
    minutes: Annotated[int, Field(ge=hours.SHORTEST, le=hours.LONGEST), WHOLE] = hours.USUAL
    kind: MeetingKind = MeetingKind.VIDEO
    location: Annotated[str, Takes(hours.CLEANERS["location"])] = ""


@router.get("/{sender_id:int}/meeting-hours")
async def get_meeting_hours(sender_id: Key, principal: SignedIn) -> MeetingHoursOut | None:
    """Returns the meeting hours of a sender, or null if it has no booking link."""
    row = await db.run(hours.get, principal, sender_id)
    return None if row is None else MeetingHoursOut.model_validate(row)


@router.put("/{sender_id:int}/meeting-hours")
async def set_meeting_hours(
    sender_id: Key, body: MeetingHoursIn, principal: SignedIn
) -> MeetingHoursOut:
    """Sets the meeting hours of a sender. Its emails may then hold `{{ sender.booking_url }}`. Only
    its owner and ADMINs may."""
    row = await db.run(hours.put, principal, sender_id, body.model_dump())
    return MeetingHoursOut.model_validate(row)


@router.delete("/{sender_id:int}/meeting-hours", status_code=204)
async def delete_meeting_hours(sender_id: Key, principal: SignedIn) -> None:
    """Removes the booking link of a sender. Meetings that were booked by it stay. Only its owner
    and ADMINs may."""
    await db.run(hours.delete, principal, sender_id)
