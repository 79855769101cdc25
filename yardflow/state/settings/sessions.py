"""Where the person is signed in."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.team import sessions, tokens
from yardflow.state.loading import Loading
from yardflow.state.settings.endings import also_ends
from yardflow.state.workplace import Workplace


@dataclass
class SessionRow:
    """A signed-in browser; moments are ISO texts."""

    id: int
    browser: str
    ip: str
    signed_in_at: str
    last_seen_at: str
    current: bool


class SessionsState(Loading, Workplace):
    """The tab with one's sessions. Ending all of them is an HTTP POST."""

    rows: list[SessionRow] = []
    also_ends: str = ""

    @rx.event
    async def load(self):
        """Reads the sessions that are alive, and what ends with all of them."""
        with self._loading():
            self.also_ends = also_ends(await self._run(tokens.count_own))
            self.rows = [
                SessionRow(
                    one.id,
                    one.browser,
                    one.ip,
                    one.signed_in_at.isoformat(),
                    one.last_seen_at.isoformat(),
                    one.current,
                )
                for one in await self._run(sessions.list_own)
            ]

    @rx.event
    async def end(self, session_id: int):
        """Signs one other browser out."""
        with self._errors_shown():
            await self._run(sessions.revoke, int(session_id))
            self._say("That browser is signed out.")
        return SessionsState.load
