"""Rows of an import as its page shows them."""

from dataclasses import dataclass

from yardflow.services import imports
from yardflow.services.imports import RowView
from yardflow.state.imports.view import ColumnItem


@dataclass
class Head:
    """A column of the preview: our name for it, and the file's."""

    label: str
    header: str


@dataclass
class CellItem:
    """A cell of the preview; ``problem`` says why its row can't be imported, ``remark`` why it is
    kept in the notes.
    """

    key: str
    header: str
    text: str
    problem: str
    remark: str


@dataclass
class RowItem:
    """A row of the preview; ``problem`` is about the row as a whole. After the run ``record`` is
    what it was imported into, at the address ``href``, and ``same_as`` says which row a duplicate
    is the same as, and why.
    """

    number: int
    line: int
    outcome: str
    problem: str
    bad: bool
    cells: list[CellItem]
    record: str = ""
    href: str = ""
    same_as: str = ""
    fixed: bool = False


def head_of(column: ColumnItem) -> Head:
    return Head(imports.label_of(column.field), column.header)


def worst_first(shown: list[int], rows: list[RowView]) -> list[int]:
    """Columns with something to fix come first, so that a narrow screen shows them."""
    bad = {at for row in rows for at in row.problems}
    return sorted(shown, key=lambda at: str(at) not in bad)


def row_of(row: RowView, shown: list[int]) -> RowItem:
    """A row with the cells at the positions ``shown``."""
    cells = [
        CellItem(
            f"{row.number}:{at}",
            str(at),
            row.cells[at],
            row.problems.get(str(at), ""),
            row.remarks.get(str(at), ""),
        )
        for at in shown
        if at < len(row.cells)
    ]
    whole = row.problems.get("row", "")
    item = RowItem(row.number, row.line, row.outcome, whole, bool(row.problems), cells)
    if row.record is not None:
        item.record, item.href = row.record.name, f"/{row.record.kind}s/{row.record.id}/"
        if row.record.same_as is not None:
            line = row.line - row.number + row.record.same_as
            item.same_as = f"As row {line}: {row.record.same_by}"
    return item
