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
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import reflex as rx

from yardflow import clock, db
from yardflow.errors import Conflict, Invalid, Unavailable, YardFlowError
from yardflow.services import enrichment
from yardflow.services.enrichment import EnrichmentState, Progress
from yardflow.services.enrichment.claims import review
from yardflow.services.records import accounts
from yardflow.state.enrichment.result_view import ResultView, view_of
from yardflow.state.enrichment.undo_actions import undo_review
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.workplace import Workplace

MOST_WATCHED = 200
# The first reading comes soon, later ones less often while nothing changes.
SOONEST_S, LATEST_S, SLOWER = 0.3, 5.0, 1.25
PARKED_S = 3600.0
PAGE_LOAD = timedelta(seconds=10)
# So long a list's cards show what the last run came to; a record always does.
RECENT = timedelta(hours=1)
CHANGED = "Someone else just changed this. Showing the latest."


@dataclass
class _Loop:
    """What follows the runs of a tab at one address; ``wake`` has it look again at once."""

    address: str
    wake: asyncio.Event = field(default_factory=asyncio.Event)


_loops: dict[str, _Loop] = {}


@dataclass
class EnrichView:
    """The button's state. ``review`` counts suggestions, ``unchanged``: nothing was paid, because
    nothing had changed.
    """

    progress: str = Progress.NEVER.value
    reason: str = ""
    busy: bool = False
    review: int = 0
    unchanged: bool = False


