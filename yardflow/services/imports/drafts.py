"""A list before it is imported: mapped, mended, thrown away."""

from collections.abc import Mapping as Changes

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow.errors import Invalid
from yardflow.models import Import, ImportRow, ImportStatus
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.imports import mapping as mappings
from yardflow.services.imports import staging
from yardflow.services.imports.lookup import draft
from yardflow.services.imports.normalized_row import Lines
from yardflow.services.imports.row_parser import Meaning
from yardflow.services.imports.views import ImportView, view
from yardflow.services.records.fields import LARGEST_NUMBER, printable

MAX_MENDED = 1_000
MAX_CELL = 20_000
_NO_ROW = "Nothing was changed: the list has no such row."


def change_mapping(
    session: Session, principal: Principal, import_id: int, changes: Changes[str, str | None]
) -> ImportView:
    """Gives columns another meaning, checks every row anew, and remembers it for such lists.

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started.
        Invalid: a column or field that there isn't.
    """
    record = draft(session, principal, import_id)
    wanted = mappings.checked(dict(changes), record.headers, record.kind)
    mapping = {**mappings.from_json(record.mapping), **wanted}
    mapping = {position: name for position, name in mapping.items() if name}
    before, record.mapping = record.mapping, mappings.as_json(mapping)
    record.status, record.error = ImportStatus.DRAFT, None
    lines = Lines(record.kind, Meaning(record.kind, record.headers, mapping))
    record.counts = staging.stage_again(session, import_id, lines)
    mappings.remember(session, record.headers, record.kind, mapping, principal.user_id)
    audit.record(
        session,
        principal,
        "import.mapping_changed",
        "import",
        import_id,
        before={"mapping": before},
        after={"mapping": record.mapping},
    )
    session.flush()
    return view(session, record)


def mend(
    session: Session, principal: Principal, import_id: int, cells: list[tuple[int, str, str]]
) -> ImportView:
    """Writes other values into cells: (row's number, column's name or position, value).

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started.
        Invalid: a cell that there isn't, or more than can be mended at once.
    """
    record = draft(session, principal, import_id)
    wanted = _placed(record, cells)
    rows = {
        row.number: row
        for row in session.scalars(
            select(ImportRow).where(
                col(ImportRow.import_id) == import_id, col(ImportRow.number).in_(wanted)
            )
        )
    }
    if wanted.keys() - rows.keys():
        raise Invalid(_NO_ROW)
    mapping = mappings.from_json(record.mapping)
    lines = Lines(record.kind, Meaning(record.kind, record.headers, mapping))
    for number, changes in wanted.items():
        row = rows[number]
        # Only a spreadsheet's leftovers stand beyond the header; whoever mends a row lets them go.
        row.cells = [
            changes.get(at, cell) for at, cell in enumerate(row.cells[: len(record.headers)])
        ]
        row.cleaned, row.problems = lines.of(row.cells)
    record.status, record.error = ImportStatus.DRAFT, None
    session.flush()
    record.counts = {**record.counts, "bad": _bad(session, import_id)}
    fixed = {"rows": len(wanted), "cells": len(cells)}
    audit.record(session, principal, "import.rows_fixed", "import", import_id, after=fixed)
    session.flush()
    return view(session, record)


def discard(session: Session, record: Import) -> None:
    """Throws a draft away with its rows."""
    session.delete(record)
    session.flush()


def _placed(record: Import, cells: list[tuple[int, str, str]]) -> dict[int, dict[int, str]]:
    if len(cells) > MAX_MENDED:
        raise Invalid(f"Nothing was changed: mend at most {MAX_MENDED} cells at once.")
    wanted: dict[int, dict[int, str]] = {}
    for number, column, value in cells:
        if not 0 < number <= LARGEST_NUMBER:
            raise Invalid(_NO_ROW)
        position = mappings.position_of(column, record.headers)
        if position is None or len(value) > MAX_CELL:
            raise Invalid("Nothing was changed: the list has no such column, or no room for that.")
        wanted.setdefault(number, {})[position] = printable(value)
    return wanted


def _bad(session: Session, import_id: int) -> int:
    return session.execute(
        select(func.count()).where(
            col(ImportRow.import_id) == import_id, col(ImportRow.problems).is_not(None)
        )
    ).scalar_one()
