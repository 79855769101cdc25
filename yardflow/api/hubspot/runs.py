"""What the sync with HubSpot did, what it refused, and what waits for a person."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import Admin, SignedIn
from yardflow.api.jobs import JobOut, shown
from yardflow.api.records.schema import LARGEST_KEY, Key
from yardflow.api.schema import Api, Sent, with_fields_of
from yardflow.models import JobStatus, Side, SyncedRecord
from yardflow.services.hubspot.journal import conflicts, refused, runs, undo, undo_job
from yardflow.services.hubspot.syncing import backfill, status, switch
from yardflow.services.hubspot.timeline import refused as unlogged
from yardflow.services.operations import jobs
from yardflow.services.records.values.fields import LARGEST_ID

router = APIRouter(prefix="/api/hubspot", tags=["hubspot"])

Before = Annotated[int, Query(ge=1, le=LARGEST_KEY)]
After = Annotated[int, Query(ge=0, le=LARGEST_KEY)]


class WaitingOut(Api):
    """How many records wait to be synced."""

    accounts: int
    contacts: int
    targets: int


class StatusOut(Api):
    """How the sync stands: `not_connected`, `lost`, `not_started`, `paused` or `syncing`. Up to
    1,000 `errors` and `conflicts` are counted; `lookedAt` is when HubSpot was last asked what
    changed there."""

    status: str
    started_at: datetime | None
    paused_at: datetime | None
    looked_at: datetime | None
    waiting: WaitingOut
    errors: int
    conflicts: int


class RunOut(Api):
    """What the sync did: a run that a person asked for (`jobId`, `status`, `done` of `total`), or
    all that changes led to within an hour. Counts are of records (`created`, `linked`) and of
    fields."""

    id: int
    started_at: datetime
    job_id: int | None
    asked_by: str
    status: JobStatus | None
    paused: bool
    note: str
    done: int
    total: int
    created: int
    linked: int
    changed_here: int
    changed_there: int
    conflicts: int
    refused: int


class RunsOut(Api):
    """Part of the runs, the latest first; `next` continues behind it, null at the end."""

    items: list[RunOut]
    next: int | None


@with_fields_of(runs.DecisionView)
class DecisionOut(Api):
    """A decision about a field of a record: `written` on the side that lost, because of `why`.
    `kept` says what changed since, so that it can't be undone."""


class DecisionsOut(Api):
    """Part of a run's decisions, or of the conflicts; `next` continues behind it, null at its
    end."""

    items: list[DecisionOut]
    next: int | None


@with_fields_of(refused.RefusalView)
class ErrorOut(Api):
    """What was refused of a record for one reason, `why`: in HubSpot's own words
    (`byHubspot`), or in ours. `retrying`: it waits to be synced again."""


class ErrorsOut(Api):
    """Part of what is refused now; `next` continues behind it, null at the end."""

    items: list[ErrorOut]
    next: int | None


class RulingIn(Sent):
    """Whose value counts: ours (`here`) or HubSpot's (`there`)."""

    winner: Side


class UndoneOut(Api):
    """What an undo did: nothing where `kept` says why; `inHubspot`: HubSpot gets its earlier value
    with the next sync."""

    decision_id: int
    kept: str
    in_hubspot: bool


class Retried(Api):
    """How many records are synced again."""

    records: int


@router.get("/sync", response_model=StatusOut)
async def get_sync(principal: SignedIn) -> dict[str, Any]:
    """Returns how the sync stands."""
    return await _status(principal)


@router.post("/sync/start", response_model=StatusOut)
async def start_sync(principal: Admin) -> dict[str, Any]:
    """Starts the sync: from now on what changes on either side is synced."""
    await db.run(switch.start, principal)
    return await _status(principal)


@router.post("/sync/pause", response_model=StatusOut)
async def pause_sync(principal: Admin) -> dict[str, Any]:
    """Pauses the sync; what changes waits."""
    await db.run(switch.pause, principal)
    return await _status(principal)


@router.post("/sync/resume", response_model=StatusOut)
async def resume_sync(principal: Admin) -> dict[str, Any]:
    """Resumes a paused sync."""
    await db.run(switch.resume, principal)
    return await _status(principal)


