"""One bulk: how far it is, the buttons to steer it, and what happened to each contact."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import reflex as rx

from yardflow import clock
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import views as bulk_views
from yardflow.services.enrichment.bulk.views import BulkView, OutcomeRow
from yardflow.services.enrichment.runs import history as run_history
from yardflow.state.editing import record_id
from yardflow.state.enrichment.budget_view import usd
from yardflow.state.enrichment.bulk_view import (
    OUTCOMES,
    BulkFacts,
    Part,
    Skip,
    facts_of,
    pace_told,
    parts_of,
    skips_of,
)
from yardflow.state.jobs import WHILE_OPEN_S, WHILE_QUIET_S
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

# The list below is read again after so many looks at the figures.
LOOKS = 3
NOTHING_FOUND = "Nothing was found."


@dataclass
class OutcomeItem:
    """What happened to one contact. ``href`` is empty when it was deleted since."""

    id: int
    href: str
    name: str
    account: str
    outcome: str
    word: str
    reason: str
    percent: str
    cost: str


class BulkRecord(Loading, Workplace):
    """The bulk that the address names; ``show`` and ``at`` say what is listed of it."""

    one: BulkFacts = BulkFacts()
    parts: list[Part] = []
    skips: list[Skip] = []
    pace: str = ""
    mine: bool = False
    rows: list[OutcomeItem] = []
    which: str = ""
    summary: str = ""
    has_next: bool = False
    has_previous: bool = False
    asking: bool = False
    _next: str = ""
    _previous: str = ""
    _cursor: str = ""
    _looked: tuple[datetime, int] | None = None

    @rx.event
    async def load(self):
        """Reads the bulk; follows it until it ends."""
        wanted = record_id(self.router.url.path)
        if wanted != self.one.id:
            self.loaded, self.rows, self.pace, self._looked = False, [], "", None
        self.asking = False
        query = self.router.url.query_parameters
        which = str(query.get("show", ""))
        self.which = which if which in OUTCOMES else ""
        self._cursor = str(query.get("at", ""))[:200]
        with self._loading():
            view = await self._run(bulk_views.get, wanted)
            who = await self._principal()
            self.mine = who.is_admin or view.asked_by_id == who.user_id
            self._show(view)
            await self._read_rows()
            if not view.ended:
                return BulkRecord.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads how far it is until it ends or the person moves on."""
        looks = 0
        while not self.problem:
            rests = self.one.status != "running"
            await asyncio.sleep(WHILE_QUIET_S if rests else WHILE_OPEN_S)
            async with self:
                if record_id(self.router.url.path) != self.one.id:
                    return
                with self._loading():
                    view = await self._run(bulk_views.get, self.one.id)
                    before, looks = self.one.status, looks + 1
                    self._show(view)
                    if self.one.status != before or looks % LOOKS == 0:
                        await self._read_rows()
                if self.one.ended:
                    return

    @rx.event
    async def pause(self):
        """Lets it rest."""
        with self._errors_shown():
            self._show(await self._run(bulk_service.pause, self.one.id))
            self._say("Paused. What was asked already comes to its end.")

    @rx.event
    async def resume(self):
        """Goes on, also at once when it waits."""
        with self._errors_shown():
            self._show(await self._run(bulk_service.resume, self.one.id))
            self._say("It goes on.")
        return BulkRecord.follow

    @rx.event
    async def ask_cancel(self, open: bool):
        """Opens or leaves the question before it is ended."""
        self.asking = bool(open)

    @rx.event
    async def cancel(self):
        """Ends it; what was found so far stays."""
        self.asking = False
        with self._errors_shown():
            self._show(await self._run(bulk_service.cancel, self.one.id))
            self._say("Cancelled. What was found so far stays.")
            await self._read_rows()

    @rx.event
    async def next_page(self):
        """The contacts after these."""
        return rx.redirect(self._address(self._next))

    @rx.event
    async def previous_page(self):
        """The contacts before these."""
        return rx.redirect(self._address(self._previous))

    def _show(self, view: BulkView) -> None:
        """Sends only what changed."""
        one, parts = facts_of(view), parts_of(view)
        if one != self.one:
            self.one = one
        if parts != self.parts:
            self.parts = parts
        skips = skips_of(view)
        if skips != self.skips:
            self.skips = skips
        now = clock.now()
        self.pace = pace_told(self._looked, now, view.done) if one.status == "running" else ""
        self._looked = (now, view.done)

    async def _read_rows(self) -> None:
        page = await self._run(bulk_views.outcomes, self.one.id, self.which, self._cursor)
        told = await self._run(run_history.summaries, [row.run_id for row in page.items])
        rows = [_item(row, told.get(row.run_id, "")) for row in page.items]
        if rows != self.rows:
            self.rows = rows
        self._next, self._previous = page.next or "", page.previous or ""
        self.has_next, self.has_previous = bool(page.next), bool(page.previous)
        last = page.start + len(rows) - 1
        more = "+" if page.capped else ""
        self.summary = f"{page.start:,}–{last:,} of {page.total:,}{more}" if rows else ""

    def _address(self, at: str) -> str:
        told = {name: text for name, text in (("show", self.which), ("at", at)) if text}
        return f"/enrichment/{self.one.id}/" + (f"?{urlencode(told)}" if told else "")


def _item(row: OutcomeRow, found: str) -> OutcomeItem:
    return OutcomeItem(
        id=row.run_id,
        href=f"/contacts/{row.contact_id}/" if row.contact_id else "",
        name=row.name,
        account=row.account,
        outcome=row.outcome,
        word=OUTCOMES[row.outcome][0],
        reason=row.reason or found or (NOTHING_FOUND if row.outcome == bulk_views.NOTHING else ""),
        percent="" if row.percent is None else f"{row.percent} %",
        cost=usd(row.cost_usd) if row.cost_usd else "",
    )
