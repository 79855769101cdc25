"""The integrations, for an ADMIN."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.operations import providers
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


@dataclass
class ProviderRow:
    """An integration; ``state`` is ``live``, ``sandbox`` or ``not_configured``."""

    name: str
    purpose: str
    state: str
    needs: str


@dataclass
class ConnectionResult:
    """Whether a provider accepts our key; ``details`` are for its support."""

    ok: bool = False
    message: str = ""
    details: str = ""


class IntegrationsState(Loading, Workplace):
    """The tab with the integrations."""

    rows: list[ProviderRow] = []
    results: dict[str, ConnectionResult] = {}

    @rx.event
    async def load(self):
        """Reads which of them are connected."""
        self.results = {}
        with self._loading():
            self.rows = [
                ProviderRow(provider.name, provider.purpose, provider.state, provider.needs)
                for provider in await self._run(providers.states)
            ]

    @rx.event
    async def try_out(self, name: str):
        """Asks a provider whether it accepts our key."""
        with self._errors_shown():
            result = await self._run(providers.check_connection, name)
            self.results |= {name: ConnectionResult(result.ok, result.message, result.details)}
