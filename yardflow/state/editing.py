"""Records that are edited in place, one field or group of fields at a time."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.state.loading import Loading


class Editing(Loading, mixin=True):
    """A mixin: ``class AccountState(Editing, Workplace)``.

    A subclass defines which record it shows (`_record`), which fields a group has (`_groups`), how
    they are stored (`_store`), and what they are in the database by now (`_latest`). ``editing``
    are the groups whose form is open, each with the id of the record that it was opened on: a form
    that comes late, of another record or of one that was closed since, changes nothing.
    ``edit_errors`` are by group. ``fresh`` are the fields that something else has just changed.
    """

    editing: dict[str, int] = {}
    edit_errors: dict[str, str] = {}
    fresh: list[str] = []
    confirming_delete: bool = False
    _version: int = 0

    def _record(self) -> tuple[int, str]:
        """The id and the name of the record."""
        raise NotImplementedError

    @staticmethod
    def _groups() -> Mapping[str, tuple[str, ...]]:
        raise NotImplementedError

    async def _store(self, values: dict[str, object]) -> None:
        raise NotImplementedError

    def _view(self) -> Any:
        """What the page shows: fields by name, and its plain texts as ``texts``."""
        raise NotImplementedError

    async def _latest(self) -> tuple[int, Any]:
        """The record's version and what the page would show of it, as they are in the database."""
        raise NotImplementedError

    async def _over_others(
        self, names: Iterable[str], store: Callable[[], Awaitable[None]]
    ) -> None:
        """Stores these fields also after others were changed: enrichment and colleagues fill them
        in while a person types.

        Raises:
            Conflict: one of these fields is not as the page shows it, or it can't be stored.
        """
        try:
            await store()
        except Conflict:
            version, latest = await self._latest()
            shown = self._view()
            if version == self._version or any(
                _value(latest, name) != _value(shown, name) for name in names
            ):
                raise
            self._version = version
            await store()

    def _then(self) -> list[Any]:
        """Handlers to call after a save, such as one that reads another part of the page."""
        return []

    def _values(self, group: str, form: Mapping[str, Any]) -> dict[str, object]:
        """The values in the form of a group; a subclass overrides it where they are not texts."""
        return {name: form.get(name, "") for name in self._groups()[group]}

    @rx.event
    async def edit(self, group: str):
        """Opens the form of a field."""
        if group in self._groups():
            self.editing = {**self.editing, group: self._record()[0]}

    @rx.event
    async def stop_editing(self, group: str, by_key: bool):
        """Closes the form without saving; by a key, the focus goes back to the value."""
        if group not in self.editing:
            return None
        self._close(group)
        return rx.set_focus(focus_id(group)) if by_key else None

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Stores the values of an open form; the focus stays where it is if the form was left."""
        group, record = str(form.get("group", "")), self._record()[0]
        if self.editing.get(group) != record or str(form.get("record", "")) != str(record):
            return None
        with self._errors_shown():  # type: ignore[attr-defined]
            try:
                values = self._values(group, form)
                await self._over_others(self._groups()[group], lambda: self._store(values))
            except (Invalid, Conflict) as problem:
                fields = getattr(problem, "fields", {})
                error = " ".join(fields.values()) or problem.message
                self.edit_errors = {**self.edit_errors, group: error}
                return None
            self._close(group)
            return [*([] if form.get("left") else [rx.set_focus(focus_id(group))]), *self._then()]
        return None

    def _check_shown(self, record: int) -> None:
        """For an action on the record with this id: until it arrives, the tab may have gone on.

        Raises:
            Conflict: the page shows another record by now.
        """
        if record != self._record()[0]:
            raise Conflict(
                "This page went on to another record. Go back to the one you meant and try again."
            )

    def _close(self, group: str) -> None:
        self.editing = {name: of for name, of in self.editing.items() if name != group}
        self.edit_errors = {name: text for name, text in self.edit_errors.items() if name != group}

    def _shown_values(self) -> dict[str, object]:
        """What the page shows, by the field that it marks when that changes."""
        view = self._view()
        return {
            group: [_value(view, name) for name in names] for group, names in self._groups().items()
        }

    def _mark_changed(self, before: Mapping[str, object]) -> None:
        """Marks the fields that show something else than ``before``, for a moment."""
        self.fresh = [name for name, now in self._shown_values().items() if before[name] != now]

    def _close_forms(self) -> None:
        self.editing, self.edit_errors, self.confirming_delete = {}, {}, False
        self.fresh = []

    @rx.event
    async def ask_delete(self, open: bool):
        """Opens or closes the confirmation before the record is deleted."""
        self.confirming_delete = bool(open)


def _value(view: Any, name: str) -> object:
    return view.texts[name] if name in view.texts else getattr(view, name, "")


def focus_id(group: str) -> str:
    """The element id of a field's value."""
    return f"value-{group}"


def record_id(path: str) -> int:
    """The number in ``/accounts/12/`` or ``/sequences/12/overview/``; 0 when there is none."""
    parts = path.rstrip("/").rsplit("/", 2)
    numbers = (part for part in reversed(parts) if part.isascii() and part.isdigit())
    last = next(numbers, "0")
    return int(last) if len(last) < 19 else 0
