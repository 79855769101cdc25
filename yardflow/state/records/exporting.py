"""Lists whose records are exported: what is selected, or all that the filters leave."""

import asyncio
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Unavailable, YardFlowError
from yardflow.models import ExportFormat
from yardflow.models.job import OPEN
from yardflow.services.records import export

LOOK_AGAIN_S = 1.0
_CANCELED = "The export was canceled."


class Exporting(rx.State, mixin=True):
    """A mixin for `yardflow.state.records.event_list.EventListed`, whose query and selection it
    takes; `yardflow.components.records.export_menu` calls it.
    """

    _exporting_on: str = ""

    @rx.event
    async def export(self, file_format: str):
        """Starts an export, and waits for it beside what else the person does."""
        if file_format not in list(ExportFormat):
            return None
        state: Any = self
        everything = state.all_selected or not state.selected
        with state._errors_shown():
            ids = None if everything else list(state.selected)
            chosen = ExportFormat(file_format)
            query = state._all_in_sight() if everything else state._query()
            view = await state._run(export.start, query, chosen, ids)
            self._exporting_on = self.router.url.path
            state._say("Preparing the file. The download starts when it's ready.")
            return type(state).follow_export(view.id)
        return None

    @rx.event(background=True, supersedes=True)
    async def follow_export(self, export_id: int):
        """Downloads the file once it is there, if the person is still on this page; the notice and
        the jobs in the header offer it, too. Ends with the page.
        """
        while True:
            async with self:
                if self.router.url.path != self._exporting_on:
                    return None
                ended, download = await self._look_after(int(export_id))
            if ended:
                return download
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _look_after(self, export_id: int) -> tuple[bool, Any]:
        """Whether nothing more is to be waited for, and what the browser then does."""
        state: Any = self
        try:
            view = await state._run(export.get, export_id)
        except Unavailable:
            return False, None
        except YardFlowError as error:
            state._complain(error.message)
            return True, None
        if view.ready_at is not None:
            address = f"/api/exports/{view.id}/file"
            state._say(f"{counted(view.rows, view.kind.value)} exported", download=address)
            return True, rx.download(address, view.filename)
        if view.status not in OPEN:
            state._complain(view.error or _CANCELED)
            return True, None
        return False, None
