"""One import: its columns, its rows, its run and its undoing."""

import asyncio
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.models import ImportStatus
from yardflow.services import imports
from yardflow.services.imports import ImportView
from yardflow.services.operations import jobs
from yardflow.state.editing import record_id
from yardflow.state.imports.view import (
    ColumnItem,
    Head,
    ImportFacts,
    RowItem,
    Tally,
    columns_of,
    facts_of,
    head_of,
    row_of,
    tallies_of,
    worst_first,
)
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

PAGE = 25
MOST_KEPT = 200
WHILE_UNDER_WAY_S = 0.5


class ImportRecord(Loading, Workplace):
    """The import that the address names. ``editing`` is the cell whose form is open,
    ``left`` the one whose form was closed last: it has the focus again."""

    one: ImportFacts = ImportFacts()
    columns: list[ColumnItem] = []
    choices: list[tuple[str, str]] = []
    heads: list[Head] = []
    rows: list[RowItem] = []
    kept: list[RowItem] = []
    tallies: list[Tally] = []
    only_bad: bool = False
    summary: str = ""
    has_previous: bool = False
    has_next: bool = False
    editing: str = ""
    left: str = ""
    edit_error: str = ""
    asking: bool = False
    _headers: list[str] = []
    _shown: list[int] = []
    _cursors: list[int] = [0]

    @rx.event
    async def load(self):
        """Reads the import; follows it while a job has it in hand."""
        wanted = record_id(self.router.url.path)
        if wanted != self.one.id:
            self.loaded, self.rows = False, []
        self.editing, self.left, self.edit_error, self.asking = "", "", "", False
        with self._loading():
            view = await self._run(imports.get, wanted)
            self.only_bad = bool(view.bad) and view.status != ImportStatus.UNDONE
            self.choices = imports.choices(view.kind)
            await self._show(view)
            if view.under_way:
                return ImportRecord.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads how far it is until it ends or the person moves on."""
        while True:
            await asyncio.sleep(WHILE_UNDER_WAY_S)
            async with self:
                if record_id(self.router.url.path) != self.one.id:
                    return
                with self._loading():
                    view = await self._run(imports.get, self.one.id)
                    if view.under_way:
                        self.one = facts_of(view)
                        continue
                    fresh = self.one.status == ImportStatus.READING
                    self.only_bad = bool(view.bad) and (fresh or view.status == ImportStatus.DONE)
                    await self._show(view)
                return

    @rx.event
    async def map_column(self, position: int, name: str):
        """Gives a column another meaning; every row is looked over anew."""
        with self._errors_shown():
            if 0 <= position < len(self._headers):
                changes = {self._headers[position]: name or None}
                view = await self._run_long(imports.change_mapping, self.one.id, changes)
                self.only_bad = self.only_bad and bool(view.bad)
                await self._show(view)

    @rx.event
    async def show_rows(self, which: str):
        """All rows, or only those that are set aside."""
        self.only_bad, self._cursors = which == "bad", [0]
        await self._read_rows()

    @rx.event
    async def next_page(self):
        """The rows after these."""
        if self.has_next and self.rows:
            self._cursors = [*self._cursors, self.rows[-1].number]
            await self._read_rows()

    @rx.event
    async def previous_page(self):
        """The rows before these."""
        self._cursors = self._cursors[:-1] or [0]
        await self._read_rows()

    @rx.event
    async def edit(self, cell: str):
        """Opens the form of a cell, told as ``row:column``."""
        self.editing = cell if self.one.is_draft else ""
        self.edit_error = ""

    @rx.event
    async def stop_editing(self):
        """Closes the form without changing the cell."""
        self.left, self.editing, self.edit_error = self.editing, "", ""

    @rx.event
    async def mend(self, form: dict[str, Any]):
        """Writes what was typed into the cell whose form is open, and looks at its row again."""
        number, _, at = self.editing[:40].partition(":")
        if not (number.isdecimal() and at.isdecimal() and int(at) < len(self._headers)):
            return
        cell = (int(number), self._headers[int(at)], str(form.get("value", "")))
        with self._errors_shown():
            try:
                view = await self._run(imports.fix, self.one.id, [cell])
            except (Invalid, Conflict) as problem:
                self.edit_error = problem.message
                return
            self.left, self.editing, self.edit_error = self.editing, "", ""
            self.one, self.tallies = facts_of(view), tallies_of(view)
            await self._read_row(int(number))

    @rx.event
    async def run(self):
        """Has the good rows put into the records."""
        with self._errors_shown():
            await self._run(imports.start, self.one.id)
            await self._read()
            return ImportRecord.follow
        return None

    @rx.event
    async def cancel(self):
        """Stops what is under way; it leaves everything as it was."""
        if self.one.status == ImportStatus.READING:
            return await self._throw_away()
        with self._errors_shown():
            await self._run(jobs.cancel, self.one.job_id)
            self._say("It stops, and nothing is changed.")
        return None

    @rx.event
    async def ask(self, open: bool):
        """Opens or leaves the question before the import is undone or thrown away."""
        self.asking = bool(open)

    @rx.event
    async def remove(self):
        """Throws a draft away, or has a finished import undone."""
        self.asking = False
        return await self._throw_away()

    async def _throw_away(self) -> Any:
        with self._errors_shown():
            job = await self._run_long(_removed, self.one.id)
            if not job:
                self._say(f"{self.one.filename} is thrown away.")
                self.one = ImportFacts()
                return rx.redirect("/import/")
            await self._read()
            return ImportRecord.follow
        return None

    async def _read(self) -> None:
        await self._show(await self._run(imports.get, self.one.id))

    async def _show(self, view: ImportView) -> None:
        """Takes over what the import says, and reads its first rows."""
        self.one, self.columns = facts_of(view), columns_of(view)
        self.tallies = tallies_of(view)
        self._headers = [column.header for column in view.columns]
        self._cursors, self.editing, self.left, self.edit_error = [0], "", "", ""
        await self._read_rows()
        self.kept = []
        if view.status == ImportStatus.UNDONE and self.one.kept:
            bad = await self._run(imports.rows, view.id, only_bad=True, limit=5_000)
            left = [row for row in bad if row.outcome != "skipped"]
            self.kept = [row_of(row, self._shown) for row in left[:MOST_KEPT]]

    async def _read_rows(self) -> None:
        with self._errors_shown():
            after, only_bad = self._cursors[-1], self.only_bad
            found = await self._run(
                imports.rows, self.one.id, only_bad=only_bad, after=after, limit=PAGE + 1
            )
            mapped = [column.position for column in self.columns if column.field]
            self._shown = worst_first(mapped, found) if only_bad else mapped
            self.heads = [head_of(self.columns[at]) for at in self._shown]
            self.rows = [row_of(row, self._shown) for row in found[:PAGE]]
            self.has_next, self.has_previous = len(found) > PAGE, len(self._cursors) > 1
            first = (len(self._cursors) - 1) * PAGE + 1
            total = self.one.bad if only_bad else self.one.rows
            last = first + len(self.rows) - 1
            self.summary = f"{first:,}–{last:,} of {max(total, last):,} rows"

    async def _read_row(self, number: int) -> None:
        """One row again; it stays where it is, even when it is no bad one any more."""
        (found,) = await self._run(imports.rows, self.one.id, after=number - 1, limit=1)
        fresh = row_of(found, self._shown)
        fresh.mended = not found.problems
        self.rows = [fresh if row.number == number else row for row in self.rows]


def _removed(*arguments: Any) -> bool:
    """Whether it needs a job."""
    return imports.remove(*arguments) is not None
