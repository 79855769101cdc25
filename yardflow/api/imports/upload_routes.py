"""The upload of a file over HTTP, by a program or by the page's form."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError

from yardflow import db
from yardflow.api import forms
from yardflow.api.deps import SignedIn
from yardflow.api.forms import go_to
from yardflow.api.imports import answers, leftovers, readings
from yardflow.api.imports.schema import EncodingIn, ImportOut
from yardflow.api.imports.uploads import FULL, LONGEST_FIELD, Received, received
from yardflow.api.records.schema import Key
from yardflow.api.schema import LARGEST_KEY
from yardflow.db import Session
from yardflow.errors import Conflict, NotFound
from yardflow.models import ImportKind
from yardflow.services import imports
from yardflow.services.access import Principal
from yardflow.services.imports import FileTooLarge, NoRoom, Refused, StillReading
from yardflow.services.records import active_event

router = APIRouter(prefix="/api/imports", tags=["imports"])

_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file", "kind"],
    "additionalProperties": False,
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "CSV or XLSX, up to 50 MB"},
        "kind": {"type": "string", "enum": [kind.value for kind in ImportKind]},
        "eventId": {
            "type": "integer",
            "minimum": 1,
            "maximum": LARGEST_KEY,
            "description": "The default is your active event",
        },
        "sheet": {
            "type": "string",
            "maxLength": LONGEST_FIELD,
            "description": "Of a workbook; the default is the best matching sheet",
        },
        "encoding": {
            "type": "string",
            "enum": list(imports.ENCODINGS),
            "description": "Of a CSV file; the default is to detect it. UTF-16, and a file that "
            "begins with a byte order mark, is always detected",
        },
    },
}
_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}


@router.post(
    "",
    status_code=201,
    response_model=ImportOut,
    openapi_extra=_BODY,
    responses={
        409: {"description": "Another file of yours is still being read"},
        413: {"description": "Over 50 MB"},
        503: {"description": "The server's disk is full"},
    },
)
async def upload_import(request: Request, principal: SignedIn) -> Any:
    """Uploads a file as a draft. Nothing is imported until you run it.

    The response comes when the file has been read.
    """
    # A page's form goes to the import right away, which shows the progress.
    by_page = "text/html" in request.headers.get("accept", "")
    async with AsyncExitStack() as resources:
        try:
            upload = await resources.enter_async_context(
                received(request, "file", imports.MAX_BYTES, FileTooLarge)
            )
            if not by_page:
                _refuse_unknown(upload)
            import_id = await _begin(principal, upload)
        except (Refused, FileTooLarge, NoRoom, StillReading) as refusal:
            if by_page:
                return go_to("/import/", refused=refusal.reason)
            raise
        choices = {name: upload.fields.get(name, "") for name in ("sheet", "encoding")}
        if by_page:
            _finish_later(
                readings.read_for_page(import_id, upload.path, **choices), resources.pop_all()
            )
            return go_to(f"/import/{import_id}/")
        await readings.read_for_program(import_id, upload.path, **choices)
    return await db.run_long(answers.read, principal, import_id)


@router.post(
    "/{import_id:int}/encoding",
    response_model=ImportOut,
    openapi_extra=forms.described(EncodingIn),
    responses={503: {"description": "The server's disk is full"}},
)
async def change_encoding(request: Request, import_id: Key, principal: SignedIn) -> Any:
    """Reads the file of a draft again in another encoding. Columns of the same name stay mapped as
    they are; cells that were fixed are read again, too.

    The file is kept for a day where its encoding may be another than the detected one.
    """
    body, by_page = await forms.read(request, EncodingIn)
    async with AsyncExitStack() as resources:
        path = Path(resources.enter_context(leftovers.file()).name)
        try:
            await db.run_long(_begin_again, principal, import_id, body.encoding, path)
        except (Conflict, NoRoom) as refusal:
            if by_page:
                reason = getattr(refusal, "reason", "")
                return go_to(f"/import/{import_id}/", refused=reason)
            raise
        if by_page:
            reading = readings.read_for_page(import_id, path, encoding=body.encoding)
            _finish_later(reading, resources.pop_all())
            return go_to(f"/import/{import_id}/")
        await readings.read_for_program(import_id, path, encoding=body.encoding)
    return await db.run_long(answers.read, principal, import_id)


def _begin_again(
    session: Session, principal: Principal, import_id: int, encoding: str, path: Path
) -> None:
    imports.begin_again(session, principal, import_id, encoding)
    try:
        imports.write_file(session, import_id, path)
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom from error
        raise


def _refuse_unknown(upload: Received) -> None:
    """A misspelled event would be the active one."""
    unknown = upload.fields.keys() - _FORM["properties"].keys()
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("body", name)} for name in sorted(unknown)]
        )


async def _begin(principal: Principal, upload: Received) -> int:
    if not upload.filename:
        raise Refused("no_file")
    kind = upload.fields.get("kind", "")
    if kind not in list(ImportKind):
        raise Refused("wrong_kind")
    event_id = await _event_of(principal, upload.fields.get("eventId", ""))
    size = upload.path.stat().st_size
    try:
        return await db.run(
            imports.begin, principal, upload.filename, size, ImportKind(kind), event_id
        )
    except NotFound:
        raise Refused("no_event") from None


_unfinished: set[asyncio.Task[None]] = set()


def _finish_later(reading: Coroutine[Any, Any, None], resources: AsyncExitStack) -> None:
    """Reads on after the response; the file is kept until then."""

    async def finish() -> None:
        async with resources:
            await reading

    task = asyncio.create_task(finish())
    _unfinished.add(task)
    task.add_done_callback(_unfinished.discard)


async def _event_of(principal: Principal, event_id: str) -> int:
    if event_id:
        is_number = event_id.isascii() and event_id.isdigit() and len(event_id) <= 16
        if not is_number or not 0 < int(event_id) <= LARGEST_KEY:
            raise Refused("wrong_event")
        return int(event_id)
    _, active = await db.run(active_event.choices, principal)
    if active is None:
        raise Refused("wrong_event")
    return active
