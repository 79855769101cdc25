"""How records stand with HubSpot, as lists and records show it."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from yardflow.services.hubspot.records.standing import RecordStanding


@dataclass
class StandingView:
    """How a record stands, ``state`` is empty where that isn't said; ``synced_at`` is an ISO
    moment. See `RecordStanding`.
    """

    state: str = ""
    why: str = ""
    synced_at: str = ""


class WithStandings(rx.State, mixin=True):
    """A mixin for lists: ``hubspot`` says by its id how each row stands, and is empty while records
    don't sync.
    """

    hubspot: dict[str, StandingView] = {}

    def _show_standings(self, standings: Mapping[int, RecordStanding]) -> None:
        shown = {str(key): standing_view(standing) for key, standing in standings.items()}
        if shown != self.hubspot:
            self.hubspot = shown


def standing_view(standing: RecordStanding | None) -> StandingView:
    """It as it is shown; nothing for None."""
    if standing is None:
        return StandingView()
    at = standing.synced_at
    return StandingView(standing.state, standing.why, at.isoformat() if at else "")
