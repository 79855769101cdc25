"""Exports over HTTP: a file is asked for, made by a job, and downloaded."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.accounts import AccountFilter
from yardflow.api.records.contacts import ContactFilter
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Id, Many, Sent, with_fields_of
from yardflow.models import ExportFormat
from yardflow.services.records import export
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.export import ExportView

router = APIRouter(prefix="/api/exports", tags=["exports"])


class ExportIn(Sent):
    """`ids` are up to 200 records of `query`'s event, in its order; without them all that match are
    exported."""

    format: ExportFormat = ExportFormat.CSV
    ids: Annotated[Many[Id], Field(min_length=1, max_length=export.MOST_IDS)] | None = None


class ContactExportIn(ExportIn):
    """Contacts to export; `query` is that of their list, without `limit` and `cursor`."""

    query: ContactFilter = ContactFilter()


class AccountExportIn(ExportIn):
    """Accounts to export; `query` is that of their list, without `limit` and `cursor`."""

    query: AccountFilter = AccountFilter()


@with_fields_of(ExportView)
class ExportOut(Api):
    """An export. Its file can be downloaded from `readyAt` to `expiresAt`; until then `rows` and
    `size`, which is in bytes, are 0. `status` and `error` are those of its job."""


@router.post("/contacts", status_code=202)
async def export_contacts(body: ContactExportIn, principal: SignedIn) -> ExportOut:
    """Starts an export of contacts, with their status and stage at an event if the query has one.

    The columns can be imported again. Poll the export until `readyAt` is set.
    """
    return await _start(principal, ContactQuery(**body.query.parameters(CONTACT.texts)), body)


@router.post("/accounts", status_code=202)
async def export_accounts(body: AccountExportIn, principal: SignedIn) -> ExportOut:
    """Starts an export of accounts, with their stage at an event if the query has one.

    The columns can be imported again. Poll the export until `readyAt` is set.
    """
    return await _start(principal, AccountQuery(**body.query.parameters(ACCOUNT.texts)), body)


@router.get("/{export_id:int}")
async def get_export(export_id: Key, principal: SignedIn) -> ExportOut:
    """Returns one of your exports; those of others do not exist for you."""
    return ExportOut.model_validate(await db.run(export.get, principal, export_id))


@router.get("/{export_id:int}/file", response_class=StreamingResponse)
async def get_export_file(export_id: Key, principal: SignedIn) -> StreamingResponse:
    """The file, for a day after it was made."""
    view = await db.run(export.open_file, principal, export_id)
    named = f"attachment; filename=\"export.{view.format}\"; filename*=UTF-8''"
    return StreamingResponse(
        _pieces(view),
        media_type=export.FORMATS[view.format].media_type,
        headers={
            "Content-Disposition": named + quote(view.filename),
            "Content-Length": str(view.size),
            "Cache-Control": "private, no-store",
        },
    )


async def _start(principal: Any, query: ContactQuery | AccountQuery, body: ExportIn) -> ExportOut:
    started = await db.run(export.start, principal, query, body.format, body.ids)
    return ExportOut.model_validate(started)


async def _pieces(view: ExportView) -> AsyncIterator[bytes]:
    """One at a time, each in a transaction of its own: a slow line holds up nothing."""
    number = 0
    while (content := await db.run(export.piece, view.id, number)) is not None:
        yield content
        number += 1
