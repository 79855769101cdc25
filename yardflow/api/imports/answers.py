"""Imports and their rows as the API answers with them."""

from yardflow.api.imports.schema import (
    ImportOut,
    ImportSummary,
    ProblemOut,
    RowOut,
    RowRecordOut,
)
from yardflow.db import Session
from yardflow.services import imports
from yardflow.services.access import Principal
from yardflow.services.imports import ImportView, RowView

SHOWN_PROBLEMS = 100


def read(session: Session, principal: Principal, import_id: int) -> ImportOut:
    """An import with its first rows and problems."""
    return _shown(session, principal, imports.get(session, principal, import_id))


def _shown(session: Session, principal: Principal, view: ImportView) -> ImportOut:
    headers = [column.header for column in view.columns]
    first = imports.rows(session, principal, view.id, limit=imports.PREVIEW_ROWS)
    bad = imports.rows(session, principal, view.id, only_bad=True, limit=SHOWN_PROBLEMS)
    problems = [problem for row in bad for problem in _problems(row, headers)]
    return ImportOut(
        **ImportSummary.model_validate(view).model_dump(),
        source=view.source,
        mapping={column.header: column.field or None for column in view.columns},
        overwrites=view.overwrites,
        needs=_needs(session, principal, view),
        fields=dict(imports.choices(view.kind)),
        preview=[row_out(row, headers) for row in first],
        problems=problems[:SHOWN_PROBLEMS],
    )


def _needs(session: Session, principal: Principal, view: ImportView) -> list[str]:
    """The columns to map and the companies to choose before it can be run."""
    if not view.is_draft:
        return view.needs
    question = imports.company_question(imports.namesakes_of(session, principal, view.id))
    return [*view.needs, *filter(None, [question])]


def row_out(row: RowView, headers: list[str]) -> RowOut:
    """A row; its cells by column."""
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
