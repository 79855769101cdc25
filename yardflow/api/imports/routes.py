"""Imports over HTTP: a file is uploaded, previewed, fixed, imported, and undone as one."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, Response

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.forms import go_to
from yardflow.api.imports import readings
from yardflow.api.imports.schema import (
    CompanyChoiceIn,
    ForecastOut,
    ImportIn,
    ImportOut,
    ImportSummary,
    NamesakeOut,
    ProblemOut,
    RowOut,
    RowRecordOut,
    StartedOut,
)
from yardflow.api.imports.uploads import LONGEST_FIELD, Received, received
from yardflow.api.records.schema import Before, Key
from yardflow.api.schema import LARGEST_KEY, Listed
from yardflow.db import Session
from yardflow.errors import NotFound
from yardflow.models import ImportKind, RowOutcome
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
from yardflow.services.records.fields import LARGEST_NUMBER

router = APIRouter(prefix="/api/imports", tags=["imports"])

SHOWN_PROBLEMS = 100
SAMPLES_FOLDER = Path(__file__).parents[3] / "samples"
SAMPLES = frozenset(
    {"tradeshow_companies.csv", "tradeshow_people.csv", "badge_scans.csv", "tradeshow.xlsx"}
)
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
    return await db.run_long(_read, principal, import_id)


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
        if not event_id.isascii() or not event_id.isdigit() or len(event_id) > 18:
            raise Refused("no_event")
        return int(event_id)
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
    """Lists your imports, latest first; an ADMIN sees the whole team's."""
    page = await db.run(imports.search, principal, limit, cursor)
    items = [ImportSummary.model_validate(view) for view in page.items]
    return Listed(items=items, total=page.total, next=str(page.next) if page.next else None)


@router.get("/samples/{name}", response_class=FileResponse, include_in_schema=False)
async def get_sample(name: str, principal: SignedIn) -> FileResponse:
    """A file to try the import with."""
    if name not in SAMPLES or not (SAMPLES_FOLDER / name).is_file():
        raise NotFound("Sample not found.")
    return FileResponse(SAMPLES_FOLDER / name, filename=name)


@router.get("/{import_id}")
async def get_import(import_id: Key, principal: SignedIn) -> ImportOut:
    """Returns an import: its status, columns, first rows and problems."""
    return await db.run_long(_read, principal, import_id)


@router.patch("/{import_id}")
async def update_import(import_id: Key, body: ImportIn, principal: SignedIn) -> ImportOut:
    """Maps columns to other fields and fixes cells, both or neither."""
    return await db.run_long(_change, principal, import_id, body)


