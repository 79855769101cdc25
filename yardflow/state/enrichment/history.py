"""The enrichment runs of one contact, for its record."""

import reflex as rx

from yardflow.counts import counted
from yardflow.services import enrichment
from yardflow.services.enrichment.claims import revert as claim_revert
from yardflow.state.enrichment.run_view import (
    RunRow,
    applied_claims,
    row_of,
    suggested_claims,
)
from yardflow.state.enrichment.undo_actions import undo_revert
from yardflow.state.loading import Loading
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.workplace import Workplace

SHOWN = 3


class EnrichmentHistory(Loading, Workplace):
    """The last runs of the contact whose record is open; the older ones are folded."""

    runs: list[RunRow] = []
    older: int = 0
    linkedin_search: str = ""
    confirming_revert: bool = False
    _contact_id: int = 0
    _unfolded: bool = False
    _applied: dict[int, tuple[int, ...]] = {}
    _suggested: dict[int, tuple[int, ...]] = {}
    _to_revert: int = 0

    @rx.event
    async def load(self, contact_id: int):
        self._contact_id, self._unfolded, self.confirming_revert = contact_id, False, False
        await self._read()

    @rx.event
    async def read_again(self):
        """Reads the runs again, after one has ended."""
        if self._contact_id:
            await self._read()

    @rx.event
    async def show_older(self):
        self._unfolded = True
        await self._read()

    @rx.event
    async def ask_revert(self, run_id: int):
        """Asks before a whole run is undone."""
        self._to_revert = run_id if run_id in self._applied else 0
        self.confirming_revert = bool(self._to_revert)

    @rx.event
    async def close_revert(self, open: bool):
        self.confirming_revert = bool(open) and bool(self._to_revert)

    @rx.event
    async def revert(self):
        """Removes what a run filled in; the notice offers to undo that."""
        run_id, self._to_revert, self.confirming_revert = self._to_revert, 0, False
        claims = self._applied.get(run_id, ())
        if not claims:
            return None

        with self._errors_shown():
            count = await self._run(claim_revert.revert_run, run_id)
            undo = undo_revert(claims, self._suggested.get(run_id, ()))
            self._say(f"Removed {counted(count, 'value')}", undo)
        return [handler() for handler in refresh_handlers(self.router.url.path)]

    async def _read(self) -> None:
        with self._loading():
            runs = await self._fetch(enrichment.history, self._contact_id)
            shown = runs if self._unfolded else runs[:SHOWN]
            self.runs = [row_of(run) for run in shown]
            self.older = len(runs) - len(shown)
            self._applied = {run.id: claims for run in runs if (claims := applied_claims(run))}
            self._suggested = {run.id: suggested_claims(run) for run in runs}
            self.linkedin_search = await self._fetch(enrichment.search_of, self._contact_id)
