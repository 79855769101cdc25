"""The Import page: what somebody brings, and what became of it."""

import reflex as rx

from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


class ImportsState(Loading, Workplace):
    """The past imports of the person (of everybody, for who administrates)."""

    @rx.event
    async def load(self):
        """Reads the list."""
