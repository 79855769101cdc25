"""Enrolling from a file: its upload, and what was read, before the ordinary enrolling."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.services.sequences.enrollments import list_file, lists
from yardflow.services.sequences.enrollments.lists import ListView
from yardflow.state.editing import record_id
from yardflow.state.sequences.enroll import EnrollState
from yardflow.state.workplace import Workplace

NEW = "new"


@dataclass
class ListProblem:
    """A row that adds no contact."""

    row: str
    text: str
    reason: str


class ListState(Workplace):
    """The dialogs: ``uploading`` for a file, ``list_id`` for what was read of one, 0 for none."""

    uploading: bool = False
    refusal: str = ""
    list_id: int = 0
    filename: str = ""
    summary: str = ""
    contacts: int = 0
    problems: list[ListProblem] = []
    more: str = ""

    @rx.event
    async def load(self):
        """Opens what the address asks for: the upload, or a list that was read."""
        parameters = self.router.url.query_parameters
        query = str(parameters.get("list", ""))
        self.uploading, self.refusal, self.list_id = query == NEW, "", 0
        if self.uploading and (name := str(parameters.get("refused", ""))):
            self.refusal = lists.refusal(name[:40])
        if query.isascii() and query.isdigit():
            with self._errors_shown():
                self._show(await self._run(lists.get, int(query[:18])))

    @rx.event
    async def ask(self, open: bool):
        """Opens or closes the upload; the address follows."""
        return rx.redirect(self._address(f"?list={NEW}" if open else ""))

    @rx.event
    async def close(self, open: bool):
        """Closes what was read."""
        return None if open else rx.redirect(self._address())

    @rx.event
    async def enroll(self):
        """Goes on to the ordinary enrolling."""
        list_id, self.list_id = self.list_id, 0
        if not list_id:
            return None
        sequence_id = record_id(self.router.url.path)
        ask: Any = EnrollState.ask_list
        return [rx.redirect(self._address()), ask(sequence_id, list_id)]

    def _address(self, query: str = "") -> str:
        return f"/sequences/{record_id(self.router.url.path)}/{query}"

    def _show(self, view: ListView) -> None:
        self.list_id, self.filename, self.contacts = view.id, view.filename, view.contacts
        self.summary = f"{counted(view.contacts, 'contact')} in {counted(view.rows, 'row')}"
        self.problems = [
            ListProblem(f"{each.row:,}", each.text, list_file.PROBLEMS.get(each.problem, ""))
            for each in view.problems
        ]
        rest = sum(view.counts.values()) - len(view.problems)
        self.more = f"and {rest:,} more" if rest > 0 else ""
