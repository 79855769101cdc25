"""The browsers in which the person is signed in."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.team import sessions, tokens
from yardflow.state.loading import Loading
from yardflow.state.settings.revoked_tokens import also_revokes
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
    """The tab with the person's sessions. Ending all of them is an HTTP POST."""

    rows: list[SessionRow] = []
    also_revokes: str = ""

    @rx.event
    async def load(self):
        """Reads the active sessions, and which tokens ending all of them revokes."""
        with self._loading():
            self.also_revokes = also_revokes(await self._run(tokens.count_own))
            self.rows = [
                SessionRow(
                    session.id,
                    session.browser,
                    session.ip,
                    session.signed_in_at.isoformat(),
                    session.last_seen_at.isoformat(),
                    session.current,
                )
                for session in await self._run(sessions.list_own)
            ]

    @rx.event
    async def end(self, session_id: int):
        """Signs out another browser."""
        with self._errors_shown():
            await self._run(sessions.revoke, int(session_id))
            self._say("Session ended")
        return SessionsState.load
