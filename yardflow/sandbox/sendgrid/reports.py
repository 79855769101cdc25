"""What SendGrid reports by itself, where it was given a webhook: the way of each message, and what
a person does with it in the inbox.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx

from yardflow.sandbox.sendgrid.book import Book
from yardflow.sandbox.sendgrid.events import Events, Happening, Name

EVERY_S, AFTER_FAILURE_S = 1, 2
MOST = 100
GIVEN_UP_AFTER_S = 86_400  # as SendGrid does

# ``number`` is the message's in the book, ``event`` empty where its own way is to be told. ``key``
# makes the id of the event, which is the same when it is told again.
_TABLE = """
    CREATE TABLE IF NOT EXISTS untold (
        id INTEGER PRIMARY KEY,
        number INTEGER NOT NULL,
        event TEXT NOT NULL DEFAULT '',
        at INTEGER NOT NULL DEFAULT 0,
        url TEXT NOT NULL DEFAULT '',
        key TEXT NOT NULL DEFAULT (lower(hex(randomblob(8))))
    )
"""
# In the transaction in which the message is listed, and for this connection alone.
_ENTERED = """
    CREATE TEMP TRIGGER message_entered AFTER INSERT ON message BEGIN
        INSERT INTO untold (number) VALUES (NEW.id);
    END
"""
_DUE = """
    SELECT untold.*, due_at, accepted_at, held FROM untold JOIN message ON message.id = number
    WHERE due_at <= :now AND held IS NOT 'pause' ORDER BY untold.id LIMIT :most
"""


_NO_LONGER = """
    DELETE FROM untold WHERE EXISTS (
        SELECT 1 FROM message WHERE message.id = number
        AND (held = 'cancel' OR (held IS NOT 'pause' AND max(due_at, at) < ?))
    )
"""


class Reports:
    """What is not told yet, in a table that outlasts a restart; without ``webhook`` nothing is."""

    def __init__(
        self, database: sqlite3.Connection, book: Book, events: Events, webhook: str
    ) -> None:
        self._database, self._book, self._events = database, book, events
        self._webhook = webhook
        database.executescript(_TABLE)
        if webhook:
            database.executescript(_ENTERED)

    def note(self, message: dict[str, Any], event: Name, url: str = "") -> None:
        """A person opened a message that was delivered, or followed a link of it."""
        if not self._webhook or message["state"] != "delivered":
            return
        with self._database:
            self._database.execute(
                "INSERT INTO untold (number, event, at, url) VALUES (?, ?, ?, ?)",
                [message["id"], event, self._book.now(), url],
            )

    async def go_on_telling(self) -> None:
        """Tells the webhook what happens, for good; what it doesn't take is told again."""
        while True:
            due = self._due()
            if due and not await self._is_told(due):
                await asyncio.sleep(AFTER_FAILURE_S)
            elif len(due) < MOST:
                await asyncio.sleep(EVERY_S)

    def clear(self) -> None:
        """Forgets what is not told yet."""
        with self._database:
            self._database.execute("DELETE FROM untold")

    def _due(self) -> list[dict[str, Any]]:
        self._book.list_arrivals()
        now = self._book.now()
        with self._database:
            self._database.execute(_NO_LONGER, [now - GIVEN_UP_AFTER_S])
        with closing(self._database.execute(_DUE, {"now": now, "most": MOST})) as rows:
            return [dict(row) for row in rows]

    async def _is_told(self, due: list[dict[str, Any]]) -> bool:
        happenings = [happening for row in due for happening in _happenings(row)]
        try:
            taken = await self._events.report(self._webhook, happenings)
        except httpx.HTTPError:
            return False
        if taken:
            with self._database:
                # By their keys, too: all may have been forgotten meanwhile, and numbers given anew.
                told = [(row["id"], row["key"]) for row in due]
                self._database.executemany("DELETE FROM untold WHERE id = ? AND key = ?", told)
        return taken


def _happenings(row: dict[str, Any]) -> Iterator[Happening]:
    accepted_at = row["accepted_at"]
    if row["event"]:
        yield _happening(row, row["event"], row["at"] - accepted_at)
    elif row["held"] == "drop":
        yield _happening(row, "dropped", 0)
    else:
        yield _happening(row, "processed", 0)
        yield _happening(row, "delivered", row["due_at"] - accepted_at)


def _happening(row: dict[str, Any], event: Name, after: int) -> Happening:
    more: dict[str, str | int] = {"sg_event_id": f"{row['key']}.{event}"}
    if row["url"]:
        more["url"] = row["url"]
    return Happening(message=row["number"], event=event, after=after, more=more)
