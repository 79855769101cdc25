"""The review queue: what was found out and waits for a person's word.

A page of the queue is sent once. What becomes of each suggestion is a small var beside it, so a key
press sends some bytes, not the page.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.services.enrichment.claims import review
from yardflow.state.enrichment.review_view import (
    ReviewAccount,
    Verdict,
    claims_of,
    field_of,
    groups_of,
)
from yardflow.state.enrichment.undo_actions import wait_again
from yardflow.state.loading import Loading
from yardflow.state.refresh_hooks import after_enrichment
from yardflow.state.workplace import Workplace

PATH, ALL = "/enrichment/review/", "all"
# What "accept all above" offers, in percent.
STEPS = (95, 90, 85, 80, 75, 70, 60, 50)
_REMEMBERED, _LONGEST = 100, 1000


class ReviewState(Loading, Workplace):
    """The page of the queue that the address names."""

    groups: list[ReviewAccount] = []
    verdicts: dict[str, Verdict] = {}
    waiting: int = 0
    decided: int = 0
    shown_event: str = ""
    has_next: bool = False
    editing: int = 0
    edit_error: str = ""
    told: str = ""
    can_undo: bool = False
    asking_above: bool = False
    above: int = 80
    above_count: int = 0
    _next: str = ""
    _past: list[tuple[int, ...]] = []
    _offered: tuple[int, ...] = ()

    @rx.event
    async def load(self):
        """Reads the page of the queue that the address names."""
        self.editing, self.edit_error, self.asking_above = 0, "", False
        asked: Mapping[str, Any] = self.router.url.query_parameters
        event = str(asked.get("event", ""))
        known = event == ALL or any(one.id == event for one in self.event_choices)
        self.shown_event = event if known else ""
        with self._loading():
            await self._read(str(asked.get("at", ""))[:_LONGEST])

    @rx.event
    async def read_again(self):
        """Reads the queue again after the notice undid what was accepted at once."""
        if self.notice.kind == "done" and self._offered in self._past:
            self._past = [one for one in self._past if one != self._offered]
            await self._after_undo(self._offered)

    @rx.event
    async def narrow(self, event: str):
        """Shows the queue of another event, or of all."""
        return rx.redirect(_address(event))

    @rx.event
    async def next_page(self):
        """Goes on without deciding about what is left on this page."""
        return rx.redirect(_address(self.shown_event, self._next))

    @rx.event
    async def accept(self, claim_id: int):
        """Fills the field; its rivals are out."""
        return await self._decide(claim_id, review.accept, Verdict("Accepted", "green"))

    @rx.event
    async def reject(self, claim_id: int):
        """Refuses the value; it is not suggested again."""
        return await self._decide(claim_id, review.reject, Verdict("Rejected", "red"))

    @rx.event
    async def edit(self, claim_id: int):
        """Opens a field in which the value can be corrected."""
        self.editing = claim_id if claims_of(self.groups, claim_id) else 0
        self.edit_error = ""

    @rx.event
    async def stop_editing(self):
        """Leaves the field as it was; assets/review.js gives the keyboard back."""
        self.editing, self.edit_error = 0, ""

    @rx.event
    async def correct(self, form: dict[str, Any]):
        """Stores what a person wrote instead."""
        claim_id, value = self.editing, str(form.get("value", "")).strip()
        with self._errors_shown():
            try:
                await self._run(review.correct, claim_id, value)
            except (Invalid, Conflict) as problem:
                fields = getattr(problem, "fields", {})
                self.edit_error = " ".join(fields.values()) or problem.message
                return None
            self.editing, self.edit_error = 0, ""
            return await self._note(claim_id, Verdict("Corrected", "green", value))
        return None

    @rx.event
    async def undo_last(self):
        """Puts back what was decided last; again and again, through the whole visit."""
        if not self._past:
            return
        last = self._past[-1]
        with self._errors_shown():
            await self._run(review.undo_review, list(last))
            self._past = self._past[:-1]
        await self._after_undo(last)

    @rx.event
    async def put_back(self, claim_id: int):
        """Puts one decision of this page back."""
        ids = next((one for one in reversed(self._past) if claim_id in one), ())
        if not ids:
            return
        with self._errors_shown():
            await self._run(review.undo_review, list(ids))
            self._past = [one for one in self._past if one != ids]
        await self._after_undo(ids)

    @rx.event
    async def ask_above(self, open: bool):
        """Opens or leaves the question how sure is sure enough."""
        self.asking_above = bool(open)
        if self.asking_above:
            await self._count_above()

    @rx.event
    async def choose_above(self, percent: str):
        """How sure a suggestion must be, in percent."""
        if percent in {str(one) for one in STEPS}:
            self.above = int(percent)
            await self._count_above()

    @rx.event
    async def accept_above(self):
        """Accepts everything that is at least that sure, also beyond this page."""
        self.asking_above = False
        with self._errors_shown():
            ids = tuple(await self._run(review.accept_above, self.above, self._event_id()))
            self.decided += len(ids)
            self._remember(ids)
            self._offered = ids
            many = f"{len(ids):,} suggestion{'' if len(ids) == 1 else 's'}"
            self.told = f"{many} accepted."
            self._say(self.told, wait_again(ids) if ids else None)
            await self._read("")

    async def _decide(self, claim_id: int, work: Any, verdict: Verdict) -> Any:
        if not claims_of(self.groups, claim_id) or str(claim_id) in self.verdicts:
            return None
        with self._errors_shown():
            try:
                await self._run(work, claim_id)
            except (Conflict, NotFound):
                # Somebody else was quicker: show what is so now, then say it.
                await self._read("")
                raise
            return await self._note(claim_id, verdict)
        return None

    async def _note(self, claim_id: int, verdict: Verdict) -> Any:
        """Marks a decision, says it aloud, and turns the page when it was the last one here."""
        field = field_of(self.groups, claim_id)
        rivals = [
            str(one.id)
            for one in field.claims
            if one.id != claim_id
            and verdict.word != "Rejected"
            and str(one.id) not in self.verdicts
        ]
        out = dict.fromkeys(rivals, Verdict("Not chosen", "gray"))
        self.verdicts = {**self.verdicts, **out, str(claim_id): verdict}
        self._remember((claim_id,))
        self.decided += 1
        self.waiting = max(0, self.waiting - 1 - len(rivals))
        self.told = (
            f"{verdict.word}: {field.label.lower()} of {field.about}. {self.waiting:,} waiting."
        )
        if len(self.verdicts) < sum(len(f.claims) for group in self.groups for f in group.fields):
            return None
        if self._next:
            return rx.redirect(_address(self.shown_event, self._next))
        await self._read("")
        return None

    async def _after_undo(self, ids: tuple[int, ...]) -> None:
        self.can_undo = bool(self._past)
        self.decided = max(0, self.decided - len(ids))
        self.told = "Undone. It waits for review again."
        await self._read("")

    async def _read(self, cursor: str) -> None:
        page = await self._run(review.queue, self._event_id(), cursor=cursor)
        self.groups = groups_of(page.groups)
        self.verdicts = {}
        self.waiting = page.total
        self._next = page.next or ""
        self.has_next = bool(page.next)

    async def _count_above(self) -> None:
        with self._errors_shown():
            asked = (self.above, self._event_id())
            self.above_count = await self._run(review.count_above, *asked)

    def _event_id(self) -> int | None:
        """The event whose queue is shown; None for all."""
        chosen = self.shown_event or self.active_event_id
        return int(chosen) if chosen.isascii() and chosen.isdigit() else None

    def _remember(self, ids: tuple[int, ...]) -> None:
        if ids:
            self._past = [*self._past, ids][-_REMEMBERED:]
            self.can_undo = True


after_enrichment(PATH.rstrip("/"), ReviewState.read_again)


def _address(event: str, cursor: str = "") -> str:
    told = {name: text for name, text in (("event", event[:20]), ("at", cursor)) if text}
    return f"{PATH}?{urlencode(told)}" if told else PATH
