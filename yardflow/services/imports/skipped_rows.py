"""The rows that were skipped, as a file to fix and import again."""

import csv
import io
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import Select, select
from sqlmodel import Session, col

from yardflow.models import Import, ImportRow, ImportStatus, RowOutcome
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.formula_escape import escaped
from yardflow.services.imports.files.reader import REASON_COLUMN
from yardflow.services.imports.lookup import job_of, load_import, status_of
from yardflow.services.imports.normalization.parser import ROW


@dataclass(frozen=True, slots=True)
class SkippedRowsFile:
    """A CSV file in UTF-8, with the mark that spreadsheets need to see that."""

    filename: str
    content: bytes
    rows: int


def skipped_rows(session: Session, principal: Principal, import_id: int) -> SkippedRowsFile:
    """The skipped rows, each with its reasons first; before the run, those that would be.

    Raises:
        NotFound: there is no such import.
    """
    record = load_import(session, principal, import_id)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([REASON_COLUMN, *map(escaped, record.headers)])
    count = 0
    for problems, cells in session.execute(_rows(session, record)):
        writer.writerow([escaped(_reasons(problems, record.headers)), *map(escaped, cells)])
        count += 1
    audit.record_often(
        session,
        principal,
        "import.skipped_rows_downloaded",
        "import",
        import_id,
        key=f"user:{principal.user_id} import:{import_id}",
        after={"rows": count},
    )
    name = f"{PurePosixPath(record.filename).stem or 'import'}-skipped.csv"
    return SkippedRowsFile(name, text.getvalue().encode("utf-8-sig"), count)


def _rows(session: Session, record: Import) -> Select:
    skipped = col(ImportRow.outcome) == RowOutcome.SKIPPED
    if status_of(record, job_of(session, record)) in (ImportStatus.DRAFT, ImportStatus.FAILED):
        skipped = col(ImportRow.problems).is_not(None)
    return (
        select(col(ImportRow.problems), col(ImportRow.cells))
        .where(col(ImportRow.import_id) == record.id, skipped)
        .order_by(col(ImportRow.number))
        .execution_options(yield_per=2_000)
    )


def _reasons(problems: dict[str, str] | None, headers: list[str]) -> str:
    return " ".join(
        sentence if at == ROW else f"{headers[int(at)]}: {sentence}"
        for at, sentence in (problems or {}).items()
    )
