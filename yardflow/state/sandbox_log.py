"""The page of requests that the sandbox received."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.operations import sandbox_log
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


@dataclass
class RequestRow:
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
    """The last requests, read when the page opens and on demand; ``inbox`` is where emails are."""

    inbox: str = ""
    rows: list[RequestRow] = []
    provider: str = ""

    @rx.event
    async def load(self):
        """Reads the requests of the chosen provider."""
        with self._loading():
            self.inbox = await self._run(sandbox_log.inbox)
            self.rows = [
                RequestRow(
                    request.id,
                    request.at,
                    request.provider,
                    request.call,
                    request.status,
                    request.milliseconds,
                    request.fault,
                    request.body,
                )
                for request in await self._run(sandbox_log.received, self.provider)
            ]

    @rx.event
    async def choose(self, provider: str):
        """Filters the list by provider; empty for all."""
        self.provider = provider
        return SandboxLogState.load
