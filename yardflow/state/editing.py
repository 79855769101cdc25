"""Records that are edited in place, one field or group of fields at a time."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.state.loading import Loading


class Editing(Loading, mixin=True):
    """A mixin: ``class AccountState(Editing, Workplace)``.

    A subclass defines which fields a group has (`_groups`) and how they are stored (`_store`). It
    keeps which record that is to itself, so that no event can name another.
    """

    editing: str = ""
    edit_error: str = ""
    confirming_delete: bool = False

    @staticmethod
    def _groups() -> Mapping[str, tuple[str, ...]]:
        raise NotImplementedError

    async def _store(self, values: dict[str, object]) -> None:
        raise NotImplementedError

    def _then(self) -> list[Any]:
        """Handlers to call after a save, such as one that reads another part of the page."""
        return []

    def _values(self, group: str, form: Mapping[str, Any]) -> dict[str, object]:
        """The values in the form of a group; a subclass overrides it where they are not texts."""
        return {name: form.get(name, "") for name in self._groups()[group]}

    @rx.event
    async def edit(self, group: str):
        """Opens the form of a field."""
        self.editing = group if group in self._groups() else ""
        self.edit_error = ""

    @rx.event
    async def stop_editing(self):
        """Closes the form without saving, and gives the focus back to the value."""
        group, self.editing, self.edit_error = self.editing, "", ""
        return rx.set_focus(focus_id(group)) if group in self._groups() else None

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Stores the values of the open form."""
        group = self.editing
        if group not in self._groups():
            return None
        with self._errors_shown():  # type: ignore[attr-defined]
            try:
                await self._store(self._values(group, form))
            except (Invalid, Conflict) as problem:
                fields = getattr(problem, "fields", {})
                self.edit_error = " ".join(fields.values()) or problem.message
                return None
            self.editing, self.edit_error = "", ""
            return [rx.set_focus(focus_id(group)), *self._then()]
        return None

    @rx.event
    async def ask_delete(self, open: bool):
        """Opens or closes the confirmation before the record is deleted."""
        self.confirming_delete = bool(open)


def focus_id(group: str) -> str:
    """The element id of a field's value."""
    return f"value-{group}"


def record_id(path: str) -> int:
    """The number at the end of ``/accounts/12/``; 0 when there is none."""
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 19 else 0
