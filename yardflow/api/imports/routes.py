"""Imports over HTTP: previewed, fixed, imported, and undone as one."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.imports import answers
from yardflow.api.imports.schema import (
    CompanyChoiceIn,
    DifferenceOut,
    ForecastOut,
    ImportIn,
    ImportOut,
    ImportSummary,
    NamesakeOut,
    RowOut,
    StartedOut,
)
from yardflow.api.records.schema import Before, Key
from yardflow.api.schema import Listed
from yardflow.db import Session
from yardflow.errors import NotFound
from yardflow.models import DifferenceResult, RowOutcome
from yardflow.services import imports
from yardflow.services.access import Principal
from yardflow.services.records.values.fields import LARGEST_NUMBER

router = APIRouter(prefix="/api/imports", tags=["imports"])

SAMPLES_FOLDER = Path(__file__).parents[3] / "samples"
SAMPLES = frozenset(
    {"tradeshow_companies.csv", "tradeshow_people.csv", "badge_scans.csv", "tradeshow.xlsx"}
)


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


@router.get("/{import_id:int}")
async def get_import(import_id: Key, principal: SignedIn) -> ImportOut:
    """Returns an import: its status, columns, first rows and problems."""
    return await db.run_long(answers.read, principal, import_id)


@router.patch("/{import_id:int}")
async def update_import(import_id: Key, body: ImportIn, principal: SignedIn) -> ImportOut:
    """Says what each row is, maps columns to other fields, says which fields the file overwrites,
    and fixes cells: all of it or nothing."""
    return await db.run_long(_change, principal, import_id, body)


@router.get("/{import_id:int}/rows")
async def list_rows(
    import_id: Key,
    principal: SignedIn,
    outcome: RowOutcome | None = None,
    kept: bool = False,
    cursor: Annotated[int, Query(ge=0, le=LARGEST_NUMBER)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Listed[RowOut]:
    """Lists the rows of an import in the file's order; by `outcome` once it has ended, or with
    `kept` those of which cells are kept in notes."""
    return await db.run_long(_rows, principal, import_id, outcome, kept, cursor, limit)


@router.get("/{import_id:int}/forecast")
async def get_forecast(import_id: Key, principal: SignedIn) -> ForecastOut:
    """Returns what a draft would do if it ran now. The rows to fix are not in it."""
    return ForecastOut.model_validate(await db.run_long(imports.forecast_of, principal, import_id))


@router.get("/{import_id:int}/differences")
async def list_differences(
    import_id: Key,
    principal: SignedIn,
    field: Annotated[str, Query(max_length=40)] = "",
    result: DifferenceResult | None = None,
    cursor: Annotated[int, Query(ge=0, le=LARGEST_NUMBER)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Listed[DifferenceOut]:
    """Lists where the file differs from the records: of a draft as it would be if it ran now."""
    page = await db.run_long(_differences, principal, import_id, field, result, cursor, limit)
    items = [DifferenceOut.model_validate(difference) for difference in page.items]
    following = None if page.next is None else str(page.next)
    return Listed(items=items, total=page.total, next=following)


@router.get("/{import_id:int}/companies")
async def list_companies(import_id: Key, principal: SignedIn) -> list[NamesakeOut]:
    """Lists the names in a draft that several companies share, to say which is meant."""
    rows = await db.run_long(imports.namesakes_of, principal, import_id)
    return [NamesakeOut.model_validate(row) for row in rows]


@router.put("/{import_id:int}/companies")
async def choose_company(
    import_id: Key, body: CompanyChoiceIn, principal: SignedIn
) -> list[NamesakeOut]:
    """Says which company a name in a draft means."""
    chosen = (body.name_key, body.choice)
    rows = await db.run_long(imports.choose_company, principal, import_id, *chosen)
    return [NamesakeOut.model_validate(row) for row in rows]


@router.post("/{import_id:int}/run", status_code=202)
async def run_import(import_id: Key, principal: SignedIn) -> StartedOut:
    """Puts the good rows into the records, in one step; the others are skipped."""
    job = await db.run(imports.start, principal, import_id)
    return StartedOut(job_id=int(job.id or 0))


@router.get("/{import_id:int}/skipped", response_class=Response)
async def get_skipped(import_id: Key, principal: SignedIn) -> Response:
    """The skipped rows with their reasons, as CSV, to fix and import again."""
    file = await db.run_long(imports.skipped_rows, principal, import_id)
    named = f"attachment; filename=\"skipped.csv\"; filename*=UTF-8''{quote(file.filename)}"
    return Response(
        file.content, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": named}
    )


@router.delete(
    "/{import_id:int}",
    response_model=StartedOut,
    status_code=202,
    responses={204: {"description": "The draft was discarded"}},
)
async def undo_import(import_id: Key, principal: SignedIn) -> Any:
    """Discards a draft, or starts a background job that undoes a finished import."""
    job = await db.run_long(imports.remove, principal, import_id)
    return Response(status_code=204) if job is None else StartedOut(job_id=int(job.id or 0))


def _rows(
    session: Session,
    principal: Principal,
    import_id: int,
    outcome: RowOutcome | None,
    kept: bool,
    after: int,
    limit: int,
) -> Listed[RowOut]:
    view = imports.get(session, principal, import_id)
    headers = [column.header for column in view.columns]
    rows = imports.rows(
        session,
        principal,
        import_id,
        outcome=outcome,
        only_kept=kept,
        after=after,
        limit=limit + 1,
    )
    total = imports.count_rows(session, principal, import_id, outcome=outcome, only_kept=kept)
    following = str(rows[limit - 1].number) if len(rows) > limit else None
    items = [answers.row_out(row, headers) for row in rows[:limit]]
    return Listed(items=items, total=total, next=following)


def _differences(
    session: Session,
    principal: Principal,
    import_id: int,
    field: str,
    result: DifferenceResult | None,
    skipped: int,
    limit: int,
) -> imports.DifferencePage:
    page = {"skipped": skipped, "limit": limit}
    return imports.differences(session, principal, import_id, field=field, result=result, **page)


def _change(session: Session, principal: Principal, import_id: int, body: ImportIn) -> ImportOut:
    if body.kind is not None:
        imports.change_kind(session, principal, import_id, body.kind)
    if body.mapping:
        imports.change_mapping(session, principal, import_id, body.mapping)
    if body.overwrites is not None:
        imports.overwrite(session, principal, import_id, body.overwrites)
    if body.cells:
        cells = [(cell.row, cell.column, cell.value) for cell in body.cells]
        imports.fix(session, principal, import_id, cells)
    return answers.read(session, principal, import_id)
