"""The form for a new record, in a dialog over its list."""

from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.state.workplace import NoticeLink


class Adding(rx.State, mixin=True):
    """A mixin: ``class SendersState(Adding, Listed, Workplace)``. A subclass stores the form
    (`_create`). ``errors`` are by field, or under ``form`` for the whole.
    """

    adding: bool = False
    errors: dict[str, str] = {}

    async def _create(self, form: dict[str, Any]) -> tuple[int, str]:
        """Stores a new record; its id, and what a notice says of it.

        Raises:
            Invalid, Conflict: the form can't be stored as it is.
        """
        raise NotImplementedError

    async def _duplicate_of(self, number: int) -> NoticeLink | None:
        """A record that may be the same as the new one, with the words that lead to it."""

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form."""
        self.adding, self.errors = bool(open), {}

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Adds the record of the form, and opens it."""
        if not self.adding:
            return None  # pressed twice: the first has closed the form
        with self._errors_shown():  # type: ignore[attr-defined]
            try:
                number, notice = await self._create(form)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return None
            self.adding, self.errors = False, {}
            href = f"{self.fields.path}{number}/"  # type: ignore[attr-defined]
            duplicate = await self._duplicate_of(number)
            self._say(notice, on=href, link=duplicate)  # type: ignore[attr-defined]
            return rx.redirect(href)
        return None
