"""The inbox: what came in, what a person decides about it, and where it belongs."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import reflex as rx

from yardflow.errors import Contradictory, YardFlowError
from yardflow.services.records.lists.listing import Page
from yardflow.services.sequences.conversations import (
    absences,
    doubts,
    inbox,
    placing,
    successors,
)
from yardflow.services.sequences.conversations.inbox import ReplyQuery, ReplyView, Shown
from yardflow.services.sequences.conversations.placing import Candidate
from yardflow.state.labels import REPLY_KINDS, REPLY_VIEWS
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.sequences.enroll import EnrollState
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace

_LONGEST_LINE = 300
# What came in is there within five seconds, the engine's own two included.
LOOK_AGAIN_S = 2.0


@dataclass
class ReplyItem:
    """A reply in the list. ``text`` begins what was written; ``at`` is an ISO text. ``to_place``:
    a person has to say whose it is. ``may_stop``: a person has to say whether they ask for no more
    emails. ``held_until`` is an ISO text, empty where no one is held;
    ``successor`` names who is to be written to instead, until they are a contact.
    """

    id: int
    name: str
    href: str
    account: str
    kind: str
    label: str
    text: str
    outcome: str
    sequence: str
    at: str
    to_place: bool
    is_open: bool
    may_stop: bool
    held_until: str
    successor: str


@dataclass
class CandidateItem:
    """A conversation that a reply may belong to; ``at`` is an ISO text."""

    message_id: int
    name: str
    account: str
    sequence: str
    subject: str
    at: str


class InboxState(Listed, Workplace):
    """The replies as the address narrows them: the new ones where it says nothing. ``placing`` is
    the one whose place is chosen, 0 for none, and ``holding`` the one whose absence is changed.
    """

    fields: ClassVar[ListFields] = ListFields(
        "/inbox/",
        sorts=(Sort("-receivedAt", "Received"),),
        filters=(Filter("show", "Show", REPLY_VIEWS, several=False),),
        searched=False,
    )
    rows: list[ReplyItem] = []
    placing: int = 0
    placing_from: str = ""
    candidates: list[CandidateItem] = []
    holding: int = 0
    holding_from: str = ""
    held_day: str = ""
    hold_error: str = ""
    _mark: tuple[int, ...] = ()

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows what comes in by itself: looks for a mark, and reads the list only where that is
        another one. Ends with the tab, or when the person leaves the page. A page says itself when
        reading fails.
        """
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            with suppress(YardFlowError):
                mark = await self._run(inbox.mark)
                async with self:
                    if not self.router.url.path.startswith(self.fields.path.rstrip("/")):
                        return
                    if mark != self._mark:
                        self._mark = mark
                        self._show(await self._read_page())

    @rx.event
    async def done(self, reply_id: int):
        """Says that a reply is dealt with."""
        with self._errors_shown():
            await self._run(inbox.done, reply_id)
            self._say("Done")
            self._show(await self._read_page())

    @rx.event
    async def stop(self, reply_id: int):
        """Says that they ask for no more emails."""
        with self._errors_shown():
            stop = await self._run(doubts.suppress, reply_id)
            # What was suppressed already stays so.
            undo = Undo("undo_stop", (stop,)) if stop.suppression_ids else None
            self._say("Suppressed", undo)
            self._show(await self._read_page())

    @rx.event
    async def ask_place(self, reply_id: int):
        """Opens the choice of a conversation for a reply."""
        row = next((row for row in self.rows if row.id == reply_id and row.to_place), None)
        if row is None:
            return
        with self._errors_shown():
            listed = await self._run(placing.candidates, row.id)
            self.candidates = [_candidate(each) for each in listed]
            self.placing, self.placing_from = row.id, row.name

    @rx.event
    async def close_place(self, open: bool):
        """Closes that choice."""
        if not open:
            self.placing = 0

    @rx.event
    async def place(self, message_id: int):
        """Says which conversation the reply belongs to."""
        reply_id, self.placing = self.placing, 0
        if not reply_id:
            return
        with self._errors_shown():
            placed = await self._run(inbox.place, reply_id, message_id)
            self._say(f"Placed with {placed.contact_name or placed.sender}")
            self._show(await self._read_page())

    @rx.event
    async def add_successor(self, reply_id: int):
        """Adds who is named as the one to write to instead, and offers to enroll them."""
        with self._errors_shown():
            successor = await self._run(successors.add, reply_id)
            self._say(
                f"{successor.name} added" if successor.is_new else f"{successor.name} is a contact"
            )
            self._show(await self._read_page())
            return EnrollState.ask_contact(successor.contact_id, successor.name)
        return None

    @rx.event
    async def ask_hold(self, reply_id: int):
        """Opens the choice of the day that someone is back."""
        row = next((row for row in self.rows if row.id == reply_id and row.held_until), None)
        if row is None:
            return
        with self._errors_shown():
            self.held_day = (await self._run(absences.back_on, row.id)).isoformat()
            self.holding, self.holding_from, self.hold_error = row.id, row.name, ""

    @rx.event
    async def close_hold(self, open: bool):
        """Closes that choice."""
        if not open:
            self.holding = 0

    @rx.event
    async def change_hold(self, form: dict[str, Any]):
        """Says from which day on they are emailed again."""
        if not self.holding:
            return
        with self._errors_shown():
            try:
                day = date.fromisoformat(str(form.get("day", ""))[:20])
                await self._run(absences.change, self.holding, day)
            except ValueError:
                self.hold_error = "Enter a day, such as Dec 8, 2026."
                return
            except Contradictory as problem:
                self.hold_error = problem.message
                return
            self.holding = 0
            self._say(f"On hold until {day:%B} {day.day}")
            self._show(await self._read_page())

    @rx.event
    async def end_hold(self):
        """Ends the hold: they are emailed again."""
        reply_id, self.holding = self.holding, 0
        if not reply_id:
            return
        with self._errors_shown():
            await self._run(absences.release, reply_id)
            self._say("Released from hold")
            self._show(await self._read_page())

    async def _read_page(self) -> Page[ReplyView]:
        show = self.query.get("show", "")
        query = ReplyQuery(show=Shown(show) if show else Shown.NEW, cursor=self.query.get("at", ""))
        page = await self._run(inbox.search, query)
        rows = [_item(row) for row in page.items]
        if rows != self.rows:
            self.rows = rows
        return page


