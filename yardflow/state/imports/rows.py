"""The rows of an import, page by page."""

from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.models import RowOutcome
from yardflow.services import imports
from yardflow.state.imports.row_view import Head, RowItem, head_of, row_of, worst_first
from yardflow.state.imports.view import ColumnItem, ImportDetail

PAGE = 25
_WHICH: dict[str, dict[str, Any]] = {
    "all": {},
    "bad": {"only_bad": True},
    "kept": {"only_kept": True},
    "duplicate": {"outcome": RowOutcome.DUPLICATE},
}


class ImportRows(rx.State, mixin=True):
    """A mixin of the import's page. ``which`` are the rows that it shows."""

    detail: ImportDetail = ImportDetail()
    columns: list[ColumnItem] = []
    heads: list[Head] = []
    rows: list[RowItem] = []
    which: str = "all"
    summary: str = ""
    has_previous: bool = False
    has_next: bool = False
    _shown: list[int] = []
    _cursors: list[int] = [0]

    @rx.event
    async def show_rows(self, which: str):
        """All rows, or only those that need fixing or were skipped, the
        duplicates, or those with cells that are kept in notes.
        """
        self.which, self._cursors = which if which in _WHICH else "all", [0]
        await self._read_rows()

    @rx.event
    async def next_page(self):
        if self.has_next and self.rows:
            self._cursors = [*self._cursors, self.rows[-1].number]
            await self._read_rows()

    @rx.event
    async def previous_page(self):
        self._cursors = self._cursors[:-1] or [0]
        await self._read_rows()

    async def _read_rows(self) -> None:
        with self._errors_shown():  # type: ignore[attr-defined]
            page: dict[str, Any] = {"after": self._cursors[-1], "limit": PAGE + 1}
            rows = await self._run(  # type: ignore[attr-defined]
                imports.rows, self.detail.id, **_WHICH[self.which], **page
            )
            mapped = {column.position: column for column in self.columns if column.field}
            only_bad = self.which == "bad"
            self._shown = worst_first(list(mapped), rows) if only_bad else list(mapped)
            self.heads = [head_of(mapped[position]) for position in self._shown]
            self.rows = [row_of(row, self._shown) for row in rows[:PAGE]]
            self.has_next, self.has_previous = len(rows) > PAGE, len(self._cursors) > 1
            first = (len(self._cursors) - 1) * PAGE + 1
            detail = self.detail
            totals = {
                "all": detail.rows,
                "bad": detail.bad,
                "kept": detail.kept_rows,
                "duplicate": detail.duplicates,
            }
            total = totals[self.which]
            last = first + len(self.rows) - 1
            self.summary = f"{first:,}–{last:,} of {counted(max(total, last), 'row')}"
