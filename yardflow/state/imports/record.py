"""One import: its columns, its rows, its run and its undo."""

import asyncio
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid, YardFlowError
from yardflow.models import ImportKind, ImportStatus
from yardflow.services import imports
from yardflow.services.imports import Forecast, ImportView, Namesake
from yardflow.services.operations import jobs
from yardflow.state.editing import record_id
from yardflow.state.imports.differences import DIFFERENCES, Differing
from yardflow.state.imports.row_view import RowItem, row_of
from yardflow.state.imports.rows import ImportRows
from yardflow.state.imports.tallies import Tally, tallies_of
from yardflow.state.imports.view import (
    ImportDetail,
    NamesakeItem,
    columns_of,
    detail_of,
    namesake_of,
)
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

MOST_KEPT = 200
FOLLOW_S = 0.5


class ImportRecord(ImportRows, Differing, Loading, Workplace):
    """The import that the address names. ``editing`` is the cell whose form is open,
    ``last_edited`` the cell whose form was closed last: it has the focus again. ``refusal`` says
    why its file is not read again.
    """

    choices: list[tuple[str, str]] = []
    kept: list[RowItem] = []
    tallies: list[Tally] = []
    namesakes: list[NamesakeItem] = []
    asks_for_companies: bool = False
    company_question: str = ""
    editing: str = ""
    last_edited: str = ""
    edit_error: str = ""
    confirming: bool = False
    refusal: str = ""
    _headers: list[str] = []
    _unmatched: list[int] = []
    _forecast: Forecast | None = None

    @rx.event
    async def load(self):
        """Reads the import; follows it while a job works on it."""
        import_id = record_id(self.router.url.path)
        reason = str(self.router.url.query_parameters.get("refused", ""))
        self.refusal = imports.REASONS.get(reason, "")
        if import_id != self.detail.id:
            # Of one that was shown before, the question may be open already: its page is there
            # before this runs.
            self.loaded, self.rows, self.confirming = False, [], False
            self._forecast = None
        self.editing, self.last_edited, self.edit_error = "", "", ""
        self._headers = []
        with self._loading():
            view = await self._run(imports.get, import_id)
            self._show_bad(view.bad > 0 and view.status != ImportStatus.UNDONE)
            self.choices = imports.choices(view.kind)
            await self._show(view)
            return ImportRecord.follow if view.under_way else self._look_ahead()
        return None

    @rx.event(background=True, supersedes=True)
    async def look_ahead(self):
        """Shows what the draft would do, as soon as that is found out."""
        import_id = self.detail.id
        await asyncio.sleep(FOLLOW_S)  # who fixes one cell after the other waits for none of it
        try:
            forecast, first = await self._run_long(imports.look_ahead, import_id, DIFFERENCES)
            view = await self._run(imports.get, import_id)
        except YardFlowError:  # then the figures stay as they are
            async with self:
                if import_id == self.detail.id and self.detail.is_draft:
                    self.differences = []
            return
        async with self:
            if import_id == self.detail.id and view.is_draft:
                self._forecast, self.tallies = forecast, tallies_of(view, forecast)
                self._count_differences(forecast.differences)
                self.differing = ""
                self._show_differences(first)

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads how far it is until it ends or the person moves on, also past a moment in which the
        database does not answer.
        """
        fresh = False
        while True:
            await asyncio.sleep(FOLLOW_S)
            async with self:
                if record_id(self.router.url.path) != self.detail.id:
                    return None
                fresh = fresh or self.detail.status == ImportStatus.READING
                with self._loading():
                    view = await self._run(imports.get, self.detail.id, samples=False)
                    if view.under_way:
                        self.detail = detail_of(view)
                        continue
                    view = await self._run(imports.get, self.detail.id)
                    done = view.status == ImportStatus.DONE
                    self._show_bad(view.bad > 0 and (fresh or done))
                    await self._show(view)
                if not self._away:
                    return self._look_ahead()

    @rx.event
    async def map_column(self, position: int, name: str):
        """Maps a column to another field; every row is checked again."""
        with self._errors_shown():
            if 0 <= position < len(self._headers):
                changes = {self._headers[position]: name or None}
                self._forecast = None
                view = await self._run_long(imports.change_mapping, self.detail.id, changes)
                self._show_bad(view.bad > 0 and self.which == "bad")
                await self._show(view)
                return self._look_ahead()
        return None

    @rx.event
    async def overwrite(self, field: str, on: bool):
        """Says whether the file replaces what records have in a field."""
        fields = [column.field for column in self.columns if column.overwrites]
        await self._overwrite([*fields, field] if on else [f for f in fields if f != field])
        return self._look_ahead()

    @rx.event
    async def overwrite_all(self, on: bool):
        """The same for every field of the file where it can."""
        fields = [column.field for column in self.columns if column.can_overwrite]
        await self._overwrite(fields if on else [])
        return self._look_ahead()

    async def _overwrite(self, fields: list[str]) -> None:
        with self._errors_shown():
            view = await self._run(imports.overwrite, self.detail.id, fields)
            self._forecast = None
            self.detail, self.columns = detail_of(view), columns_of(view, self._unmatched)

    def _import(self) -> tuple[int, bool]:
        return self.detail.id, self.detail.is_draft

    @rx.event
    async def change_kind(self, kind: str):
        """Imports the rows as the other kind of record; they are matched and checked again."""
        with self._errors_shown():
            if kind in list(ImportKind):
                chosen = ImportKind(kind)
                view = await self._run_long(imports.change_kind, self.detail.id, chosen)
                self.choices, self._headers = imports.choices(chosen), []
                self._forecast = None
                self._show_bad(view.bad > 0)
                await self._show(view)
                return self._look_ahead()
        return None

    @rx.event
    async def choose_company(self, name_key: str, choice: str):
        """Says which account is meant by a name that several have."""
        with self._errors_shown():
            chosen = (self.detail.id, name_key, choice)
            self._ask(await self._run_long(imports.choose_company, *chosen))
            return self._look_ahead()
        return None

    @rx.event
    async def edit(self, cell: str):
        """Opens the form of a cell, named ``row:column``."""
        self.editing = cell if self.detail.is_draft else ""
        self.edit_error = ""

    @rx.event
    async def stop_editing(self):
        """Closes the form without changing the cell."""
        self.last_edited, self.editing, self.edit_error = self.editing, "", ""

    @rx.event
    async def fix(self, form: dict[str, Any]):
        """Writes what was typed into the cell whose form is open, and checks its row again."""
        number, _, position = self.editing[:40].partition(":")
        if not (number.isdecimal() and position.isdecimal() and int(position) < len(self._headers)):
            return None
        cell = (int(number), self._headers[int(position)], str(form.get("value", "")))
        with self._errors_shown():
            try:
                view = await self._run(imports.fix, self.detail.id, [cell])
            except (Invalid, Conflict) as problem:
                self.edit_error = problem.message
                return None
            self.last_edited, self.editing, self.edit_error = self.editing, "", ""
            self.detail, self.tallies = detail_of(view), tallies_of(view, self._forecast)
            await self._read_row(int(number))
            self._ask(await self._run_long(imports.namesakes_of, self.detail.id))
            return self._look_ahead()
        return None

    @rx.event
    async def run(self):
        """Imports the rows that are ready."""
        with self._errors_shown():
            await self._run(imports.start, self.detail.id)
            await self._read()
            return ImportRecord.follow
        return None

    @rx.event
    async def cancel(self):
        """Stops what is running; nothing changes."""
        if self.detail.status == ImportStatus.READING:
            return await self._remove()
        with self._errors_shown():
            await self._run(jobs.cancel, self.detail.job_id)
            self._say("Canceled. Nothing changed.")
        return None

    @rx.event
    async def confirm(self, open: bool):
        """Opens or closes the question before the import is undone or discarded."""
        self.confirming = bool(open)

    @rx.event
    async def remove(self):
        """Discards a draft, or has a finished import undone."""
        self.confirming = False
        return await self._remove()

    async def _remove(self) -> Any:
        with self._errors_shown():
            needs_job = await self._run_long(_remove, self.detail.id)
            if not needs_job:
                self._say(f"Discarded {self.detail.filename}", on="/import/")
                self.detail = ImportDetail()
                return rx.redirect("/import/")
            await self._read()
            return ImportRecord.follow
        return None

    async def _read(self) -> None:
        await self._show(await self._run(imports.get, self.detail.id))

    async def _show(self, view: ImportView) -> None:
        """Shows an import with its first rows."""
        headers = [column.header for column in view.columns]
        if headers != self._headers:
            # A column keeps its place while the person maps it.
            self._unmatched = [column.position for column in view.columns if not column.field]
        self.detail, self.columns = detail_of(view), columns_of(view, self._unmatched)
        self.tallies = tallies_of(view, self._forecast)
        self._headers = headers
        self._cursors, self.editing, self.last_edited, self.edit_error = [0], "", "", ""
        await self._read_rows()
        self._count_differences(view.differences)
        self.differences = []
        if view.differences:
            await self._read_differences("", 0)
        draft = self.detail.is_draft
        self._ask(await self._run_long(imports.namesakes_of, view.id) if draft else [])
        self.kept = []
        if view.status == ImportStatus.UNDONE and self.detail.kept:
            bad = await self._run(imports.rows, view.id, only_bad=True, limit=5_000)
            kept = [row for row in bad if row.outcome != "skipped"]
            self.kept = [row_of(row, self._shown) for row in kept[:MOST_KEPT]]

    def _show_bad(self, bad: bool) -> None:
        self.which = "bad" if bad else "all"

    def _look_ahead(self) -> Any:
        return ImportRecord.look_ahead if self.detail.can_run else None

    def _ask(self, namesakes: list[Namesake]) -> None:
        """Shows the names of companies that leave open which account is meant."""
        self.namesakes = [namesake_of(namesake) for namesake in namesakes]
        self.asks_for_companies = bool(namesakes)
        self.company_question = imports.company_question(namesakes)

    async def _read_row(self, number: int) -> None:
        """Reads one row again; it stays in its place, also when it needs no fixing any more."""
        (row,) = await self._run(imports.rows, self.detail.id, after=number - 1, limit=1)
        item = row_of(row, self._shown)
        item.fixed = not row.problems
        self.rows = [item if shown.number == number else shown for shown in self.rows]


def _remove(*arguments: Any) -> bool:
    """Whether removing it needs a job."""
    return imports.remove(*arguments) is not None
