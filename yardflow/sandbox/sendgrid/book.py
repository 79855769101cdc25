"""The book of messages that SendGrid took: one row for each recipient of a request.

It is written before SendGrid answers and read by tests, so what it says was sent is what was sent.
"""

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.sendgrid.suppressions import Suppressions

MESSAGE_ID = "Message-ID"
Status = Literal["pause", "cancel"]

# ``body`` is the request as it came, which its messages share; ``place`` is a message's
# personalization. A message that is held back (``held``) waits, or is never sent: with its batch,
# or because its recipient is suppressed (``drop``). A request stays an ``arrival`` until someone
# looks: only then is a row written for each of its messages.
_TABLES = """
    CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS arrival (
        mail_id INTEGER PRIMARY KEY REFERENCES mail,
        message_id TEXT NOT NULL,
        accepted_at INTEGER NOT NULL,
        held TEXT,
        dropped TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS message (
        id INTEGER PRIMARY KEY,
        mail_id INTEGER NOT NULL REFERENCES mail,
        place INTEGER NOT NULL,
        message_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        sender TEXT NOT NULL,
        args TEXT NOT NULL,
        batch_id TEXT,
        accepted_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        held TEXT
    );
    CREATE INDEX IF NOT EXISTS message_recipient ON message (recipient, id);
    CREATE INDEX IF NOT EXISTS message_batch ON message (batch_id, due_at)
        WHERE batch_id IS NOT NULL;
    CREATE INDEX IF NOT EXISTS message_state ON message (held, due_at);
    CREATE TABLE IF NOT EXISTS batch (id TEXT PRIMARY KEY, status TEXT);
"""
# What becomes of it as time goes on; :now in seconds since 1970.
_STATE = """CASE held WHEN 'cancel' THEN 'cancelled' WHEN 'pause' THEN 'paused'
    WHEN 'drop' THEN 'dropped'
    ELSE CASE WHEN due_at > :now THEN 'scheduled' ELSE 'delivered' END END"""
_ARG = "json_extract(args, '$.\"' || :arg || '\"')"


class MessageIds(BaseModel):
    """Whether messages get a Message-ID of SendGrid's in place of their own."""

    model_config = ConfigDict(extra="forbid")

    replaced: bool


