"""Imports: a list is sent, looked over, mended, run, and undone as one."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.forms import go_to
from yardflow.api.imports import readings
from yardflow.api.imports.schema import (
    ImportIn,
    ImportOut,
    ImportSummary,
    ProblemOut,
    RowOut,
    StartedOut,
)
from yardflow.api.imports.uploads import Received, received
from yardflow.api.records.schema import Before, Key
from yardflow.api.schema import Listed
from yardflow.db import Session
from yardflow.errors import NotFound
from yardflow.models import ImportKind
from yardflow.services import imports
from yardflow.services.access import Principal
from yardflow.services.imports import (
    FileTooLarge,
    ImportView,
    NoRoom,
    Refused,
    RowView,
    StillReading,
)
from yardflow.services.records import active_event

router = APIRouter(prefix="/api/imports", tags=["imports"])

SHOWN_PROBLEMS = 100
SAMPLES_FOLDER = Path(__file__).parents[3] / "samples"
SAMPLES = frozenset(
    {"tradeshow_companies.csv", "tradeshow_people.csv", "badge_scans.csv", "tradeshow.xlsx"}
)
_FORM = {
    "type": "object",
    "required": ["file", "kind"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "CSV or XLSX, up to 50 MB"},
        "kind": {"type": "string", "enum": [kind.value for kind in ImportKind]},
        "eventId": {
            "type": "integer",
            "description": "Left out: the event that the caller works on",
        },
        "sheet": {"type": "string", "description": "Of a workbook; left out: the one that fits"},
        "encoding": {
            "type": "string",
            "enum": list(imports.ENCODINGS),
            "description": "Of a CSV file; left out: detected. UTF-16, and what begins with a "
            "byte order mark, is always detected",
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
        409: {"description": "Another list of yours is still being read"},
        413: {"description": "Over 50 MB"},
        503: {"description": "The disk is full"},
    },
)
async def take_in(request: Request, principal: SignedIn) -> Any:
    """Reads a list into a draft: nothing is in the records yet. A program is answered when it is
    read, a page's form is led to the import at once, which shows how far it is."""
    by_page = "text/html" in request.headers.get("accept", "")
    async with AsyncExitStack() as held:
        try:
            came = await held.enter_async_context(
                received(request, "file", imports.MAX_BYTES, FileTooLarge)
            )
            import_id = await _begun(principal, came)
        except (Refused, FileTooLarge, NoRoom, StillReading) as refusal:
            if by_page:
                return go_to("/import/", refused=refusal.reason)
            raise
        choices = {name: came.fields.get(name, "") for name in ("sheet", "encoding")}
        if by_page:
            _go_on(readings.read_for_page(import_id, came.path, **choices), held.pop_all())
            return go_to(f"/import/{import_id}/")
        await readings.read_for_program(import_id, came.path, **choices)
    return await db.run(_read, principal, import_id)


async def _begun(principal: Principal, came: Received) -> int:
    if not came.filename:
        raise Refused("no_file")
    kind = came.fields.get("kind", "")
    if kind not in list(ImportKind):
        raise Refused("wrong_kind")
    event_id = await _event_of(principal, came.fields.get("eventId", ""))
    size = came.path.stat().st_size
    try:
        return await db.run(
            imports.begin, principal, came.filename, size, ImportKind(kind), event_id
        )
    except NotFound:
        raise Refused("no_event") from None


_going_on: set[asyncio.Task[None]] = set()


def _go_on(reading: Coroutine[Any, Any, None], held: AsyncExitStack) -> None:
    """Reads on after the answer; the file is held until then."""

    async def to_the_end() -> None:
        async with held:
            await reading

    task = asyncio.create_task(to_the_end())
    _going_on.add(task)
    task.add_done_callback(_going_on.discard)


async def _event_of(principal: Principal, named: str) -> int:
    if named:
        if not named.isascii() or not named.isdigit() or len(named) > 18:
            raise Refused("no_event")
        return int(named)
    _, active = await db.run(active_event.choices, principal)
    if active is None:
        raise Refused("wrong_event")
    return active


