"""The list of bulk runs, followed live, and today's budget."""

import asyncio

import reflex as rx

from yardflow.services.enrichment import overview
from yardflow.services.enrichment.bulk import views as bulk_views
from yardflow.state.enrichment.budget_view import Spend, spend_of
from yardflow.state.enrichment.bulk_view import BulkItem, item_of
from yardflow.state.jobs import WHILE_OPEN_S, WHILE_QUIET_S
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

LONGEST = 500


class BulksState(Loading, Workplace):
    """The list follows the bulk runs for as long as the page is open."""

    rows: list[BulkItem] = []
    spend: Spend = Spend()
    provider_problems: list[str] = []
    has_more: bool = False
    _limit: int = bulk_views.SHOWN

    @rx.event
    async def load(self):
        """Reads the list, then follows it."""
        self._limit = bulk_views.SHOWN
        await self._read()
        return BulksState.follow

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads it again and again; ends with the tab or when the person moves on."""
        while not self.problem or self._away:
            await asyncio.sleep(WHILE_OPEN_S if self._any_open() else WHILE_QUIET_S)
            async with self:
                if self.router.url.path.strip("/") != "enrichment":
                    return
                await self._read()

    @rx.event
    async def show_more(self):
        self._limit = min(self._limit + bulk_views.SHOWN, LONGEST)
        await self._read()

    async def _read(self) -> None:
        """Sends only what changed: an idle page costs nothing on the wire."""
        with self._loading():
            views, more = await self._run(bulk_views.search, limit=self._limit)
            rows = [item_of(view) for view in views]
            if rows != self.rows:
                self.rows = rows
            self.has_more = more is not None and self._limit < LONGEST
            view = await self._run(overview.overview)
            spend, provider_problems = spend_of(view.budget), view.in_the_way
            if spend != self.spend:
                self.spend = spend
            if provider_problems != self.provider_problems:
                self.provider_problems = provider_problems

    def _any_open(self) -> bool:
        return any(not row.ended for row in self.rows)
