"""The three outside services, for the ADMIN."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services import providers
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


@dataclass
class ProviderRow:
    """One outside service; ``state`` is ``live``, ``sandbox`` or ``not_configured``."""

    name: str
    purpose: str
    state: str
    needs: str


class IntegrationsState(Loading, Workplace):
    """The tab that says what is connected."""

    rows: list[ProviderRow] = []

    @rx.event
    async def load(self):
        """Reads which settings there are."""
        with self._loading():
            self.rows = [
                ProviderRow(one.name, one.purpose, one.state, one.needs)
                for one in await self._run(providers.states)
            ]
