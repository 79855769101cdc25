"""The review queue: suggestions that a person accepts, rejects or corrects.

A page of the queue is sent once. The verdict on each suggestion is a small var beside it, so a key
press sends some bytes, not the page.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.services.enrichment.claims import review
from yardflow.state.enrichment.review_view import (
    ReviewAccount,
    Verdict,
    claims_of,
    field_of,
    groups_of,
)
from yardflow.state.enrichment.undo_actions import undo_review
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

PATH, ALL = "/enrichment/review/", "all"
# The thresholds that "accept by confidence" offers, in percent.
THRESHOLDS = (95, 90, 85, 80, 75, 70, 60, 50)
_REMEMBERED, _LONGEST = 100, 1000


class ReviewState(Loading, Workplace):
    """The page of the queue that the address names."""

    groups: list[ReviewAccount] = []
    verdicts: dict[str, Verdict] = {}
    waiting: int = 0
    reviewed: int = 0
    shown_event: str = ""
    has_next: bool = False
    editing: int = 0
    edit_error: str = ""
    announcement: str = ""
    can_undo: bool = False
    asking_above: bool = False
    above: int = 80
    above_count: int = 0
    above_text: str = ""
    _next: str = ""
    _decisions: list[tuple[int, ...]] = []
    _undo_offered: tuple[int, ...] = ()

    @rx.event
    async def load(self):
        """Reads the page of the queue that the address names."""
        self.editing, self.edit_error, self.asking_above = 0, "", False
        query: Mapping[str, Any] = self.router.url.query_parameters
        event = str(query.get("event", ""))
        known = event == ALL or any(choice.id == event for choice in self.event_choices)
        self.shown_event = event if known else ""
        with self._loading():
            await self._read(str(query.get("at", ""))[:_LONGEST])

    @rx.event
    async def read_again(self):
        """Reads the queue again after the notice undid a bulk acceptance."""
        if self.notice.kind == "done" and self._undo_offered in self._decisions:
            self._decisions = [ids for ids in self._decisions if ids != self._undo_offered]
            await self._after_undo(self._undo_offered)

    @rx.event
    async def narrow(self, event: str):
        """Shows the queue of another event, or of all."""
        return rx.redirect(_address(event))

    @rx.event
    async def next_page(self):
        """Skips what is left on this page."""
        return rx.redirect(_address(self.shown_event, self._next))

    @rx.event
    async def accept(self, claim_id: int):
        """Fills the field; competing suggestions are out."""
        return await self._decide(claim_id, review.accept, Verdict("Accepted", "green"))

    @rx.event
    async def reject(self, claim_id: int):
        """Rejects the value; it is not suggested again."""
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
        """Undoes the last decision; repeatable through the whole visit."""
        if not self._decisions:
            return
        last = self._decisions[-1]
        with self._errors_shown():
            await self._run(review.undo_review, list(last))
            self._decisions = self._decisions[:-1]
        await self._after_undo(last)

    @rx.event
    async def put_back(self, claim_id: int):
        """Undoes one decision of this page."""
        ids = next((made for made in reversed(self._decisions) if claim_id in made), ())
        if not ids:
            return
        with self._errors_shown():
            await self._run(review.undo_review, list(ids))
            self._decisions = [made for made in self._decisions if made != ids]
        await self._after_undo(ids)

    @rx.event
    async def ask_above(self, open: bool):
        """Opens or closes the question from which confidence on to accept."""
        self.asking_above = bool(open)
        if self.asking_above:
            await self._count_above()

    @rx.event
    async def choose_above(self, percent: str):
        """The confidence a suggestion must have, in percent."""
        if percent in {str(threshold) for threshold in THRESHOLDS}:
            self.above = int(percent)
            await self._count_above()

    @rx.event
    async def accept_above(self):
        """Accepts every suggestion with at least that confidence, also beyond this page."""
        self.asking_above = False
        with self._errors_shown():
            ids = tuple(await self._run(review.accept_above, self.above, self._event_id()))
            self.reviewed += len(ids)
            self._remember(ids)
            self._undo_offered = ids
            self.announcement = f"Accepted {counted(len(ids), 'suggestion')}"
            self._say(self.announcement, undo_review(ids) if ids else None)
            await self._read("")

    async def _decide(self, claim_id: int, work: Any, verdict: Verdict) -> Any:
        if not claims_of(self.groups, claim_id) or str(claim_id) in self.verdicts:
            return None
        with self._errors_shown():
            try:
                await self._run(work, claim_id)
            except (Conflict, NotFound):
                # Someone else was quicker: show the queue as it is now, then say so.
                await self._read("")
                raise
            return await self._note(claim_id, verdict)
        return None

    async def _note(self, claim_id: int, verdict: Verdict) -> Any:
        """Shows and announces a verdict; turns the page when it was the last one here."""
        field = field_of(self.groups, claim_id)
        rivals = [
            str(claim.id)
            for claim in field.claims
            if claim.id != claim_id
            and verdict.label != "Rejected"
            and str(claim.id) not in self.verdicts
        ]
        not_chosen = dict.fromkeys(rivals, Verdict("Not chosen", "gray"))
        self.verdicts = {**self.verdicts, **not_chosen, str(claim_id): verdict}
        self._remember((claim_id,))
        self.reviewed += 1
        self.waiting = max(0, self.waiting - 1 - len(rivals))
        self.announcement = (
            f"{verdict.label}: {field.label.lower()} for {field.about}. {self.waiting:,} to review."
        )
        if len(self.verdicts) < sum(len(f.claims) for group in self.groups for f in group.fields):
            return None
        if self._next:
            return rx.redirect(_address(self.shown_event, self._next))
        await self._read("")
        return None

    async def _after_undo(self, ids: tuple[int, ...]) -> None:
        self.can_undo = bool(self._decisions)
        self.reviewed = max(0, self.reviewed - len(ids))
        self.announcement = f"Undone. {counted(len(ids), 'suggestion')} back in review."
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
            count = await self._run(review.count_above, self.above, self._event_id())
            self.above_count, self.above_text = count, _match_text(count)

    def _event_id(self) -> int | None:
        """The event whose queue is shown; None for all."""
        chosen = self.shown_event or self.active_event_id
        return int(chosen) if chosen.isascii() and chosen.isdigit() else None

    def _remember(self, ids: tuple[int, ...]) -> None:
        if ids:
            self._decisions = [*self._decisions, ids][-_REMEMBERED:]
            self.can_undo = True


def _match_text(count: int) -> str:
    if not count:
        return "No suggestions match."
    return f"{counted(count, 'suggestion')} {'matches' if count == 1 else 'match'}."


def _address(event: str, cursor: str = "") -> str:
    query = {name: text for name, text in (("event", event[:20]), ("at", cursor)) if text}
    return f"{PATH}?{urlencode(query)}" if query else PATH
