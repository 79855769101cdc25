"""What is logged in HubSpot's timeline."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import Admin, SignedIn
from yardflow.api.hubspot.runs import Retried
from yardflow.api.records.schema import LARGEST_KEY, Key
from yardflow.api.schema import Api, Flag, Sent, with_fields_of
from yardflow.models import TimelineKind
from yardflow.services.hubspot.timeline import refused, switch
from yardflow.services.records.values.fields import LARGEST_ID

router = APIRouter(prefix="/api/hubspot/timeline", tags=["hubspot"])


class LoggedOut(Api):
    """One kind; what happens from `since` on is logged, nothing where it is null."""

    kind: TimelineKind
    since: datetime | None


class ScopeOut(Api):
    """A scope that the connection lacks; `without` says what doesn't work."""

    name: str
    without: str


class TimelineOut(Api):
    """What is logged in HubSpot's timeline of contacts that are linked. `waiting` counts what is to
    be written still."""

    items: list[LoggedOut]
    missing_scopes: list[ScopeOut]
    waiting: int


class TimelineIn(Sent):
    """Whether one kind is logged from now on."""

    on: Flag


@with_fields_of(refused.UnloggedView)
class UnloggedOut(Api):
    """An email, reply or meeting that HubSpot did not take, because of `why`, in its own words.
    `contactId` is 0 where the contact was deleted."""


class UnloggedPage(Api):
    """Part of what HubSpot did not take; `next` continues behind it, null at the end."""

    items: list[UnloggedOut]
    next: int | None


@router.get("", response_model=TimelineOut)
async def get_timeline(principal: SignedIn) -> dict[str, Any]:
    """Returns what is logged in HubSpot's timeline."""
    return await _timeline(principal)


@router.put("/{kind}", response_model=TimelineOut)
async def set_timeline(kind: TimelineKind, body: TimelineIn, principal: Admin) -> dict[str, Any]:
    """Has what happens from now on be logged, or nothing more: what waits is dropped."""
    await db.run(switch.turn, principal, kind, body.on)
    return await _timeline(principal)


@router.get("/errors", response_model=UnloggedPage)
async def list_timeline_errors(
    principal: SignedIn, before: Annotated[int, Query(ge=1, le=LARGEST_KEY)] = LARGEST_ID
) -> dict[str, Any]:
    """Lists what HubSpot did not take, the latest first, 50 at a time."""
    items = await db.run(refused.search, principal, before=before)
    return {"items": items, "next": items[-1].id if len(items) == refused.PAGE else None}


@router.post("/errors/{entry_id:int}/retry", status_code=202)
async def retry_timeline_error(entry_id: Key, principal: SignedIn) -> Retried:
    """Has it written again."""
    await db.run(refused.retry, principal, entry_id)
    return Retried(records=1)


@router.post("/errors/retry", status_code=202)
async def retry_timeline_errors(principal: Admin) -> Retried:
    """Has all of it written again."""
    return Retried(records=await db.run(refused.retry_all, principal))


async def _timeline(principal: SignedIn) -> dict[str, Any]:
    view = await db.run(switch.get, principal)
    return {
        "items": [{"kind": kind, "since": since} for kind, since in view.since.items()],
        "missing_scopes": view.missing,
        "waiting": view.waiting,
    }
