"""One bulk run: its progress, the buttons to steer it, and the result of each contact."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import reflex as rx

from yardflow import clock
from yardflow.models import Outcome
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import views as bulk_views
from yardflow.services.enrichment.bulk.outcomes import OutcomeRow
from yardflow.services.enrichment.bulk.views import BulkView
from yardflow.services.enrichment.runs import history as run_history
from yardflow.state.editing import record_id
from yardflow.state.enrichment.budget_view import usd
from yardflow.state.enrichment.bulk_view import (
    OUTCOMES,
    BulkItem,
    Part,
    Skip,
    item_of,
    pace_of,
    parts_of,
    skips_of,
)
from yardflow.state.jobs import WHILE_OPEN_S, WHILE_QUIET_S
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

# The results are read again after every third reading of the figures.
READINGS_PER_LIST = 3
NOTHING_FOUND = "No values found"


@dataclass
class OutcomeItem:
    """The result of one contact; ``href`` is empty once it is deleted."""

    id: int
    href: str
    name: str
    account: str
    outcome: str
    label: str
    details: str
    percent: str
    cost: str


class BulkRecord(Loading, Workplace):
    """The bulk run that the address names; ``show`` and ``at`` say which results are listed."""

    bulk: BulkItem = BulkItem()
    parts: list[Part] = []
    skips: list[Skip] = []
    pace: str = ""
    mine: bool = False
    rows: list[OutcomeItem] = []
    outcome: str = ""
    summary: str = ""
    has_next: bool = False
    has_previous: bool = False
    confirming: bool = False
    _next: str = ""
    _previous: str = ""
    _cursor: str = ""
    _last_reading: tuple[datetime, int] | None = None

    @rx.event
    async def load(self):
        """Reads the bulk run; follows it until it ends."""
        bulk_id = record_id(self.router.url.path)
        if bulk_id != self.bulk.id:
            self.loaded, self.rows, self.pace, self._last_reading = False, [], "", None
        self.confirming = False
        query = self.router.url.query_parameters
        outcome = str(query.get("show", ""))
        self.outcome = outcome if outcome in OUTCOMES else ""
        self._cursor = str(query.get("at", ""))[:200]
        with self._loading():
            view = await self._run(bulk_views.get, bulk_id)
            principal = await self._principal()
            self.mine = principal.is_admin or view.asked_by_id == principal.user_id
            self._show(view)
            await self._read_rows()
            if not view.ended:
                return BulkRecord.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads how far it is until it ends or the person moves on."""
        readings = 0
        while not self.problem or self._away:
            running = self.bulk.status == "running"
            await asyncio.sleep(WHILE_OPEN_S if running else WHILE_QUIET_S)
            async with self:
                if record_id(self.router.url.path) != self.bulk.id:
                    return
                with self._loading():
                    view = await self._run(bulk_views.get, self.bulk.id)
                    before, readings = self.bulk.status, readings + 1
                    self._show(view)
                    changed = self.problem or self.bulk.status != before
                    if changed or readings % READINGS_PER_LIST == 0:
                        await self._read_rows()
                if self.bulk.ended and not self._away:
                    return

    @rx.event
    async def pause(self):
        with self._errors_shown():
            self._show(await self._run(bulk_service.pause, self.bulk.id))
            self._say("Paused. Requests in flight will finish.")

    @rx.event
    async def resume(self):
        """Resumes it; tries at once when it waits."""
        with self._errors_shown():
            self._show(await self._run(bulk_service.resume, self.bulk.id))
            self._say("Resumed")
        return BulkRecord.follow

    @rx.event
    async def ask_cancel(self, open: bool):
        """Opens or closes the question before it is canceled."""
        self.confirming = bool(open)

    @rx.event
    async def cancel(self):
        """Cancels it; results so far are kept."""
        self.confirming = False
        with self._errors_shown():
            self._show(await self._run(bulk_service.cancel, self.bulk.id))
            self._say("Canceled. Results so far are kept.")
            await self._read_rows()

    @rx.event
    async def next_page(self):
        return rx.redirect(self._address(self._next))

    @rx.event
    async def previous_page(self):
        return rx.redirect(self._address(self._previous))

    def _show(self, view: BulkView) -> None:
        """Sends only what changed."""
        bulk, parts, skips = item_of(view), parts_of(view), skips_of(view.skipped)
        if bulk != self.bulk:
            self.bulk = bulk
        if parts != self.parts:
            self.parts = parts
        if skips != self.skips:
            self.skips = skips
        now = clock.now()
        self.pace = pace_of(self._last_reading, now, view.done) if bulk.status == "running" else ""
        self._last_reading = (now, view.done)

    async def _read_rows(self) -> None:
        page = await self._run(bulk_service.outcomes, self.bulk.id, self.outcome, self._cursor)
        details = await self._run(run_history.summaries, [row.run_id for row in page.items])
        rows = [_item(row, details.get(row.run_id, "")) for row in page.items]
        if rows != self.rows:
            self.rows = rows
        self._next, self._previous = page.next or "", page.previous or ""
        self.has_next, self.has_previous = bool(page.next), bool(page.previous)
        last = page.start + len(rows) - 1
        more = "+" if page.capped else ""
        self.summary = f"{page.start:,}–{last:,} of {page.total:,}{more}" if rows else ""

    def _address(self, at: str) -> str:
        query = {name: text for name, text in (("show", self.outcome), ("at", at)) if text}
        return f"/enrichment/{self.bulk.id}/" + (f"?{urlencode(query)}" if query else "")


def _item(row: OutcomeRow, details: str) -> OutcomeItem:
    return OutcomeItem(
        id=row.run_id,
        href=f"/contacts/{row.contact_id}/" if row.contact_id else "",
        name=row.name,
        account=row.account,
        outcome=row.outcome,
        label=OUTCOMES[row.outcome][0],
        details=row.reason
        or details
        or (NOTHING_FOUND if row.outcome == Outcome.NOTHING_FOUND else ""),
        percent="" if row.percent is None else f"{row.percent}%",
        cost=usd(row.cost_usd) if row.cost_usd else "",
    )