@router.get("")
async def list_imports(
    principal: SignedIn,
    cursor: Before = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Listed[ImportSummary]:
    """One's own imports, and everybody's for an ADMIN, the latest first."""
    page = await db.run(imports.search, principal, limit, cursor)
    items = [ImportSummary.model_validate(one) for one in page.items]
    return Listed(items=items, total=page.total, next=str(page.next) if page.next else None)


@router.get("/samples/{name}", response_class=FileResponse, include_in_schema=False)
async def get_sample(name: str, principal: SignedIn) -> FileResponse:
    """A list to try the import with."""
    if name not in SAMPLES or not (SAMPLES_FOLDER / name).is_file():
        raise NotFound("There is no such sample.")
    return FileResponse(SAMPLES_FOLDER / name, filename=name)


@router.get("/{import_id}")
async def get_import(import_id: Key, principal: SignedIn) -> ImportOut:
    """One import: where it stands, its columns, its first rows and problems."""
    return await db.run(_read, principal, import_id)


@router.patch("/{import_id}")
async def change_import(import_id: Key, body: ImportIn, principal: SignedIn) -> ImportOut:
    """Gives columns another meaning and cells another value, both or neither."""
    return await db.run_long(_change, principal, import_id, body)


@router.post("/{import_id}/run", status_code=202)
async def run_import(import_id: Key, principal: SignedIn) -> StartedOut:
    """Puts the good rows into the records, in one step; bad ones are set aside."""
    job = await db.run(imports.start, principal, import_id)
    return StartedOut(job_id=int(job.id or 0))


@router.get("/{import_id}/rejects", response_class=Response)
async def get_rejects(import_id: Key, principal: SignedIn) -> Response:
    """The rows set aside with their reasons, as CSV, to mend and import again."""
    file = await db.run_long(imports.rejects, principal, import_id)
    named = f"attachment; filename=\"set-aside.csv\"; filename*=UTF-8''{quote(file.filename)}"
    return Response(
        file.content, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": named}
    )


@router.delete(
    "/{import_id}",
    response_model=StartedOut,
    status_code=202,
    responses={204: {"description": "It was a draft, and is thrown away"}},
)
async def undo_import(import_id: Key, principal: SignedIn) -> Any:
    """Throws a draft away at once, or has a finished import undone as one."""
    job = await db.run_long(imports.remove, principal, import_id)
    return Response(status_code=204) if job is None else StartedOut(job_id=int(job.id or 0))


def _read(session: Session, principal: Principal, import_id: int) -> ImportOut:
    return _shown(session, principal, imports.get(session, principal, import_id))


def _change(session: Session, principal: Principal, import_id: int, body: ImportIn) -> ImportOut:
    if body.mapping:
        imports.change_mapping(session, principal, import_id, body.mapping)
    if body.cells:
        cells = [(cell.row, cell.column, cell.value) for cell in body.cells]
        imports.mend(session, principal, import_id, cells)
    return _read(session, principal, import_id)


def _shown(session: Session, principal: Principal, view: ImportView) -> ImportOut:
    headers = [column.header for column in view.columns]
    first = imports.rows(session, principal, view.id, limit=imports.PREVIEW_ROWS)
    bad = imports.rows(session, principal, view.id, only_bad=True, limit=SHOWN_PROBLEMS)
    problems = [one for row in bad for one in _problems(row, headers)]
    return ImportOut(
        **ImportSummary.model_validate(view).model_dump(),
        source=view.source,
        mapping={column.header: column.field or None for column in view.columns},
        needs=view.needs,
        fields=dict(imports.choices(view.kind)),
        preview=[_row(row, headers) for row in first],
        problems=problems[:SHOWN_PROBLEMS],
    )


def _row(row: RowView, headers: list[str]) -> RowOut:
    cells = dict(zip(headers, row.cells, strict=False))
    return RowOut(row=row.number, line=row.line, cells=cells, outcome=row.outcome)


def _problems(row: RowView, headers: list[str]) -> list[ProblemOut]:
    return [
        ProblemOut(
            row=row.number,
            line=row.line,
            column=headers[int(at)] if at.isdigit() else None,
            value=row.cells[int(at)] if at.isdigit() else "",
            reason=reason,
        )
        for at, reason in row.problems.items()
    ]