@router.get("/runs", response_model=RunsOut)
async def list_runs(principal: SignedIn, before: Before = LARGEST_ID) -> dict[str, Any]:
    """Lists runs that did something or that a person asked for, 50 at a time."""
    return _part(await db.run(runs.search, principal, before=before), runs.PAGE)


@router.get("/runs/{run_id:int}", response_model=RunOut)
async def get_run(run_id: Key, principal: SignedIn) -> runs.RunView:
    """Returns one run."""
    return await db.run(runs.get, principal, run_id)


@router.get("/runs/{run_id:int}/decisions", response_model=DecisionsOut)
async def list_decisions(run_id: Key, principal: SignedIn, after: After = 0) -> dict[str, Any]:
    """Lists what a run decided, 50 decisions at a time."""
    return _part(await db.run(runs.decisions, principal, run_id, after=after), runs.PAGE)


@router.post("/runs/{run_id:int}/pause", response_model=RunOut)
async def pause_run(run_id: Key, principal: SignedIn) -> runs.RunView:
    """Pauses a running sync after its current batch."""
    await db.run(backfill.pause, principal, run_id)
    return await db.run(runs.get, principal, run_id)


@router.post("/runs/{run_id:int}/resume", response_model=RunOut)
async def resume_run(run_id: Key, principal: SignedIn) -> runs.RunView:
    """Resumes a paused run where it was."""
    await db.run(backfill.resume, principal, run_id)
    return await db.run(runs.get, principal, run_id)


@router.post("/runs/{run_id:int}/undo", status_code=202)
async def undo_run(run_id: Key, principal: Admin) -> JobOut:
    """Undoes what a run wrote, here and in HubSpot, in a background job. What changed since
    stays."""
    made = await db.run(undo_job.start, principal, run_id)
    return shown(await db.run(jobs.get, principal, made.id or 0))


@router.post("/decisions/{decision_id:int}/undo", response_model=UndoneOut)
async def undo_decision(decision_id: Key, principal: SignedIn) -> undo.Undone:
    """Undoes one decision that wrote something."""
    return await db.run(undo.undo, principal, decision_id)


@router.get("/errors", response_model=ErrorsOut)
async def list_errors(principal: SignedIn, before: Before = LARGEST_ID) -> dict[str, Any]:
    """Lists what is refused now, the latest first, 50 at a time."""
    return _part(await db.run(refused.search, principal, before=before), refused.PAGE)


@router.post("/errors/{decision_id:int}/retry", status_code=202)
async def retry_error(decision_id: Key, principal: SignedIn) -> Retried:
    """Has the record synced again."""
    await db.run(refused.retry, principal, decision_id)
    return Retried(records=1)


@router.post("/errors/retry", status_code=202)
async def retry_errors(principal: Admin) -> Retried:
    """Has all records synced again of which something is refused."""
    return Retried(records=await db.run(refused.retry_all, principal))


@router.get("/conflicts", response_model=DecisionsOut)
async def list_conflicts(principal: SignedIn, after: After = 0) -> dict[str, Any]:
    """Lists fields that wait for a person, the longest waiting first, 50 at a time."""
    return _part(await db.run(runs.waiting, principal, after=after), runs.PAGE)


@router.put("/conflicts/{decision_id:int}/ruling", status_code=204)
async def rule_on_conflict(decision_id: Key, body: RulingIn, principal: SignedIn) -> None:
    """Says whose value counts; the next sync writes it to the other side."""
    await db.run(conflicts.rule, principal, decision_id, body.winner)


@router.delete("/conflicts/{decision_id:int}/ruling", status_code=204)
async def undo_ruling(decision_id: Key, principal: SignedIn) -> None:
    """Undoes what a person said about a conflict."""
    await db.run(conflicts.undo_rule, principal, decision_id)


async def _status(principal: SignedIn) -> dict[str, Any]:
    now = await db.run(status.get, principal)
    names = ("status", "started_at", "paused_at", "looked_at", "conflicts")
    errors = now.errors + await db.run(unlogged.number, principal)
    waiting = {f"{record}s": now.waiting.get(record, 0) for record in SyncedRecord}
    shown_now = {name: getattr(now, name) for name in names}
    return {**shown_now, "errors": errors, "waiting": waiting}


def _part(items: Any, size: int) -> dict[str, Any]:
    return {"items": items, "next": items[-1].id if len(items) == size else None}
