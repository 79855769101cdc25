"""The three outside services, for the ADMIN."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.operations import providers
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


@dataclass
class ProviderRow:
    """One outside service; ``state`` is ``live``, ``sandbox`` or ``not_configured``."""

    name: str
    purpose: str
    state: str
    needs: str


@dataclass
class Verdict:
    """Whether a provider takes our key, in words; ``details`` are for its support."""

    ok: bool = False
    message: str = ""
    details: str = ""


class IntegrationsState(Loading, Workplace):
    """The tab that says what is connected."""

    rows: list[ProviderRow] = []
    verdicts: dict[str, Verdict] = {}

    @rx.event
    async def load(self):
        """Reads which settings there are."""
        self.verdicts = {}
        with self._loading():
            self.rows = [
                ProviderRow(one.name, one.purpose, one.state, one.needs)
                for one in await self._run(providers.states)
            ]

    @rx.event
    async def try_out(self, name: str):
        """Asks one provider whether it takes our key."""
        with self._errors_shown():
            found = await self._run(providers.check_connection, name)
            self.verdicts |= {name: Verdict(found.ok, found.message, found.details)}