class Book:
    """The messages in the order in which they came."""

    def __init__(
        self, database: sqlite3.Connection, clock: Clock, suppressions: Suppressions
    ) -> None:
        self._database, self._clock, self._suppressions = database, clock, suppressions
        database.executescript(_TABLES)
        # SendGrid may or may not keep the Message-ID of whoever sends.
        self.replaces_ids = False

    def now(self) -> int:
        """Seconds since 1970, as far as the sandbox is concerned."""
        return self._clock.now()

    def enter(self, body: dict[str, Any], content: bytes = b"") -> str:
        """Takes a request that is all right, whole, with the ``content`` that it came as, if it
        came; the id in its answer.
        """
        message_id = uuid.uuid4().hex[:22]
        if self.replaces_ids:
            body, content = _with_ids_replaced(body), b""
        dropped = self._suppressions.among(email for _, _, email in _recipients(body))
        batch_id = body.get("batch_id")
        held = self.status_of(batch_id) if batch_id else None
        with self._database:
            mail_id = self._database.execute(
                "INSERT INTO mail (body) VALUES (?)", [content or json.dumps(body)]
            ).lastrowid
            self._database.execute(
                "INSERT INTO arrival VALUES (?, ?, ?, ?, ?)",
                [mail_id, message_id, self.now(), held, json.dumps([*dropped])],
            )
        return message_id

    def list_arrivals(self) -> None:
        """Writes a row for each message of what came in since someone looked."""
        with self._database:
            arrivals = self._database.execute(
                "SELECT arrival.*, body FROM arrival JOIN mail ON mail.id = mail_id"
                " ORDER BY mail_id"
            )
            with closing(arrivals):
                self._database.executemany(
                    "INSERT INTO message (mail_id, place, message_id, recipient, sender, args,"
                    " batch_id, accepted_at, due_at, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (row for arrival in arrivals for row in _rows_of(arrival)),
                )
            self._database.execute("DELETE FROM arrival")

    def find(
        self,
        *,
        to: str = "",
        arg: tuple[str, str] = ("", ""),
        after: int = 0,
        limit: int = 100,
    ) -> list[dict[str, Any]]:
        """The latest first: those to an address, and those with this among their custom
        arguments.
        """
        narrowed, values = self._narrowed(to, arg, after)
        chosen = f"SELECT *, {_STATE} AS state {narrowed} ORDER BY id DESC LIMIT :limit"
        values["limit"] = limit
        with closing(self._database.execute(chosen, values)) as rows:
            return [_shown(dict(row)) for row in rows]

    def count(
        self, *, to: str = "", arg: tuple[str, str] = ("", ""), after: int = 0
    ) -> dict[str, int]:
        """How many there are of each state, as `find` narrows them."""
        narrowed, values = self._narrowed(to, arg, after)
        counted = f"SELECT {_STATE} AS state, count(*) {narrowed} GROUP BY 1"
        with closing(self._database.execute(counted, values)) as rows:
            return dict(tuple(row) for row in rows)

    def repeated(self, arg: str) -> int:
        """How many values of a custom argument came more than once to the same address."""
        self.list_arrivals()
        again = f"""SELECT count(*) FROM (SELECT 1 FROM message WHERE {_ARG} IS NOT NULL
            GROUP BY {_ARG}, recipient HAVING count(*) > 1)"""  # noqa: S608
        return int(self._database.execute(again, {"arg": arg}).fetchone()[0])

    def message(self, number: int) -> dict[str, Any] | None:
        """One message with the request that brought it, as ``body``."""
        self.list_arrivals()
        row = self._database.execute(
            f"SELECT message.*, body, {_STATE} AS state FROM message"  # noqa: S608
            " JOIN mail ON mail.id = mail_id WHERE message.id = :id",
            {"id": number, "now": self.now()},
        ).fetchone()
        return None if row is None else _shown(dict(row)) | {"body": json.loads(row["body"])}

    def clear(self) -> None:
        """Forgets all messages and batches."""
        with self._database:
            for table in ("message", "arrival", "mail", "batch"):
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours

    def open_batch(self) -> str:
        """The id of a new batch."""
        batch_id = uuid.uuid4().hex
        with self._database:
            self._database.execute("INSERT INTO batch (id) VALUES (?)", [batch_id])
        return batch_id

    def has_batch(self, batch_id: object) -> bool:
        """Whether this is the id of a batch."""
        found = self._database.execute("SELECT 1 FROM batch WHERE id = ?", [str(batch_id)])
        return found.fetchone() is not None

    def status_of(self, batch_id: str) -> Status | None:
        """Whether a batch is paused or cancelled."""
        row = self._database.execute("SELECT status FROM batch WHERE id = ?", [batch_id]).fetchone()
        return row and row["status"]

    def statuses(self) -> list[dict[str, str]]:
        """The batches that are paused or cancelled."""
        rows = self._database.execute(
            "SELECT id AS batch_id, status FROM batch WHERE status IS NOT NULL ORDER BY id"
        )
        return [dict(row) for row in rows]

    def hold(self, batch_id: str, status: Status | None) -> None:
        """Holds back what of a batch has not gone out yet, or lets it go: at once where it is due
        by then.
        """
        self.list_arrivals()
        now = self.now()
        with self._database:
            self._database.execute("UPDATE batch SET status = ? WHERE id = ?", [status, batch_id])
            self._database.execute(
                "UPDATE message SET held = :status,"
                " due_at = CASE WHEN held IS NULL THEN due_at ELSE max(due_at, :now) END"
                " WHERE batch_id = :batch AND held IS NOT 'drop'"
                " AND (held IS NOT NULL OR due_at > :now)",
                {"status": status, "batch": batch_id, "now": now},
            )

    def _narrowed(self, to: str, arg: tuple[str, str], after: int) -> tuple[str, dict[str, Any]]:
        """Which messages, with the index that is there for it; and the values."""
        self.list_arrivals()
        chosen = {"recipient = :to": to, f"{_ARG} = :value": arg[0], "id > :after": after}
        conditions = [condition for condition, given in chosen.items() if given]
        values = {"to": to.lower(), "after": after, "now": self.now()}
        values |= {"arg": arg[0].replace('"', ""), "value": arg[1]}
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"FROM message {where}", values


def headers_of(message: dict[str, Any]) -> dict[str, str]:
    """The headers of a message with the request that brought it, as its recipient has them."""
    body = message["body"]
    person = body["personalizations"][message["place"]]
    return {**_object(body, "headers"), **_object(person, "headers")}


def _rows_of(arrival: sqlite3.Row) -> Iterator[tuple[Any, ...]]:
    """The columns of each message of a request, in the order in which they are inserted."""
    body, at, dropped = json.loads(arrival["body"]), arrival["accepted_at"], arrival["dropped"]
    args, suppressed = _object(body, "custom_args"), {*json.loads(dropped)}
    for place, person, email in _recipients(body):
        yield (
            *(arrival["mail_id"], place, arrival["message_id"], email),
            person.get("from", body["from"])["email"],
            json.dumps({**args, **_object(person, "custom_args")}),
            *(body.get("batch_id"), at),
            max(at, int(person.get("send_at", body.get("send_at", 0)))),
            "drop" if email in suppressed else arrival["held"],
        )


def _recipients(body: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Each with the personalization and its place, and the address in small letters."""
    for place, person in enumerate(body["personalizations"]):
        for name in ("to", "cc", "bcc"):
            for recipient in person.get(name) or ():
                yield place, person, recipient["email"].lower()


def _with_ids_replaced(body: dict[str, Any]) -> dict[str, Any]:
    people = [
        person | {"headers": {**_object(person, "headers"), MESSAGE_ID: _fresh_id()}}
        for person in body["personalizations"]
    ]
    return body | {"personalizations": people}


def _fresh_id() -> str:
    return f"<{uuid.uuid4().hex[:22]}@geopod-ismtpd-1.sandbox.example>"


def _object(part: dict[str, Any], name: str) -> dict[str, Any]:
    return part.get(name) or {}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names: Iterable[str] = ("id", "message_id", "recipient", "sender", "batch_id", "state")
    times = ("accepted_at", "due_at", "place")
    return {name: row[name] for name in (*names, *times)} | {"args": json.loads(row["args"])}
