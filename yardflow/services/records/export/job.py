"""Making the file of an export: one look at the records as they are at one moment, and one
transaction from the first piece to the job's end. So a worker that dies leaves nothing of it, and
what others change or delete meanwhile is neither missing nor there by halves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import Invalid, NotFound
from yardflow.models import Export, ExportFormat
from yardflow.services import audit
from yardflow.services.access import Principal, acting_for
from yardflow.services.records.export.csv_file import CsvFile
from yardflow.services.records.export.files import GONE, KEPT_FOR
from yardflow.services.records.export.parts import Parts
from yardflow.services.records.export.selection import ExportSelection
from yardflow.services.records.export.workbook_file import TOO_LARGE, WorkbookFile

AT_ONCE = 1_000
FORMATS: dict[ExportFormat, type[CsvFile] | type[WorkbookFile]] = {
    ExportFormat.CSV: CsvFile,
    ExportFormat.XLSX: WorkbookFile,
}


def run(running: jobs.Running) -> None:
    """Performs a job of kind ``make_export``.

    Raises:
        NotFound: the export has expired, or the event whose list it is of was deleted.
        Forbidden: who asked for it was removed since.
        Invalid: more records than fit into the file.
    """
    with db.session() as session:
        export_id = int(running.payload["export_id"])
        # As each piece locks it, so that it is not deleted meanwhile.
        shared = {"read": True, "key_share": True}
        export = session.get(Export, export_id, with_for_update=shared)
        if export is None:
            raise NotFound(GONE)
        principal = acting_for(session, running.asked_by)
        parts = Parts(session, export_id)
        export.rows = _write(running, principal, export, parts)
        export.size, export.ready_at = parts.size, clock.now()
        export.expires_at = export.ready_at + KEPT_FOR
        about = {"rows": export.rows}
        audit.record(session, principal, "export.finished", "export", export_id, after=about)
        running.finish(session, {"exportId": export_id, **about})


def _write(running: jobs.Running, principal: Principal, export: Export, parts: Parts) -> int:
    """Writes the file; how many records are in it."""
    selection = ExportSelection.of(export.kind, export.selection)
    with _at_one_moment() as reading, running.stoppable(reading):
        selection.event(reading)
        places = selection.places(reading, principal)
        counted = select(func.count()).select_from(places.order_by(None).subquery())
        total, done = reading.execute(counted).scalar_one(), 0
        running.progress(0, total)
        columns, kind = selection.columns(), FORMATS[export.format]
        if kind.most_rows is not None and total > kind.most_rows:
            raise Invalid(TOO_LARGE)
        file = kind(parts, columns, f"{export.kind.value.capitalize()}s")
        for ids in _in_pieces(reading, places):
            rows = {row[0]: row[1:] for row in reading.execute(selection.values(ids, columns))}
            file.add(
                [
                    [column.shown(value) for column, value in zip(columns, rows[key], strict=True)]
                    for key in ids
                ]
            )
            done += len(ids)
            running.progress(done, total)
        file.close()
    parts.keep()
    return done


@contextmanager
def _at_one_moment() -> Iterator[Session]:
    """A session whose statements all see the records as they were at its first one."""
    with db.session() as reading:
        reading.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield reading


def _in_pieces(reading: Session, places: Any) -> Iterator[list[int]]:
    """The ids of all places, by a cursor of the server, so that none waits in memory."""
    result = reading.execute(places.execution_options(yield_per=AT_ONCE))
    for rows in result.partitions():
        yield [row.sort_id for row in rows]
