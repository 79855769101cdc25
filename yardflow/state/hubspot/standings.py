"""How records stand with HubSpot, as lists and records show it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from yardflow.errors import Unavailable, YardFlowError
from yardflow.models import SyncedRecord
from yardflow.services.hubspot.records import view
from yardflow.services.hubspot.records.standing import RecordStanding, Standing

# A sync of one record takes a second or two; one of many, or with a HubSpot that is away, longer.
SOONEST_S, LATEST_S, SLOWER = 1.0, 8.0, 1.3


@dataclass
class StandingView:
    """How a record stands, ``state`` is empty where that isn't said; ``synced_at`` is an ISO
    moment. See `RecordStanding`.
    """

    state: str = ""
    why: str = ""
    synced_at: str = ""


class WithStandings(rx.State, mixin=True):
    """A mixin for lists of ``synced`` records: ``hubspot`` says by its id how each row stands, and
    is empty while records don't sync.
    """

    synced: ClassVar[SyncedRecord]
    hubspot: dict[str, StandingView] = {}

    @rx.event(background=True, supersedes=True)
    async def follow_standings(self: Any):
        """Shows how the rows come along while any of them waits to be synced. Ends with the last
        that does, with the page, and where nothing is synced now.
        """
        pause, path = SOONEST_S, self.router.url.path
        while True:
            await asyncio.sleep(pause)
            async with self:
                ids = self._pending()
                if not ids or self.router.url.path != path:
                    return
            try:
                standings = await self._run(view.standings, self.synced, ids)
            except Unavailable:
                continue
            except YardFlowError:
                return
            if not standings:
                return
            async with self:
                changed = self._pending() == ids and self._show_shown(
                    {**self.hubspot, **_shown(standings)}
                )
            pause = SOONEST_S if changed else min(pause * SLOWER, LATEST_S)

    def _show_standings(self, standings: Mapping[int, RecordStanding]) -> None:
        self._show_shown(_shown(standings))

    def _show_shown(self, shown: dict[str, StandingView]) -> bool:
        """Whether rows stand otherwise than the page says."""
        if shown == self.hubspot:
            return False
        self.hubspot = shown
        return True

    def _standings_followed(self) -> list[Any]:
        """The handler to call once the list is read, where anything waits."""
        return [type(self).follow_standings] if self._pending() else []

    def _pending(self) -> list[int]:
        return [int(key) for key, each in self.hubspot.items() if each.state == Standing.PENDING]


def _shown(standings: Mapping[int, RecordStanding]) -> dict[str, StandingView]:
    return {str(key): standing_view(standing) for key, standing in standings.items()}


def standing_view(standing: RecordStanding | None) -> StandingView:
    """It as it is shown; nothing for None."""
    if standing is None:
        return StandingView()
    at = standing.synced_at
    return StandingView(standing.state, standing.why, at.isoformat() if at else "")
