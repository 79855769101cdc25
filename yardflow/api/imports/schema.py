"""What the API takes and says of an import."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from yardflow.api.schema import Api, Facts, Many, Sent, few
from yardflow.models import ImportKind, ImportStatus


class RowOut(Api):
    """A row as it came or was mended, by column. ``line`` is where a spreadsheet shows it."""

    row: int
    line: int
    cells: dict[str, str]
    outcome: str


class ProblemOut(Api):
    """Why a row would be set aside. ``column`` is null when it is about the row as a whole."""

    row: int
    line: int
    column: str | None
    value: str
    reason: str


class ImportSummary(Api):
    """An import in a list. ``counts`` says what there was, and after the run what became of it."""

    id: int
    kind: ImportKind
    event_id: int
    filename: str
    status: ImportStatus
    rows: int
    bad: int
    counts: Facts
    error: str | None
    job_id: int | None
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None


class ImportOut(ImportSummary):
    """One import. ``mapping`` leads from a column to a field (null: left out), ``needs`` says what
    it still lacks; ``preview`` are the first rows, ``problems`` the first of the bad cells."""

    source: Facts
    mapping: dict[str, str | None]
    needs: list[str]
    fields: dict[str, str]
    preview: list[RowOut]
    problems: list[ProblemOut]


class CellIn(Sent):
    """Another value for a cell; ``column`` is its name."""

    row: int
    column: str
    value: str


class ImportIn(Sent):
    """Columns that get another meaning, cells that get another value."""

    mapping: Annotated[dict[str, str | None], BeforeValidator(few)] = {}
    cells: Many[CellIn] = []


class StartedOut(Api):
    """The job that does it; `GET /api/jobs/{id}` follows it."""

    job_id: int
