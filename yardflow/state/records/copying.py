"""Copying a value of a record, or of one in a list, to the clipboard."""

import reflex as rx

_NAMES = ("Email", "Phone", "Mobile", "Domain", "Website")


class Copying(rx.State, mixin=True):
    """A mixin for a record or a list; the browser copies, this says so."""

    @rx.event
    async def copied(self, name: str):
        """Says what is on the clipboard now."""
        if name in _NAMES:
            self._say(f"{name} copied")  # type: ignore[attr-defined]