class EnrichNow(Workplace):
    """The enrichment of the contacts on the page, by id; several at once.

    ``results`` are what their last runs came to, where the page shows that; ``announced`` those
    that ended while it was open, in words; ``website_errors`` are about the forms in such results.
    """

    shown: dict[str, EnrichView] = {}
    results: dict[str, ResultView] = {}
    announced: dict[str, str] = {}
    website_errors: dict[str, str] = {}
    _with_results: bool = False
    _ids: tuple[int, ...] = ()
    _ended: datetime | None = None

    @rx.event
    async def watch(self, contact_ids: list[int], with_results: bool = False):
        """Shows the enrichment of these contacts, instead of those watched before."""
        with self._errors_shown():
            ids = contact_ids[:MOST_WATCHED]
            states = await self._states_of(ids)
            await self._show(ids, states, with_results)
            ended = next(iter(states.values())).enriched_at if len(states) == 1 else None
            if ended and ended != self._ended and clock.now() - ended < PAGE_LOAD:
                # It may have ended while the record was read, which then shows old values.
                self._ended = ended
                refresh = [handler() for handler in refresh_handlers(self.router.url.path)]
                return [event for event in (self._followed(), *refresh) if event is not None]
        return self._followed()

    @rx.event
    async def read_again(self):
        """Reads what the page shows of them again, after a decision or its undo."""
        with self._errors_shown():
            self.shown |= await self._read(self._ids)
            await self._read_results(self._ids)

    @rx.event
    async def accept(self, claim_id: int):
        """Fills a field with a suggestion that a result shows."""
        return await self._decide(claim_id, review.accept, "accepted")

    @rx.event
    async def reject(self, claim_id: int):
        """Rejects a suggestion that a result shows; it is not suggested again."""
        return await self._decide(claim_id, review.reject, "rejected")

    @rx.event
    async def add_website(self, form: dict[str, Any]):
        """Adds the website of a contact's account, and enriches the contact again."""
        contact_id = str(form.get("contact", ""))[:19]
        result = self.results.get(contact_id)
        if result is None or not result.wants_website:
            return None
        website = str(form.get("website", "")).strip()
        with self._errors_shown():
            try:
                if not website:
                    raise Invalid("Enter a website.", {"website": "Enter a website."})
                await self._run(accounts.add_website, result.account_id, website)
            except (Invalid, Conflict) as problem:
                fields = getattr(problem, "fields", {})
                said = next(iter(fields.values()), problem.message)
                self.website_errors = {**self.website_errors, contact_id: said}
                return None
            self.website_errors = {**self.website_errors, contact_id: ""}
            return await self._request(int(contact_id), forced=False)
        return None

    async def _show(
        self, contact_ids: Iterable[int], states: dict[int, EnrichmentState], with_results: bool
    ) -> None:
        """Shows the enrichment of these contacts, instead of those watched before: also for a state
        that reads it with what it shows itself. Its load returns `_followed`.
        """
        ids, self._with_results = tuple(contact_ids), with_results
        if ids != self._ids:
            self.announced, self.website_errors = {}, {}
        self._ids = ids
        self.shown = {str(key): _view(state) for key, state in states.items()}
        await self._read_results(ids)

    async def _decide(self, claim_id: int, work: Any, done: str) -> Any:
        label = next(
            (
                question.label
                for result in self.results.values()
                for question in result.questions
                if question.claim_id == claim_id
            ),
            "",
        )
        if not label:
            self._complain(CHANGED)
            return None
        with self._errors_shown():
            await self._run(work, claim_id)
            self._say(f"{label} {done}", undo_review((claim_id,)))
        return [handler() for handler in refresh_handlers(self.router.url.path)]

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
            self.announced = {**self.announced, str(contact_id): ""}
        return self._followed()

    @rx.event(background=True)
    async def follow(self):
        """Reads running enrichments until they have ended, then waits for the next press.

        One loop a tab: it ends with the tab, with the page whose `on_load` began it, or when one
        begins at another address: what a loop calls sees the address that it began at.
        """
        token, loop = self.router.session.client_token, _Loop(str(self.router.url))
        if other := _loops.get(token):
            other.wake.set()
            if other.address == loop.address:
                return
        _loops[token] = loop
        pause = SOONEST_S
        try:
            while True:
                if not _busy(self.shown):
                    await asyncio.wait_for(loop.wake.wait(), PARKED_S)
                if loop.wake.is_set():
                    loop.wake.clear()
                    pause = SOONEST_S
                await asyncio.sleep(pause)
                if _loops.get(token) is not loop:
                    return
                async with self:
                    ended, changed = await self._read_busy()
                    path = self.router.url.path
                pause = SOONEST_S if changed else min(LATEST_S, pause * SLOWER)
                for handler in refresh_handlers(path) if ended else ():
                    yield handler()
        except (TimeoutError, YardFlowError):
            return
        finally:
            if _loops.get(token) is loop:
                del _loops[token]

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
        ended = [int(key) for key, view in views.items() if not view.busy]
        await self._read_results(ended)
        said = {key: result.summary for key, result in self.results.items() if int(key) in ended}
        self.announced = {**self.announced, **said}
        return bool(ended), bool(changed)

    async def _read_results(self, contact_ids: Iterable[int]) -> None:
        """What their last runs came to; on a list only of those that just ended."""
        ids = list(contact_ids)
        if not self._with_results or not ids:
            return
        since = None if len(self._ids) == 1 else clock.now() - RECENT
        results = await self._fetch(enrichment.last_results, ids, since)
        others = {key: view for key, view in self.results.items() if int(key) not in ids}
        kept = {key: view for key, view in others.items() if int(key) in self._ids}
        self.results = kept | {str(key): view_of(result) for key, result in results.items()}

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
        if loop is None or loop.address != str(self.router.url):
            return EnrichNow.follow
        loop.wake.set()
        return None


def _view(state: EnrichmentState) -> EnrichView:
    return EnrichView(
        progress=state.progress.value,
        reason=state.reason,
        busy=state.under_way,
        review=state.review,
        unchanged=state.unchanged,
    )


def _busy(shown: dict[str, EnrichView]) -> set[str]:
    # Of a copy: what a state holds is tracked view by view, which takes milliseconds for a list.
    return {key for key, view in shown.copy().items() if view.busy}
