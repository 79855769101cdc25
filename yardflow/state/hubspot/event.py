"""Syncing all that an event has with HubSpot, or a look at that, for administrators."""

from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.services.hubspot.records import view
from yardflow.services.operations.job_views import JobView
from yardflow.state.hubspot.asking import DRY_RUN, SYNC, AskingSync
from yardflow.state.workplace import Workplace


class HubspotEvent(AskingSync, Workplace):
    """The dialog on the page of events. ``connected``: HubSpot can be asked; ``off`` says why
    nothing syncs now.
    """

    connected: bool = False
    off: str = ""
    event_id: int = 0
    name: str = ""

    @rx.event
    async def load(self):
        """Reads whether HubSpot is connected."""
        self.event_id = 0
        with self._errors_shown():
            status = await self._run(view.status)
            self.connected, self.off = status.connected, status.off

    @rx.event
    async def ask(self, event_id: int, name: str):
        """Opens the dialog for an event."""
        self._forget_asked()
        self.event_id, self.name = event_id, name[:200]

    @rx.event
    async def close(self, open: bool):
        """Closes the dialog; a sync that has begun goes on."""
        if not open:
            self._forget_asked()
            self.event_id = 0

    @rx.event
    async def sync(self):
        """Syncs the event's records now."""
        self.dry_run_open = False
        return await self._ask_for("event", self.event_id, SYNC)

    @rx.event
    async def look(self):
        """Finds out what a sync of the event's records would do."""
        self.dry_run_open = False
        return await self._ask_for("event", self.event_id, DRY_RUN)

    async def _synced(self, job: JobView) -> list[Any]:
        number = (job.result or {}).get("synced", 0)
        self.result = f"{counted(number, 'record')} synced."
        return []
