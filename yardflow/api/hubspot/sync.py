"""Syncing records with HubSpot when someone asks for it, and what that would do."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.jobs import JobOut, shown
from yardflow.api.records.schema import LARGEST_KEY, Key
from yardflow.api.schema import Api, Sent
from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.merging.merge import Action
from yardflow.services.hubspot.syncing import asked
from yardflow.services.operations import jobs

router = APIRouter(prefix="/api/sync/hubspot", tags=["hubspot"])

Id = Annotated[int, Field(ge=1, le=LARGEST_KEY)] | None


class SyncDirection(StrEnum):
    """Which way changes go."""

    BOTH = "both"
    TO_HUBSPOT = "to_hubspot"
    FROM_HUBSPOT = "from_hubspot"


class SyncIn(Sent):
    """What to sync: one of a contact, an account, or an event with its target accounts, their
    contacts and deals. `dryRun` finds out what that would do, and writes nothing."""

    contact_id: Id = None
    account_id: Id = None
    event_id: Id = None
    direction: SyncDirection = SyncDirection.BOTH
    dry_run: bool = False


class FieldOut(Api):
    """What would happen to a field and its property in HubSpot: `written` on the side that
    `action` names, because of `why`. `keep` leaves both sides as they are, `ask` waits for a
    person."""

    field: str
    label: str
    property: str
    action: Action
    ours: str
    theirs: str
    written: str
    why: str


class RecordOut(Api):
    """What would happen to a record: `created` in HubSpot, `linked` with one that is there, or
    `changed`. `hubspotId` is empty where HubSpot doesn't have it."""

    record: SyncedRecord
    id: int
    hubspot_id: str
    what: str
    fields: list[FieldOut]


class DryRunOut(Api):
    """What a sync would do. `counts` are records that would be `created`, `linked`, `changed`,
    `unchanged` or `not_synced`, and fields `changed_here`, `changed_there`, `kept` or in
    `conflicts`; `calls` those to HubSpot that it would take. `records` are the first 200 that
    something would be done about."""

    counts: dict[str, int]
    calls: int
    records: list[RecordOut]


@router.post("", status_code=202)
async def sync_with_hubspot(body: SyncIn, principal: SignedIn) -> JobOut:
    """Syncs a contact, an account or a whole event with HubSpot, in a background job. Only an
    ADMIN syncs an event; anyone may look at what that would do (`dryRun`)."""
    subjects = {noun: getattr(body, f"{noun}_id") for noun in ("contact", "account", "event")}
    made = await db.run(
        asked.start,
        principal,
        subjects=subjects,
        direction=Direction(body.direction),
        dry_run=body.dry_run,
    )
    return shown(await db.run(jobs.get, principal, made.id or 0))


@router.get("/{job_id:int}", response_model=DryRunOut)
async def get_dry_run(job_id: Key, principal: SignedIn) -> dict[str, Any]:
    """Returns what a dry run came to, once its job has ended; it is kept for a day."""
    return await db.run(asked.result_of, principal, job_id)
