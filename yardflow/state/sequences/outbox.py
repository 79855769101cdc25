"""The outbox: every email of every sequence, and what a person settles of those in doubt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import reflex as rx

from yardflow.models import MessageStatus
from yardflow.services.records.lists.listing import Page
from yardflow.services.sequences import outbox
from yardflow.services.sequences.outbox import MessageQuery, MessageView
from yardflow.state.labels import MESSAGE_STATUSES
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.workplace import Workplace


@dataclass
class MessageItem:
    """A message in the list. ``name`` is the contact's, or the address where the contact is gone;
    ``happened`` says what happened last, ``at`` is when, ``due_at`` when it is to go out. Times are
    ISO texts, empty where there is none.
    """

    id: int
    name: str
    href: str
    address: str
    sequence: str
    sequence_href: str
    subject: str
    sender: str
    status: str
    error: str
    happened: str
    at: str
    due_at: str


class OutboxState(Listed, Workplace):
    """The messages as the address narrows them, the latest first. ``doubtful`` is one that is to be
    sent again though it may have arrived, 0 for none.
    """

    fields: ClassVar[ListFields] = ListFields(
        "/outbox/",
        sorts=(Sort("-written", "Added"),),
        filters=(
            Filter("status", "Status", MESSAGE_STATUSES, several=False),
            Filter("sequence", "Sequence", several=False, of_ids=True),
            Filter("sender", "Sender", several=False, of_ids=True),
        ),
        searched=False,
    )
    rows: list[MessageItem] = []
    doubtful: int = 0
    doubtful_address: str = ""

    @rx.event
    async def mark_sent(self, message_id: int):
        """Says that a message in doubt went out."""
        with self._errors_shown():
            message = await self._run(outbox.mark_sent, message_id)
            self._say(f"Email to {message.address} marked as sent")
            self._show(await self._read_page())

    @rx.event
    async def send_again(self, message_id: int):
        """Sends a message that failed, or asks first where it may have arrived."""
        row = next((row for row in self.rows if row.id == message_id), None)
        if row is not None and row.status == MessageStatus.UNKNOWN:
            self.doubtful, self.doubtful_address = row.id, row.address
        elif row is not None:
            await self._send(row.id)

    @rx.event
    async def close_doubt(self, open: bool):
        """Closes that question."""
        if not open:
            self.doubtful = 0

    @rx.event
    async def send_doubtful(self):
        """Sends the message that the question is about."""
        message_id, self.doubtful = self.doubtful, 0
        if message_id:
            await self._send(message_id)

    async def _send(self, message_id: int) -> None:
        with self._errors_shown():
            message = await self._run(outbox.send_again, message_id)
            self._say(f"Email to {message.address} is queued again")
            self._show(await self._read_page())

    async def _read_page(self) -> Page[MessageView]:
        status = self.query.get("status", "")
        query = MessageQuery(
            sequence_id=_id(self.query.get("sequence", "")),
            sender_id=_id(self.query.get("sender", "")),
            status=MessageStatus(status) if status else None,
            cursor=self.query.get("at", ""),
        )
        page = await self._run(outbox.search, query)
        choices = await self._run(outbox.choices, query)
        self.id_choices = {
            "sequence": [(str(number), name) for number, name in choices.sequences],
            "sender": [(str(number), name) for number, name in choices.senders],
        }
        self.rows = [_item(row) for row in page.items]
        return page


def _id(text: str) -> int | None:
    """Of a value that the list's fields accept; empty narrows nothing."""
    return int(text) if text else None


def _item(row: MessageView) -> MessageItem:
    happened, at = next((each for each in _happened(row) if each[1] is not None), ("", None))
    waits = row.status == MessageStatus.QUEUED
    return MessageItem(
        id=row.id,
        name=row.contact_name or row.address,
        href=f"/contacts/{row.contact_id}/" if row.contact_id else "",
        address=row.address,
        sequence=row.sequence_name,
        sequence_href=f"/sequences/{row.sequence_id}/",
        subject=row.subject,
        sender=row.sender_name,
        status=row.status.value,
        error=row.error,
        happened=happened,
        at=at.isoformat() if at else "",
        due_at=row.due_at.isoformat() if waits else "",
    )


def _happened(row: MessageView) -> Iterator[tuple[str, datetime | None]]:
    """What can have happened, the last first."""
    yield "Clicked", row.clicked_at
    yield "Opened", row.opened_at
    yield "Bounced", row.bounced_at
    yield "Delivered", row.delivered_at
    yield "Sent", row.sent_at
