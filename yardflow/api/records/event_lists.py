"""Events' lists over HTTP: target accounts and attendees."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import AttendeeOut, Key, TargetOut
from yardflow.api.schema import Api, Flag, Id, Many, Sent
from yardflow.models import AttendeeStatus, Stage
from yardflow.services.records import attendees, event_lists, targets

router = APIRouter(prefix="/api/events", tags=["events"])
MOST_AT_ONCE = 1_000


class RecordsIn(Sent):
    """The records to add, at most 1,000 at once. Unknown ids are passed over."""

    ids: Annotated[Many[Id], Field(max_length=MOST_AT_ONCE)]


class CountOut(Api):
    """How many were added; the others were there already."""

    count: int


class StageIn(Sent):
    """A stage; omit `version` to overwrite any version. With `enrich`, attendees from an account
    that becomes Qualified are enriched as on our pages, if an admin allows that. It may cost
    money."""

    stage: Stage
    version: Id | None = None
    enrich: Flag = False


class StatusIn(Sent):
    """The status of the contact at the event; omit `version` to overwrite any version."""

    status: AttendeeStatus
    version: Id | None = None


class CopyIn(Sent):
    """The event whose list they are added to."""

    to_event_id: Id


class CopiedOut(Api):
    """How many were added to the other event's list."""

    targets: int
    attendees: int


@router.post("/{event_id:int}/targets")
async def add_targets(event_id: Key, body: RecordsIn, principal: SignedIn) -> CountOut:
    """Adds accounts to an event's list."""
    return CountOut(count=await db.run(targets.add, principal, event_id, body.ids))


@router.delete("/{event_id:int}/targets/{account_id:int}", status_code=204)
async def remove_target(event_id: Key, account_id: Key, principal: SignedIn) -> None:
    """Removes an account from an event's list. The account stays."""
    await db.run(targets.remove, principal, event_id, [account_id])


@router.patch("/{event_id:int}/targets/{account_id:int}")
async def set_stage(
    event_id: Key, account_id: Key, body: StageIn, principal: SignedIn
) -> TargetOut:
    """Moves an account to another stage at an event."""
    given = (event_id, account_id, body.version, body.stage)
    row = await db.run(targets.set_stage, principal, *given, may_cost_money=body.enrich)
    return TargetOut.model_validate(row)


@router.post("/{event_id:int}/attendees")
async def add_attendees(event_id: Key, body: RecordsIn, principal: SignedIn) -> CountOut:
    """Adds contacts to an event's list, and their accounts."""
    return CountOut(count=await db.run(attendees.add, principal, event_id, body.ids))


@router.delete("/{event_id:int}/attendees/{contact_id:int}", status_code=204)
async def remove_attendee(event_id: Key, contact_id: Key, principal: SignedIn) -> None:
    """Removes a contact from an event's list. The contact stays."""
    await db.run(attendees.remove, principal, event_id, [contact_id])


@router.patch("/{event_id:int}/attendees/{contact_id:int}")
async def set_status(
    event_id: Key, contact_id: Key, body: StatusIn, principal: SignedIn
) -> AttendeeOut:
    """Changes the status of a contact at an event."""
    row = await db.run(
        attendees.set_status, principal, event_id, contact_id, body.version, body.status
    )
    return AttendeeOut.model_validate(row)


@router.post("/{event_id:int}/copy-lists")
async def copy_lists(event_id: Key, body: CopyIn, principal: SignedIn) -> CopiedOut:
    """Adds an event's accounts and contacts to another event's list, as Lead and Listed."""
    copied = await db.run_long(event_lists.copy, principal, event_id, body.to_event_id)
    return CopiedOut.model_validate(copied)
