"""An import before it is run: its columns mapped, its cells fixed, or all of it discarded."""

from collections.abc import Mapping as Changes
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow.errors import Invalid, UnknownReference
from yardflow.models import Import, ImportKind, ImportRow, ImportStatus
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.imports import continued_rows
from yardflow.services.imports.cells.text import cleaned
from yardflow.services.imports.columns import mapping as mappings
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.columns import overwriting
from yardflow.services.imports.execution import staging
from yardflow.services.imports.limits import SAMPLE_ROWS
from yardflow.services.imports.lookup import load_draft, parser_of
from yardflow.services.imports.normalization.continuations import MOST
from yardflow.services.imports.normalization.normalized_row import COLUMNS, RowNormalizer
from yardflow.services.imports.views import ImportView, view
from yardflow.services.records.values.fields import LARGEST_NUMBER, printable

# Among an import's counts: how many cells were fixed since its file was read.
FIXED = "fixed_cells"
MAX_FIXED = 1_000
MAX_CELL = 20_000
_NO_ROW = "This file has no such row."


def change_mapping(
    session: Session, principal: Principal, import_id: int, changes: Changes[str, str | None]
) -> ImportView:
    """Maps columns to other fields, checks every row again, and remembers the mapping for files
    with the same headers.

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started.
        Invalid: an unknown column or field.
    """
    record = load_draft(session, principal, import_id)
    changed = mappings.checked(dict(changes), record.headers, record.kind)
    mapping = {**mappings.from_json(record.mapping), **changed}
    mapping = {position: name for position, name in mapping.items() if name}
    record.overwrites = overwriting.carried(record, mapping)
    before, record.mapping = record.mapping, mappings.as_json(mapping)
    record.status, record.error = ImportStatus.DRAFT, None
    _stage_again(session, record)
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


def overwrite(
    session: Session, principal: Principal, import_id: int, fields: Sequence[str]
) -> ImportView:
    """Says in which fields the file replaces what records have already; in all others it fills
    only what is empty.

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started.
        Invalid: no column goes to one of these fields, or it can't be overwritten.
    """
    record = load_draft(session, principal, import_id)
    mapping = mappings.from_json(record.mapping)
    before, record.overwrites = (
        record.overwrites,
        overwriting.checked(fields, mapping, record.kind),
    )
    audit.record(
        session,
        principal,
        "import.overwriting_changed",
        "import",
        import_id,
        before={"overwrites": before},
        after={"overwrites": record.overwrites},
    )
    session.flush()
    return view(session, record)


def change_kind(
    session: Session, principal: Principal, import_id: int, kind: ImportKind
) -> ImportView:
    """Imports each row as the other kind of record: matches the columns again and checks every row.

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started.
    """
    record = load_draft(session, principal, import_id)
    if record.kind != kind:
        before, headers = record.kind, record.headers
        sample = staging.first_cells(session, import_id, SAMPLE_ROWS)
        remembered = mappings.remembered(session, headers, kind)
        mapping = remembered or column_matching.automatic(headers, kind, sample)
        record.kind = kind
        record.overwrites = overwriting.carried(record, mapping)
        record.mapping = mappings.as_json(mapping)
        record.headers_key = mappings.headers_key(headers, kind)
        record.source = record.source | {"remembered": bool(remembered)}
        record.status, record.error = ImportStatus.DRAFT, None
        _stage_again(session, record)
        audit.record(
            session,
            principal,
            "import.kind_changed",
            "import",
            import_id,
            before={"kind": before.value},
            after={"kind": kind.value},
        )
        session.flush()
    return view(session, record)


def fix(
    session: Session, principal: Principal, import_id: int, cells: list[tuple[int, str, str]]
) -> ImportView:
    """Writes other values into cells: (row's number, column's name or position, value).

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started.
        Invalid: an unknown cell, or more than can be fixed at once.
    """
    record = load_draft(session, principal, import_id)
    renew(session, record)
    changes_by_row = _by_row(record, cells)
    rows = continued_rows.around(session, import_id, changes_by_row)
    if changes_by_row.keys() - {row.number for row in rows}:
        raise UnknownReference(_NO_ROW)
    normalizer, fixed = normalizer_of(record), -MOST
    for row in rows:
        # Only a spreadsheet's leftovers stand beyond the header; a row that is fixed drops them.
        if changes := changes_by_row.get(row.number):
            fixed = row.number
            row.cells = [
                changes.get(at, cell) for at, cell in enumerate(row.cells[: len(record.headers)])
            ]
        normalized = normalizer.next(row.number, row.cells)
        # Those before are only there to be gone on with.
        if row.number <= fixed + MOST:
            row.cleaned, row.problems, row.kept = normalized
    record.status, record.error = ImportStatus.DRAFT, None
    session.flush()
    fixed_before = int(record.counts.get(FIXED, 0))
    fixes = {FIXED: fixed_before + len(cells)}
    record.counts = {**record.counts, **_counted(session, import_id), **fixes}
    after = {"rows": len(changes_by_row), "cells": len(cells)}
    audit.record(session, principal, "import.rows_fixed", "import", import_id, after=after)
    session.flush()
    return view(session, record)


def renew(session: Session, record: Import) -> None:
    """Stages the rows again if they were staged when accounts and contacts had other fields, or
    before the cells of each row that are kept in notes were counted.
    """
    width = staging.width_of(session, record.id or 0)
    uncounted = staging.KEPT in record.counts and staging.KEPT_ROWS not in record.counts
    if uncounted or width not in {None, len(COLUMNS[record.kind])}:
        _stage_again(session, record)


def _stage_again(session: Session, record: Import) -> None:
    counts = staging.stage_again(session, record.id or 0, normalizer_of(record))
    record.counts = {**record.counts, **counts}


def normalizer_of(record: Import) -> RowNormalizer:
    """What normalizes the rows of an import under its mapping."""
    return RowNormalizer(record.kind, parser_of(record))


def discard(session: Session, record: Import) -> None:
    """Deletes a draft with its rows."""
    session.delete(record)
    session.flush()


def _by_row(record: Import, cells: list[tuple[int, str, str]]) -> dict[int, dict[int, str]]:
    """New values by row's number and column's position."""
    if len(cells) > MAX_FIXED:
        raise Invalid(f"Fix at most {MAX_FIXED:,} cells at once.")
    changes: dict[int, dict[int, str]] = {}
    for number, column, value in cells:
        if not 0 < number <= LARGEST_NUMBER:
            raise UnknownReference(_NO_ROW)
        position = mappings.position_of(column, record.headers)
        if position is None:
            raise UnknownReference("This file has no such column.")
        if len(value) > MAX_CELL:
            raise Invalid(f"Enter at most {MAX_CELL:,} characters.")
        changes.setdefault(number, {})[position] = cleaned(printable(value))
    return changes


def _counted(session: Session, import_id: int) -> dict[str, int]:
    """What fixing cells may have changed among the counts."""
    of_import = col(ImportRow.import_id) == import_id
    is_bad, has_kept = col(ImportRow.problems).is_not(None), col(ImportRow.kept) > 0
    bad = session.execute(select(func.count()).where(of_import, is_bad)).scalar_one()
    kept, kept_rows = session.execute(
        select(func.coalesce(func.sum(ImportRow.kept), 0), func.count()).where(of_import, has_kept)
    ).one()
    return {"bad": bad, staging.KEPT: int(kept), staging.KEPT_ROWS: kept_rows}
