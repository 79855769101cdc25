"""Shapes of an import and its parts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from yardflow.api.schema import (
    LINES,
    MOST_FIELDS,
    WHOLE,
    Api,
    Facts,
    Many,
    OneOf,
    Sent,
    limit_fields,
)
from yardflow.models import DifferenceResult, ImportKind, ImportStatus, RecordKind
from yardflow.services import imports
from yardflow.services.imports.columns.fields import BY_NAME
from yardflow.services.imports.columns.overwriting import OVERWRITABLE
from yardflow.services.imports.drafts import MAX_FIXED
from yardflow.services.records.values.fields import LARGEST_NUMBER, LONGEST_TEXT

# Of any import.
_OVERWRITABLE = sorted(frozenset().union(*OVERWRITABLE.values()))


class RowRecordOut(Api):
    """The account or contact that a row was imported into. Of a duplicate, `sameAs` is the `row`
    that stands for the record, and `sameBy` says what the two have in common."""

    kind: RecordKind
    id: int
    name: str
    same_as: int | None
    same_by: str


class RowOut(Api):
    """A row with its fixes, by column. `line` is its line in a spreadsheet; `kept` has the reason
    for each cell that goes to notes because its field can't take it. `outcome` is empty until the
    import has ended, and `record` null where nothing was imported or it is gone."""

    row: int
    line: int
    cells: dict[str, str]
    kept: dict[str, str]
    outcome: str
    record: RowRecordOut | None


class ProblemOut(Api):
    """Why a row would be skipped. `column` is null if it is about the whole row."""

    row: int
    line: int
    column: str | None
    value: str
    reason: str


class ImportSummary(Api):
    """An import in a list. `counts` has the rows by state, and after the run by result;
    `keptInNotes` counts the cells that go to notes because their fields can't take them, `keptRows`
    the rows that have such cells."""

    id: int
    kind: ImportKind
    event_id: int | None
    filename: str
    status: ImportStatus
    rows: int
    bad: int
    kept_in_notes: int
    kept_rows: int
    counts: Facts
    error: str | None
    job_id: int | None
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None


class ImportOut(ImportSummary):
    """An import. `mapping` is the field of each column, null if it isn't imported; `overwrites` are
    the fields in which the file replaces existing values, in all others it fills only empty ones;
    `needs` lists what is still missing; `preview` has the first rows, `problems` the first cells to
    fix."""

    source: Facts
    mapping: dict[str, str | None]
    overwrites: list[str]
    needs: list[str]
    fields: dict[str, str]
    preview: list[RowOut]
    problems: list[ProblemOut]


class EncodingIn(Sent):
    """The encoding to read a draft's file in."""

    encoding: Literal[tuple(imports.ENCODINGS)]  # type: ignore[valid-type]


class CellIn(Sent):
    """A fix: the new value of a cell; `column` is the column's name."""

    row: Annotated[int, Field(ge=1, le=LARGEST_NUMBER), WHOLE]
    column: Annotated[str, Field(max_length=LONGEST_TEXT)]
    value: Annotated[str, LINES, Field(max_length=LONGEST_TEXT)]


class ImportIn(Sent):
    """Columns mapped to other fields, and at most 1,000 cells to fix. `kind` is what each row is
    imported as: when it changes, the columns are matched again before `mapping` applies.
    `overwrites` are all the fields in which the file replaces existing values: each one that a
    column goes to, but names, the company, the stage, and columns about a single persona. Omit
    either to leave it as it is.
    """

    kind: ImportKind | None = None
    mapping: Annotated[
        dict[
            Annotated[str, Field(max_length=LONGEST_TEXT)],
            Annotated[str, OneOf(("", *BY_NAME))] | None,
        ],
        BeforeValidator(limit_fields),
        Field(max_length=MOST_FIELDS),
    ] = {}
    overwrites: Many[Annotated[str, OneOf(_OVERWRITABLE)]] | None = None
    cells: Annotated[Many[CellIn], Field(max_length=MAX_FIXED)] = []


class StartedOut(Api):
    """The background job; follow it with `GET /api/jobs/{id}`."""

    job_id: int


class CandidateOut(Api):
    """A company that may be meant: send its `key` to choose it."""

    key: str
    label: str


class DifferenceCountOut(Api):
    """In how many rows the file differs in a field, by result."""

    field: str
    overwritten: int
    kept: int
    protected: int
    duplicate: int
    possible_duplicate: int


class DifferenceOut(Api):
    """A value of the file that differs from the record's. `had` is what the record had before the
    import, `says` what the row at `line` says. `result` is `overwritten`, `kept`, `protected` (the
    field is one to overwrite, but the value here must stay: an own email address isn't replaced by
    a shared mailbox, nor the account's website by a page on another site), `duplicate` (the row at
    `usedLine` is about the same record and says `had`, which is used), or `possible_duplicate` (the
    row became a new record whose name may be another spelling of the record's: both are kept).
    `recordId` is null while the record is not there."""

    row: int
    line: int
    field: str
    result: DifferenceResult
    kind: RecordKind
    record_id: int | None
    record: str
    had: str
    says: str
    used_line: int | None


class ForecastOut(Api):
    """What a draft would do if it ran now: rows by outcome, how many accounts it would add, and in
    how many rows the file differs from the records or from its own earlier rows."""

    created: int
    updated: int
    unchanged: int
    duplicates: int
    accounts_created: int
    differences: list[DifferenceCountOut]


class NamesakeOut(Api):
    """A name that several companies share, in `rows` rows. `choice` is the key of the one that is
    meant, empty while no one has chosen: the import can't start before."""

    name_key: str
    name: str
    rows: int
    candidates: list[CandidateOut]
    choice: str


class CompanyChoiceIn(Sent):
    """Which company a name means: the key of a candidate, or empty to leave it open."""

    name_key: Annotated[str, Field(max_length=LONGEST_TEXT)]
    choice: Annotated[str, Field(max_length=LONGEST_TEXT)]
