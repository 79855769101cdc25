"""The email settings of an ADMIN."""

from dataclasses import asdict
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.senders.email_settings import LAWFUL_BASES, EmailSettings
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

NAMES = tuple(name for name in EmailSettings.__dataclass_fields__ if name != "lawful_bases")
# The name of a basis's checkbox in the form.
BOXES = {basis: f"basis-{place}" for place, basis in enumerate(LAWFUL_BASES)}


class EmailSettingsState(Loading, Workplace):
    """The tab. ``texts`` are the saved values; ``edition`` counts up when the fields show them."""

    texts: dict[str, str] = {}
    lawful_bases: list[str] = []
    errors: dict[str, str] = {}
    edition: int = 0
    _version: int = 0

    @rx.event
    async def load(self):
        """Reads the saved settings."""
        with self._loading():
            await self._read()

    @rx.event
    async def save(self, form: dict[str, Any]):
        """Saves the form; errors stand at their fields."""
        with self._errors_shown():
            values: dict[str, object] = {name: form.get(name, "") for name in NAMES}
            values["lawful_bases"] = [basis for basis, box in BOXES.items() if form.get(box)]
            try:
                await self._run(email_settings.save, self._version, values)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return
            self._say("Saved")
            await self._read()

    async def _read(self) -> None:
        settings, self._version = await self._run(email_settings.shown)
        values = asdict(settings)
        self.texts = {name: "" if values[name] is None else str(values[name]) for name in NAMES}
        self.lawful_bases = list(settings.lawful_bases)
        self.errors, self.edition = {}, self.edition + 1
