"""The rows of an import, page by page."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select
from sqlmodel import Session, col

from yardflow.models import Import, ImportRow, ImportStatus, RowOutcome
from yardflow.services.access import Principal
from yardflow.services.imports import continued_rows, row_records
from yardflow.services.imports.execution.staging import KEPT
from yardflow.services.imports.limits import PAGE_ROWS
from yardflow.services.imports.lookup import load_import, parser_of
from yardflow.services.imports.row_records import RowRecord

_ENDED = (ImportStatus.DONE, ImportStatus.UNDOING, ImportStatus.UNDONE)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it came or was fixed; ``problems`` by position, or ``row`` for all of it.

    ``remarks`` are about cells that are kept in the notes, or nowhere, by position. ``line`` is
    where a spreadsheet shows it; ``outcome`` is empty until the import has ended, and ``record`` is
    what it was imported into.
    """

    number: int
    line: int
    cells: list[str]
    outcome: str
    problems: dict[str, str]
    remarks: dict[str, str]
    record: RowRecord | None


def rows(
    session: Session,
    principal: Principal,
    import_id: int,
    *,
    only_bad: bool = False,
    only_kept: bool = False,
    outcome: RowOutcome | None = None,
    after: int = 0,
    limit: int = PAGE_ROWS,
) -> list[RowView]:
    """The rows after number ``after``, in the file's order; ``only_bad``: those with problems;
    ``only_kept``: those with cells that are kept in the notes; with an ``outcome`` those that had
    it, which none has before the import has ended.

    Raises:
        NotFound: there is no such import.
    """
    record = load_import(session, principal, import_id)
    which = _which(record, outcome, only_bad=only_bad, only_kept=only_kept)
    statement = select(ImportRow).where(*which, col(ImportRow.number) > after)
    page = session.scalars(statement.order_by(col(ImportRow.number)).limit(limit)).all()
    ended = record.status in _ENDED
    records = row_records.of(session, record, page) if ended else {}
    parser = parser_of(record) if record.counts.get(KEPT) else None
    continued = dict(continued_rows.as_read(session, record, page)) if parser else {}

    def remarks(row: ImportRow) -> dict[str, str]:
        if parser is None or row.problems:
            return {}
        read = parser.parse(continued.get(row.number, row.cells))
        return {at: remark.sentence for at, remark in read.remarks.items()}

    header = int(record.source.get("header_row", 1))
    return [
        RowView(
            row.number,
            row.number + header,
            row.cells,
            row.outcome if ended else "",
            row.problems or {},
            remarks(row),
            records.get(row.number),
        )
        for row in page
    ]


def count(
    session: Session,
    principal: Principal,
    import_id: int,
    *,
    only_kept: bool = False,
    outcome: RowOutcome | None = None,
) -> int:
    """How many rows `rows` has on all pages.

    Raises:
        NotFound: there is no such import.
    """
    record = load_import(session, principal, import_id)
    which = _which(record, outcome, only_kept=only_kept)
    return session.execute(select(func.count()).select_from(ImportRow).where(*which)).scalar_one()


def _which(
    record: Import, outcome: RowOutcome | None, *, only_bad: bool = False, only_kept: bool = False
) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [col(ImportRow.import_id) == record.id]
    if only_bad:
        which.append(col(ImportRow.problems).is_not(None))
    if only_kept:
        which.append(col(ImportRow.kept) > 0)
    if outcome is not None:
        which.append(col(ImportRow.outcome) == outcome if record.status in _ENDED else false())
    return which
