"""What enrichment did to one contact, for its record."""

import reflex as rx

from yardflow.services import enrichment
from yardflow.services.enrichment.claims import revert as reverting
from yardflow.state.enrichment.run_view import RunRow, row_of, standing, waiting
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
    asking_revert: bool = False
    _contact_id: int = 0
    _unfolded: bool = False
    _standing: dict[int, tuple[int, ...]] = {}
    _waiting: dict[int, tuple[int, ...]] = {}
    _to_revert: int = 0

    @rx.event
    async def load(self, contact_id: int):
        """Reads the runs of a contact."""
        self._contact_id, self._unfolded, self.asking_revert = contact_id, False, False
        await self._read()

    @rx.event
    async def read_again(self):
        """Reads them again, after a run has ended."""
        if self._contact_id:
            await self._read()

    @rx.event
    async def show_older(self):
        """Unfolds the older runs."""
        self._unfolded = True
        await self._read()

    @rx.event
    async def ask_revert(self, run_id: int):
        """Asks before a whole run is taken back."""
        self._to_revert = run_id if run_id in self._standing else 0
        self.asking_revert = bool(self._to_revert)

    @rx.event
    async def close_revert(self, open: bool):
        """Leaves the question."""
        self.asking_revert = bool(open) and bool(self._to_revert)

    @rx.event
    async def revert(self):
        """Takes back what a run filled in; the notice offers to undo that."""
        run_id, self._to_revert, self.asking_revert = self._to_revert, 0, False
        claims = self._standing.get(run_id, ())
        if not claims:
            return None

        with self._errors_shown():
            count = await self._run(reverting.revert_run, run_id)
            values = "value is" if count == 1 else "values are"
            undo = undo_revert(claims, self._waiting.get(run_id, ()))
            self._say(f"{count} {values} taken back.", undo)
        return [handler() for handler in refresh_handlers(self.router.url.path)]

    async def _read(self) -> None:
        with self._loading():
            found = await self._run(enrichment.history, self._contact_id)
            shown = found if self._unfolded else found[:SHOWN]
            self.runs = [row_of(run) for run in shown]
            self.older = len(found) - len(shown)
            self._standing = {run.id: standing(run) for run in found if standing(run)}
            self._waiting = {run.id: waiting(run) for run in found}
            self.linkedin_search = await self._run(enrichment.search_of, self._contact_id)