@router.get("/{import_id}/rows")
async def list_rows(
    import_id: Key,
    principal: SignedIn,
    outcome: RowOutcome | None = None,
    cursor: Annotated[int, Query(ge=0, le=LARGEST_NUMBER)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Listed[RowOut]:
    """Lists the rows of an import in the file's order; by `outcome` once it has ended."""
    return await db.run_long(_rows, principal, import_id, outcome, cursor, limit)


@router.get("/{import_id}/forecast")
async def get_forecast(import_id: Key, principal: SignedIn) -> ForecastOut:
    """Returns what a draft would do if it ran now. The rows to fix are not in it."""
    return ForecastOut.model_validate(await db.run_long(imports.forecast_of, principal, import_id))


@router.get("/{import_id}/companies")
async def list_companies(import_id: Key, principal: SignedIn) -> list[NamesakeOut]:
    """Lists the names in a draft that several companies share, to say which is meant."""
    rows = await db.run_long(imports.namesakes_of, principal, import_id)
    return [NamesakeOut.model_validate(row) for row in rows]


@router.put("/{import_id}/companies")
async def choose_company(
    import_id: Key, body: CompanyChoiceIn, principal: SignedIn
) -> list[NamesakeOut]:
    """Says which company a name in a draft means."""
    chosen = (body.name_key, body.choice)
    rows = await db.run_long(imports.choose_company, principal, import_id, *chosen)
    return [NamesakeOut.model_validate(row) for row in rows]


@router.post("/{import_id}/run", status_code=202)
async def run_import(import_id: Key, principal: SignedIn) -> StartedOut:
    """Puts the good rows into the records, in one step; the others are skipped."""
    job = await db.run(imports.start, principal, import_id)
    return StartedOut(job_id=int(job.id or 0))


@router.get("/{import_id}/skipped", response_class=Response)
async def get_skipped(import_id: Key, principal: SignedIn) -> Response:
    """The skipped rows with their reasons, as CSV, to fix and import again."""
    file = await db.run_long(imports.skipped_rows, principal, import_id)
    named = f"attachment; filename=\"skipped.csv\"; filename*=UTF-8''{quote(file.filename)}"
    return Response(
        file.content, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": named}
    )


@router.delete(
    "/{import_id}",
    response_model=StartedOut,
    status_code=202,
    responses={204: {"description": "The draft was discarded"}},
)
async def undo_import(import_id: Key, principal: SignedIn) -> Any:
    """Discards a draft, or starts a background job that undoes a finished import."""
    job = await db.run_long(imports.remove, principal, import_id)
    return Response(status_code=204) if job is None else StartedOut(job_id=int(job.id or 0))


def _read(session: Session, principal: Principal, import_id: int) -> ImportOut:
    return _shown(session, principal, imports.get(session, principal, import_id))


def _rows(
    session: Session,
    principal: Principal,
    import_id: int,
    outcome: RowOutcome | None,
    after: int,
    limit: int,
) -> Listed[RowOut]:
    view = imports.get(session, principal, import_id)
    headers = [column.header for column in view.columns]
    rows = imports.rows(
        session, principal, import_id, outcome=outcome, after=after, limit=limit + 1
    )
    total = view.rows if outcome is None else int(view.counts.get(outcome.value, 0))
    following = str(rows[limit - 1].number) if len(rows) > limit else None
    items = [_row(row, headers) for row in rows[:limit]]
    return Listed(items=items, total=total, next=following)


def _change(session: Session, principal: Principal, import_id: int, body: ImportIn) -> ImportOut:
    if body.mapping:
        imports.change_mapping(session, principal, import_id, body.mapping)
    if body.cells:
        cells = [(cell.row, cell.column, cell.value) for cell in body.cells]
        imports.fix(session, principal, import_id, cells)
    return _read(session, principal, import_id)


def _shown(session: Session, principal: Principal, view: ImportView) -> ImportOut:
    headers = [column.header for column in view.columns]
    first = imports.rows(session, principal, view.id, limit=imports.PREVIEW_ROWS)
    bad = imports.rows(session, principal, view.id, only_bad=True, limit=SHOWN_PROBLEMS)
    problems = [problem for row in bad for problem in _problems(row, headers)]
    return ImportOut(
        **ImportSummary.model_validate(view).model_dump(),
        source=view.source,
        mapping={column.header: column.field or None for column in view.columns},
        needs=_needs(session, principal, view),
        fields=dict(imports.choices(view.kind)),
        preview=[_row(row, headers) for row in first],
        problems=problems[:SHOWN_PROBLEMS],
    )


def _needs(session: Session, principal: Principal, view: ImportView) -> list[str]:
    """The columns to map and the companies to choose before it can be run."""
    if not view.is_draft:
        return view.needs
    question = imports.company_question(imports.namesakes_of(session, principal, view.id))
    return [*view.needs, *filter(None, [question])]


def _row(row: RowView, headers: list[str]) -> RowOut:
    cells = dict(zip(headers, row.cells, strict=False))
    kept = {headers[int(at)]: sentence for at, sentence in row.remarks.items()}
    return RowOut(
        row=row.number,
        line=row.line,
        cells=cells,
        kept=kept,
        outcome=row.outcome,
        record=row.record and RowRecordOut.model_validate(row.record),
    )


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
