"""What is logged in HubSpot's timeline, and turning it on and off. ``NEEDED`` are its scopes."""

from dataclasses import dataclass

import reflex as rx

from yardflow.models import TimelineKind
from yardflow.services.hubspot.timeline import switch
from yardflow.state.hubspot import words
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

NEEDED = " and ".join(switch.SCOPES)
_TURNED = {
    TimelineKind.EMAIL: "Emails",
    TimelineKind.REPLY: "Replies",
    TimelineKind.MEETING: "Meetings",
}


@dataclass
class LoggedRow:
    """A kind that can be logged; ``since`` is an ISO moment, empty while it isn't."""

    kind: str = ""
    since: str = ""


class HubspotTimelineState(Loading, Workplace):
    """The switches. ``missing`` are scopes without which nothing is logged."""

    emails: LoggedRow = LoggedRow()
    replies: LoggedRow = LoggedRow()
    meetings: LoggedRow = LoggedRow()
    missing: list[str] = []
    waiting: int = 0

    @rx.event
    async def load(self):
        """Reads them."""
        with self._loading():
            await self._read()

    @rx.event
    async def turn(self, kind: str, on: bool):
        """Has one kind be logged from now on, or no more."""
        known = next((each for each in TimelineKind if each == kind), None)
        if known is None:
            return
        with self._errors_shown():
            await self._run(switch.turn, known, bool(on))
            logged = "are logged from now on." if on else "are no longer logged."
            self._say(f"{_TURNED[known]} {logged}")
        with self._loading():
            await self._read()

    async def _read(self) -> None:
        view = await self._run(switch.get)
        rows = [LoggedRow(kind, words.iso(since)) for kind, since in view.since.items()]
        self.emails, self.replies, self.meetings = rows
        self.missing = [scope.name for scope in view.missing]
        self.waiting = view.waiting