def _item(row: ReplyView) -> ReplyItem:
    name = row.contact_name or row.sender_name or row.sender
    kind, label = _kind(row)
    return ReplyItem(
        id=row.id,
        name=name,
        href=f"/contacts/{row.contact_id}/" if row.contact_id else "",
        account=row.account_name or (row.sender if row.sender != name else ""),
        kind=kind,
        label=label,
        text=(row.text or row.subject)[:_LONGEST_LINE],
        outcome=row.outcome,
        sequence=row.sequence_name,
        at=row.received_at.isoformat(),
        to_place=row.placed_by is None,
        is_open=row.decided_at is None,
        may_stop=row.unsure and row.placed_by is not None and row.decided_at is None,
        held_until=row.held_until.isoformat() if row.held_until else "",
        successor=_successor(row),
    )


def _kind(row: ReplyView) -> tuple[str, str]:
    """What it is, or what is to be done about it first, and how that is called."""
    if row.placed_by is None and row.decided_at is None:
        return "to_place", REPLY_VIEWS["to_place"]
    if row.unsure:
        return "unsure", "May ask to stop"
    return row.kind.value, REPLY_KINDS[row.kind.value]


def _successor(row: ReplyView) -> str:
    """Who can be added: of a reply that has its place, and not yet a contact."""
    if row.placed_by is None or row.successor_id is not None:
        return ""
    return row.successor_name or row.successor_address


def _candidate(row: Candidate) -> CandidateItem:
    return CandidateItem(
        message_id=row.message_id,
        name=row.contact_name,
        account=row.account_name,
        sequence=row.sequence_name,
        subject=row.subject,
        at=row.sent_at.isoformat(),
    )
