"""Enrich Now, wherever a page shows contacts: the button's state, followed until the work ends.

A page with contacts says so when it has read them, and puts an `enrich_button` beside each::

    @rx.event
    async def load(self):
        ...
        return EnrichNow.watch([row.id for row in self.rows])

A page that shows what enrichment changes is read again after a run, by the handlers that its domain
declares for that (`Domain.refresh`).
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import reflex as rx

from yardflow import clock, db
from yardflow.errors import Unavailable, YardFlowError
from yardflow.services import enrichment
from yardflow.services.enrichment import EnrichmentState, Progress
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.workplace import Workplace

MOST_WATCHED = 200
# The first reading comes soon, later ones less often while nothing changes.
SOONEST_S, LATEST_S, SLOWER = 0.3, 5.0, 1.25
PARKED_S = 3600.0
PAGE_LOAD = timedelta(seconds=10)

_loops: dict[str, asyncio.Event] = {}


@dataclass
class EnrichView:
    """The button's state. ``percent`` is -1 where a run found nothing, ``review`` counts
    suggestions, ``unchanged``: nothing was paid, because nothing had changed.
    """

    progress: str = Progress.NEVER.value
    percent: int = -1
    reason: str = ""
    busy: bool = False
    review: int = 0
    unchanged: bool = False


class EnrichNow(Workplace):
    """The enrichment of the contacts on the page, by id; several at once."""

    shown: dict[str, EnrichView] = {}
    _ids: tuple[int, ...] = ()
    _ended: datetime | None = None

    @rx.event
    async def watch(self, contact_ids: list[int]):
        """Shows the enrichment of these contacts, instead of those watched before."""
        self._ids = tuple(contact_ids[:MOST_WATCHED])
        with self._errors_shown():
            states = await self._states_of(self._ids)
            self.shown = {str(key): _view(state) for key, state in states.items()}
            ended = next(iter(states.values())).enriched_at if len(states) == 1 else None
            if ended and ended != self._ended and clock.now() - ended < PAGE_LOAD:
                # It may have ended while the record was read, which then shows old values.
                self._ended = ended
                refresh = [handler() for handler in refresh_handlers(self.router.url.path)]
                return [event for event in (self._followed(), *refresh) if event is not None]
        return self._followed()

    @rx.event
    async def press(self, contact_id: int):
        """Requests enrichment of one contact; also again, after it failed."""
        return await self._request(contact_id, forced=False)

    @rx.event
    async def run_anyway(self, contact_id: int):
        """Runs again, and pays again, although nothing has changed since the last run."""
        return await self._request(contact_id, forced=True)

    async def _request(self, contact_id: int, *, forced: bool) -> Any:
        with self._errors_shown():
            await self._run(enrichment.request, contact_id, forced=forced)
            if contact_id not in self._ids:
                self._ids = (*self._ids, contact_id)[-MOST_WATCHED:]
            self.shown |= await self._read([contact_id])
        return self._followed()

    @rx.event(background=True)
    async def follow(self):
        """Reads running enrichments until they have ended, then waits for the next press.

        One loop a tab: it ends with the tab, or with the page whose `on_load` began it.
        """
        token = self.router.session.client_token
        if token in _loops:
            _loops[token].set()
            return
        wake = _loops[token] = asyncio.Event()
        pause = SOONEST_S
        try:
            while True:
                if not _busy(self.shown):
                    await asyncio.wait_for(wake.wait(), PARKED_S)
                if wake.is_set():
                    wake.clear()
                    pause = SOONEST_S
                await asyncio.sleep(pause)
                async with self:
                    ended, changed = await self._read_busy()
                    path = self.router.url.path
                pause = SOONEST_S if changed else min(LATEST_S, pause * SLOWER)
                for handler in refresh_handlers(path) if ended else ():
                    yield handler()
        except (TimeoutError, YardFlowError):
            return
        finally:
            _loops.pop(token, None)

    async def _read_busy(self) -> tuple[bool, bool]:
        """Reads them again: whether a run has ended, and whether anything changed. Neither, while
        the database does not answer.
        """
        before = _busy(self.shown)
        try:
            views = await self._read(int(key) for key in before)
        except Unavailable:
            return False, False
        changed = {key: view for key, view in views.items() if view != self.shown.get(key)}
        if changed or len(views) < len(before):
            deleted = before - views.keys()
            kept = {key: view for key, view in self.shown.items() if key not in deleted}
            self.shown = kept | changed
        return any(not view.busy for view in views.values()), bool(changed)

    async def _read(self, contact_ids: Iterable[int]) -> dict[str, EnrichView]:
        states = await self._states_of(contact_ids)
        return {str(key): _view(state) for key, state in states.items()}

    async def _states_of(self, contact_ids: Iterable[int]) -> dict[int, EnrichmentState]:
        await self._principal()  # who has signed out reads nothing more
        return await db.run(enrichment.state_of, list(contact_ids))

    def _followed(self) -> Any:
        """Starts the loop where something runs, unless there is one in this tab; that is woken."""
        if not _busy(self.shown):
            return None
        loop = _loops.get(self.router.session.client_token)
        if loop is None:
            return EnrichNow.follow
        loop.set()
        return None


def _view(state: EnrichmentState) -> EnrichView:
    return EnrichView(
        progress=state.progress.value,
        percent=-1 if state.percent is None else state.percent,
        reason=state.reason,
        busy=state.under_way,
        review=state.review,
        unchanged=state.unchanged,
    )


def _busy(shown: dict[str, EnrichView]) -> set[str]:
    return {key for key, view in shown.items() if view.busy}
