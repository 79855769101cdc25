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
from yardflow.errors import YardFlowError
from yardflow.services import enrichment
from yardflow.services.enrichment import EnrichmentState, Progress
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.workplace import Workplace

MOST_WATCHED = 200
# The first look comes soon, later ones less often while nothing changes.
SOONEST_S, LATEST_S, SLOWER = 0.3, 5.0, 1.25
PARKED_S = 3600.0
WHILE_A_PAGE_IS_READ = timedelta(seconds=10)

_loops: dict[str, asyncio.Event] = {}


@dataclass
class EnrichView:
    """What the button shows. ``percent`` is -1 where a run found nothing new, ``review`` counts
    what waits for a person, ``unchanged``: nothing was paid, for nothing had changed.
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
        """Shows how far these contacts are; they take the place of those watched before."""
        self._ids = tuple(contact_ids[:MOST_WATCHED])
        with self._errors_shown():
            found = await self._found(self._ids)
            self.shown = {str(key): _view(one) for key, one in found.items()}
            ended = next(iter(found.values())).enriched_at if len(found) == 1 else None
            if ended and ended != self._ended and clock.now() - ended < WHILE_A_PAGE_IS_READ:
                # It may have ended while the record was read, which shows what was before.
                self._ended = ended
                again = [handler() for handler in refresh_handlers(self.router.url.path)]
                return [each for each in (self._followed(), *again) if each is not None]
        return self._followed()

    @rx.event
    async def press(self, contact_id: int):
        """Asks for one contact to be enriched; also again, after it failed."""
        return await self._request(contact_id, forced=False)

    @rx.event
    async def ask_anyway(self, contact_id: int):
        """Asks again, and pays again, although nothing has changed since the last time."""
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
        """Reads what is under way until it has ended, then waits for the next press.

        One loop a tab: it ends with the tab, because a page's `on_load` began it.
        """
        token = self.router.session.client_token
        if token in _loops:
            _loops[token].set()
            return
        wake = _loops[token] = asyncio.Event()
        pause = SOONEST_S
        try:
            while True:
                if not _under_way(self.shown):
                    await asyncio.wait_for(wake.wait(), PARKED_S)
                if wake.is_set():
                    wake.clear()
                    pause = SOONEST_S
                await asyncio.sleep(pause)
                async with self:
                    ended, changed = await self._look()
                    path = self.router.url.path
                pause = SOONEST_S if changed else min(LATEST_S, pause * SLOWER)
                for handler in refresh_handlers(path) if ended else ():
                    yield handler()
        except (TimeoutError, YardFlowError):
            return
        finally:
            _loops.pop(token, None)

    async def _look(self) -> tuple[bool, bool]:
        """Reads what is under way again: whether a run has ended, and whether anything changed."""
        before = _under_way(self.shown)
        found = await self._read(int(key) for key in before)
        changed = {key: view for key, view in found.items() if view != self.shown.get(key)}
        if changed or len(found) < len(before):
            gone = before - found.keys()
            self.shown = {k: v for k, v in self.shown.items() if k not in gone} | changed
        return any(not view.busy for view in found.values()), bool(changed)

    async def _read(self, contact_ids: Iterable[int]) -> dict[str, EnrichView]:
        found = await self._found(contact_ids)
        return {str(key): _view(one) for key, one in found.items()}

    async def _found(self, contact_ids: Iterable[int]) -> dict[int, EnrichmentState]:
        await self._principal()  # who has signed out reads nothing more
        return await db.run(enrichment.state_of, list(contact_ids))

    def _followed(self) -> Any:
        """Begins the loop where something is to be followed and none runs in this tab."""
        loop = _loops.get(self.router.session.client_token)
        if loop is None:
            return EnrichNow.follow
        loop.set()
        return None


def _view(found: EnrichmentState) -> EnrichView:
    return EnrichView(
        progress=found.progress.value,
        percent=-1 if found.percent is None else found.percent,
        reason=found.reason,
        busy=found.under_way,
        review=found.review,
        unchanged=found.unchanged,
    )


def _under_way(shown: dict[str, EnrichView]) -> set[str]:
    return {key for key, view in shown.items() if view.busy}
