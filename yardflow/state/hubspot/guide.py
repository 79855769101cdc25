"""The steps after connecting HubSpot, on its tab of the settings."""

import reflex as rx

from yardflow.services.hubspot import guide
from yardflow.state.workplace import Workplace


class HubspotGuide(Workplace):
    """How far the workplace has come; ``problems`` is -1 while no one knows."""

    started: bool = True
    previewed: bool = False
    problems: int = -1

    @rx.event
    async def load(self):
        """Reads it."""
        with self._errors_shown():
            view = await self._run(guide.get)
            self.started, self.previewed = view.started, view.previewed
            self.problems = -1 if view.problems is None else view.problems
