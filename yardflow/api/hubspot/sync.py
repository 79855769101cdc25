"""Syncing records with HubSpot when someone asks for it, and what that would do."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.jobs import JobOut, shown
from yardflow.api.records.schema import LARGEST_KEY, Key
from yardflow.api.schema import Api, Sent
from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.merging.merge import Action
from yardflow.services.hubspot.syncing import asked, dry_runs
from yardflow.services.operations import jobs

router = APIRouter(prefix="/api/sync/hubspot", tags=["hubspot"])

_FIRST = 200
_NOUNS = ("contact", "account", "event", "owner")
Id = Annotated[int, Field(ge=1, le=LARGEST_KEY)] | None


class SyncDirection(StrEnum):
    """Which way changes go."""

    BOTH = "both"
    TO_HUBSPOT = "to_hubspot"
    FROM_HUBSPOT = "from_hubspot"


class Outcome(StrEnum):
    """What a sync would do about a record."""

    CREATED = "created"
    LINKED = "linked"
    CHANGED_HERE = "changed_here"
    CHANGED_THERE = "changed_there"
    CONFLICTS = "conflicts"
    KEPT = "kept"
    NOT_SYNCED = "not_synced"


class SyncIn(Sent):
    """What to sync: a contact; an account; the accounts, contacts and targets of an event, of an
    owner, or of both at once; or `all`. `linkedOnly` leaves records that aren't linked with one
    of HubSpot's. `dryRun` looks at what that would do, and writes nothing."""

    contact_id: Id = None
    account_id: Id = None
    event_id: Id = None
    owner_id: Id = None
    all: bool = False
    linked_only: bool = False
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
    """What would happen to a record: `created` in HubSpot, `linked` with one that is there,
    `changed`, or `not_synced` because of `note`. `hubspotId` is empty where HubSpot doesn't have
    it. `cursor` continues behind it."""

    record: SyncedRecord
    id: int
    hubspot_id: str
    name: str
    what: str
    note: str
    fields: list[FieldOut]
    cursor: int


class DryRunOut(Api):
    """What a sync would do. `counts` are records that would be `created`, `linked`, `changed`,
    `unchanged` or `not_synced`, and fields `changed_here`, `changed_there`, `kept` or in
    `conflicts`; `calls` those to HubSpot that it would take, and `seconds` how long these take
    under its limits. `records` are the first 200 that something would be done about."""

    counts: dict[str, int]
    calls: int
    seconds: int
    records: list[RecordOut]


class DryRecordsOut(Api):
    """Part of what a dry run looked at; `next` continues behind it, null at its end."""

    items: list[RecordOut]
    next: int | None


@router.post("", status_code=202)
async def sync_with_hubspot(body: SyncIn, principal: SignedIn) -> JobOut:
    """Syncs records with HubSpot in a background job. Only an ADMIN syncs more than one contact or
    account; anyone may look at what that would do (`dryRun`)."""
    subjects = {noun: getattr(body, f"{noun}_id") for noun in _NOUNS}
    made = await db.run(
        asked.start,
        principal,
        subjects=subjects,
        direction=Direction(body.direction),
        dry_run=body.dry_run,
        everything=body.all,
        linked_only=body.linked_only,
    )
    return shown(await db.run(jobs.get, principal, made.id or 0))


@router.get("/{job_id:int}", response_model=DryRunOut)
async def get_dry_run(job_id: Key, principal: SignedIn) -> dict[str, Any]:
    """Returns what a dry run has come to; it is kept for a day."""
    view = await db.run(dry_runs.get, principal, job_id)
    rows = await db.run(dry_runs.records, principal, job_id, most=_FIRST)
    return {
        "counts": view.counts,
        "calls": view.calls,
        "seconds": view.seconds,
        "records": [_record(row) for row in rows],
    }


@router.get("/{job_id:int}/records", response_model=DryRecordsOut)
async def list_dry_run_records(
    job_id: Key,
    principal: SignedIn,
    show: Outcome | None = None,
    after: Annotated[int, Query(ge=0, le=LARGEST_KEY)] = 0,
) -> dict[str, Any]:
    """Lists what a dry run looked at, 200 records at a time: all that something would be done
    about, or those that `show` names."""
    rows = await db.run(
        dry_runs.records, principal, job_id, outcome=show or "", after=after, most=_FIRST
    )
    last = rows[-1].id if len(rows) == _FIRST else None
    return {"items": [_record(row) for row in rows], "next": last}


def _record(row: dry_runs.DryRecordView) -> dict[str, Any]:
    return {
        "record": row.record,
        "id": row.record_id,
        "hubspot_id": row.hubspot_id,
        "name": row.name,
        "what": row.what,
        "note": row.note,
        "fields": row.fields,
        "cursor": row.id,
    }
