"""The page that shows what the sandbox received."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.operations import sandbox_log
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


@dataclass
class ReceivedRow:
    """One request to a provider that the sandbox stood in for."""

    id: int
    at: str
    provider: str
    call: str
    status: int
    milliseconds: int
    fault: str
    body: str


class SandboxLogState(Loading, Workplace):
    """The last requests, read when the page opens and on demand."""

    rows: list[ReceivedRow] = []
    provider: str = ""

    @rx.event
    async def load(self):
        """Reads the requests of the chosen provider."""
        with self._loading():
            self.rows = [
                ReceivedRow(
                    one.id,
                    one.at,
                    one.provider,
                    one.call,
                    one.status,
                    one.milliseconds,
                    one.fault,
                    one.body,
                )
                for one in await self._run(sandbox_log.received, self.provider)
            ]

    @rx.event
    async def choose(self, provider: str):
        """Narrows the list to one provider; empty for all."""
        self.provider = provider
        return SandboxLogState.load
