"""The conversation with a contact, on its record, and answering there."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid, NotFound, YardFlowError
from yardflow.services.sequences.conversations import answering, history
from yardflow.services.sequences.conversations.history import Entry
from yardflow.services.sequences.conversations.placing import bare_subject
from yardflow.state.editing import record_id
from yardflow.state.labels import ANSWER_STATUSES, MESSAGE_STATUSES, REPLY_KINDS
from yardflow.state.workplace import Workplace

# As in the inbox.
LOOK_AGAIN_S = 2.0
# So many stand open, so that the form to answer is near.
LATEST = 8


@dataclass
class EntryItem:
    """Something that was written; ``label`` says what it is, or what became of it. ``at`` is an ISO
    text. ``files`` are the addresses of those that came along.
    """

    key: str
    ours: bool
    author: str
    subject: str
    text: str
    quoted: str
    label: str
    outcome: str
    at: str
    files: list[str]


class ConversationState(Workplace):
    """What passed between the contact in the address and us; ``earlier`` is folded. ``answered``
    counts: the form is empty after each answer.
    """

    earlier: list[EntryItem] = []
    entries: list[EntryItem] = []
    answered: int = 0
    error: str = ""
    _contact_id: int = 0
    _mark: tuple[Any, ...] = ()

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows what is written meanwhile: looks for a mark, and reads only where that is another
        one. Ends with the tab, or when the person leaves the contact.
        """
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            with suppress(YardFlowError):
                async with self:
                    here = record_id(self.router.url.path)
                    if not self.router.url.path.startswith("/contacts/") or not here:
                        return
                    if here != self._contact_id:
                        continue
                mark = await self._fetch(history.mark, here)
                async with self:
                    if mark != self._mark and here == self._contact_id:
                        self._mark = mark
                        await self._read()

    @rx.event
    async def load(self):
        """Reads the conversation with the contact in the address."""
        self.earlier, self.entries, self.error = [], [], ""
        self._contact_id = record_id(self.router.url.path)
        with self._errors_shown(), suppress(NotFound):  # the page of the contact says that
            await self._read()

    @rx.event
    async def answer(self, form: dict[str, Any]):
        """Answers in the latest conversation."""
        if str(form.get("contact", "")) != str(self._contact_id):
            return
        with self._errors_shown():
            try:
                text = str(form.get("text", ""))
                written = await self._run(answering.write, self._contact_id, text)
            except (Invalid, Conflict) as problem:
                self.error = problem.message
                return
            self.error, self.answered = "", self.answered + 1
            self._say(f"Answer to {written.address} is on its way")
            await self._read()

    async def _read(self) -> None:
        listed = await self._fetch(history.of_contact, self._contact_id)
        items = _items(listed)
        if items != [*self.earlier, *self.entries]:
            self.earlier, self.entries = items[:-LATEST], items[-LATEST:]


def _items(listed: list[Entry]) -> list[EntryItem]:
    """A subject stands where it begins, and above the latest."""
    items = [_item(entry) for entry in listed]
    for place, (before, entry) in enumerate(pairwise(listed), 1):
        goes_on = bare_subject(before.subject) == bare_subject(entry.subject)
        if goes_on and place != len(listed) - LATEST:
            items[place].subject = ""
    return items


def _item(entry: Entry) -> EntryItem:
    labels = {"message": MESSAGE_STATUSES, "answer": ANSWER_STATUSES, "reply": REPLY_KINDS}
    label = labels[entry.type][entry.kind or entry.status]
    return EntryItem(
        key=f"{entry.type}-{entry.id}",
        ours=entry.type != "reply",
        author=entry.author,
        subject=entry.subject,
        text=entry.text,
        quoted=entry.quoted,
        label=f"{label} · {entry.sequence}" if entry.type == "message" else label,
        outcome=entry.outcome,
        at=entry.at.isoformat(),
        files=[f"/api/replies/{entry.id}/files/{place}" for place in range(1, entry.files + 1)],
    )
