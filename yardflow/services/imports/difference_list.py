"""Where a file differs from the records, difference by difference: before the run as it would be
then, after it as it was.
"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from yardflow.models import DifferenceResult, Import, ImportStatus, RecordKind
from yardflow.services.access import Principal
from yardflow.services.imports import forecast
from yardflow.services.imports.execution.staging import cursor_of
from yardflow.services.imports.forecast import Forecast
from yardflow.services.imports.lookup import load_draft, load_import
from yardflow.services.imports.views import label_of

# Names are looked up for the page alone.
_PAGE = """
    WITH chosen AS NOT MATERIALIZED (
        SELECT * FROM ({differences}) d
        WHERE (%(field)s = '' OR d.field = %(field)s) AND (%(result)s = '' OR d.result = %(result)s)
    ), page AS MATERIALIZED (
        SELECT * FROM chosen ORDER BY position OFFSET %(skipped)s LIMIT %(limit)s
    )
    SELECT d.position, d.number, d.field, d.result, d.account_id IS NOT NULL,
        coalesce(a.id, c.id), coalesce(a.name, c.name, ''),
        d.had, d.says, d.used_number, (SELECT count(*) FROM chosen)
    FROM page d
    LEFT JOIN account a ON a.id = d.account_id LEFT JOIN contact c ON c.id = d.contact_id
    ORDER BY d.position
"""
_KEPT = "SELECT * FROM import_difference WHERE import_id = %(import)s"
_ENDED = (ImportStatus.DONE, ImportStatus.UNDOING, ImportStatus.UNDONE)


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that the file has otherwise. ``had`` is the record's before the import, or of a
    duplicate what the row at ``used_line`` says; ``says`` is what the row at ``line`` of the file
    says. Of a possible duplicate the record is the other one, whose row is at ``used_line`` if the
    file has it.

    ``record_id`` is None where the record is not there: not yet, or no longer.
    """

    row: int
    line: int
    field: str
    result: DifferenceResult
    kind: RecordKind
    record_id: int | None
    record: str
    had: str
    says: str
    used_line: int | None = None

    @property
    def label(self) -> str:
        """The field's name in the interface."""
        return label_of(self.field)


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """Differences in the order of the file's rows; ``next`` is how many come before the next."""

    items: list[Difference]
    total: int
    next: int | None


def search(
    session: Session,
    principal: Principal,
    import_id: int,
    *,
    field: str = "",
    result: DifferenceResult | None = None,
    skipped: int = 0,
    limit: int = 50,
) -> DifferencePage:
    """A page of them, of one ``field`` or ``result`` alone. Of a draft it takes as long as its
    forecast.

    Raises:
        NotFound: there is no such import.
        Invalid: a needed column of the draft is not mapped.
        Conflict: it is running, or another import is at the same records.
    """
    record = load_import(session, principal, import_id)
    values = {"field": field, "result": result or "", "skipped": skipped, "limit": limit}
    if record.status in _ENDED:
        with cursor_of(session) as cursor:
            return _page(cursor, record, _KEPT, values)
    load_draft(session, principal, import_id, lock=False)
    with forecast.tried(session, record) as cursor:
        return _page(cursor, record, "SELECT * FROM difference", values)


def look_ahead(
    session: Session, principal: Principal, import_id: int, limit: int
) -> tuple[Forecast, DifferencePage]:
    """What a draft would do, and the first differences, found out at once.

    Raises:
        As `search` does.
    """
    record = load_draft(session, principal, import_id, lock=False)
    with forecast.tried(session, record) as cursor:
        values = {"field": "", "result": "", "skipped": 0, "limit": limit}
        first = _page(cursor, record, "SELECT * FROM difference", values)
        return forecast.counted(cursor, record.kind), first


def _page(cursor: Any, record: Import, differences: str, values: dict[str, Any]) -> DifferencePage:
    page = _PAGE.format(differences=differences)
    rows = cursor.execute(page, {**values, "import": record.id}).fetchall()
    header = int(record.source.get("header_row", 1))
    items = [
        Difference(
            row=number,
            line=number + header,
            field=name,
            result=DifferenceResult(how),
            kind=RecordKind.ACCOUNT if of_account else RecordKind.CONTACT,
            record_id=record_id,
            record=title,
            had=had,
            says=says,
            used_line=used and used + header,
        )
        for _, number, name, how, of_account, record_id, title, had, says, used, _ in rows
    ]
    total = rows[0][-1] if rows else 0
    following = values["skipped"] + len(items)
    return DifferencePage(items, total, following if following < total else None)
