"""Suppressions over HTTP: the list, adding and removing, and all of it as a file."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from yardflow import clock, db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, ListQuery
from yardflow.api.schema import Api, Listed, OneOf, Sent, Takes, with_fields_of
from yardflow.models import SuppressionReason
from yardflow.services.records.lists.conditions import LONGEST_SEARCH
from yardflow.services.records.lists.parts import sorts
from yardflow.services.sequences.suppressions import export, listing, service
from yardflow.services.sequences.suppressions.listing import SuppressionQuery

router = APIRouter(prefix="/api/suppressions", tags=["suppressions"])

_NO_REASON = "Removed over the API"


@with_fields_of(listing.SuppressionRow)
class SuppressionOut(Api):
    """An address or a domain that must not be emailed. A domain stands for its subdomains, too.

    `addedBy` is empty where no one on the team added it; `removable`: you may remove it.
    """


class SuppressionIn(Sent):
    """An email address or a domain, and why it must not be emailed."""

    value: Annotated[str, Takes(service.VALUE)]
    reason: SuppressionReason = SuppressionReason.MANUAL
    note: Annotated[str, Takes(service.NOTE)] = ""


class RemovalIn(Sent):
    """`why` is kept in the audit log; without it that says “Removed over the API”."""

    why: Annotated[str, Takes(service.WHY)] | None = None


class SuppressionFilter(Sent):
    """Which suppressions. `q` is what an address or its domain begins with; `kind`, `reason` and
    `source` take several values with commas between them."""

    q: str = Field("", max_length=LONGEST_SEARCH)
    kind: Annotated[str, Takes(listing.FILTERS["kind"])] = ""
    reason: Annotated[str, Takes(listing.FILTERS["reason"])] = ""
    source: Annotated[str, Takes(listing.FILTERS["source"])] = ""


class SuppressionsQuery(ListQuery, SuppressionFilter):
    """Which suppressions. `q` is what an address or its domain begins with; `kind`, `reason` and
    `source` take several values with commas between them. `sort` is `addedAt` or `value`; put `-`
    in front for descending order."""

    sort: Annotated[str, OneOf(sorts(listing.SORTS))] = "-addedAt"


@router.get("")
async def list_suppressions(
    principal: SignedIn, query: Annotated[SuppressionsQuery, Query()]
) -> Listed[SuppressionOut]:
    """Lists suppressions, the latest first."""
    page = await db.run(listing.search, principal, SuppressionQuery(**query.parameters()))
    return Listed(
        items=[SuppressionOut.model_validate(row) for row in page.items],
        total=page.total,
        total_is_capped=page.capped,
        next=page.next,
    )


@router.post("", status_code=201)
async def add_suppression(body: SuppressionIn, principal: SignedIn) -> SuppressionOut:
    """Suppresses an address or a domain. If it is suppressed already, the stronger reason stays."""
    added = await db.run(service.add, principal, body.value, body.reason, body.note)
    return SuppressionOut.model_validate(await db.run(listing.get, principal, added.id))


@router.get("/{suppression_id:int}")
async def get_suppression(suppression_id: Key, principal: SignedIn) -> SuppressionOut:
    """Returns a suppression."""
    return SuppressionOut.model_validate(await db.run(listing.get, principal, suppression_id))


@router.delete("/{suppression_id:int}", status_code=204)
async def remove_suppression(
    suppression_id: Key, principal: SignedIn, removal: Annotated[RemovalIn, Query()]
) -> None:
    """Removes a suppression, so that it may be emailed again. ADMIN only if the recipient
    unsubscribed or complained."""
    why = _NO_REASON if removal.why is None else removal.why
    await db.run(service.remove, principal, suppression_id, why)


@router.get("/file", response_class=StreamingResponse)
async def download_suppressions(
    principal: SignedIn, query: Annotated[SuppressionFilter, Query()]
) -> StreamingResponse:
    """Downloads the suppressions as CSV, which can be imported again."""
    narrowed = SuppressionQuery(**query.model_dump())
    head = await db.run(export.begin, principal, narrowed)
    name = f"Suppressions {clock.now():%Y-%m-%d}.csv"
    return StreamingResponse(
        _pieces(head, narrowed),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


async def _pieces(head: bytes, query: SuppressionQuery) -> AsyncIterator[bytes]:
    """Each in a transaction of its own: a slow line holds up nothing."""
    yield head
    after = 0
    while (piece := await db.run(export.piece, query, after)) is not None:
        content, after = piece
        yield content
