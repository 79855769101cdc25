"""The inbox: what came in, what a person decides about it, and where it belongs."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services.records.listing import Page
from yardflow.services.sequences.conversations import inbox, placing
from yardflow.services.sequences.conversations.inbox import ReplyQuery, ReplyView, Shown
from yardflow.services.sequences.conversations.placing import Candidate
from yardflow.state.labels import REPLY_KINDS, REPLY_VIEWS
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.workplace import Workplace

FIELDS = ListFields(
    "/inbox/",
    sorts=(Sort("-receivedAt", "Received"),),
    filters=(Filter("show", "Show", REPLY_VIEWS, several=False),),
    searched=False,
)
_LONGEST_LINE = 300


@dataclass
class ReplyItem:
    """A reply in the list. ``text`` begins what was written; ``at`` is an ISO text. ``to_place``:
    a person has to say whose it is.
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
    the one whose place is chosen, 0 for none.
    """

    rows: list[ReplyItem] = []
    placing: int = 0
    placing_from: str = ""
    candidates: list[CandidateItem] = []

    @staticmethod
    def _fields() -> ListFields:
        return FIELDS

    @rx.event
    async def done(self, reply_id: int):
        """Says that a reply is dealt with."""
        with self._errors_shown():
            await self._run(inbox.done, reply_id)
            self._say("Done")
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

    async def _read_page(self) -> Page[ReplyView]:
        show = self.query.get("show", "")
        query = ReplyQuery(show=Shown(show) if show else Shown.NEW, cursor=self.query.get("at", ""))
        page = await self._run(inbox.search, query)
        self.rows = [_item(row) for row in page.items]
        return page


def _item(row: ReplyView) -> ReplyItem:
    label = REPLY_KINDS[row.kind.value]
    return ReplyItem(
        id=row.id,
        name=row.contact_name or row.sender_name or row.sender,
        href=f"/contacts/{row.contact_id}/" if row.contact_id else "",
        account=row.account_name or row.sender,
        kind="unsure" if row.unsure else row.kind.value,
        label="May ask to stop" if row.unsure else label,
        text=(row.text or row.subject)[:_LONGEST_LINE],
        outcome=row.outcome,
        sequence=row.sequence_name,
        at=row.received_at.isoformat(),
        to_place=row.placed_by is None,
        is_open=row.decided_at is None,
    )


def _candidate(row: Candidate) -> CandidateItem:
    return CandidateItem(
        message_id=row.message_id,
        name=row.contact_name,
        account=row.account_name,
        sequence=row.sequence_name,
        subject=row.subject,
        at=row.sent_at.isoformat(),
    )
