"""Which webhook wants to hear of what, and what is still to be said to it."""

import json
import sqlite3
import uuid
from typing import Any

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot.bodies import text_in
from yardflow.sandbox.hubspot.kinds import Kind
from yardflow.sandbox.hubspot.manners import Manner
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.portal import APP_ID, PORTAL_ID
from yardflow.sandbox.hubspot.records import Source
from yardflow.sandbox.hubspot.refusals import Refusal, not_there

_OF_ALL = ("creation", "deletion", "merge", "restore", "propertyChange", "associationChange")
_KINDS = ("contact", "company", "deal", "object")
EVENT_TYPES = {f"{kind}.{name}" for kind in _KINDS for name in _OF_ALL}
EVENT_TYPES |= {"contact.privacyDeletion"}
# Events wait in ``outgoing`` from the transaction of their change on; ``due_at`` is when they are
# sent, or sent again.
_TABLES = """
    CREATE TABLE IF NOT EXISTS subscription (
        id INTEGER PRIMARY KEY AUTOINCREMENT, event_type TEXT NOT NULL,
        property TEXT NOT NULL, type_id TEXT NOT NULL, active INTEGER NOT NULL,
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS webhook_settings (
        only INTEGER PRIMARY KEY, body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS outgoing (
        id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, due_at INTEGER NOT NULL,
        first_at INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS outgoing_due ON outgoing (due_at);
"""


class Subscriptions:
    """The app's subscriptions. The same may be made any number of times: each is answered."""

    def __init__(self, database: sqlite3.Connection, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self.manner = Manner()
        database.executescript(_TABLES)

    def now(self) -> int:
        """Milliseconds since 1970, as far as the sandbox is concerned."""
        return self._clock.milliseconds()

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new one, which is paused where nothing else is said."""
        name, of = text_in(body, "eventType"), text_in(body, "propertyName")
        type_id = text_in(body, "objectTypeId")
        if name not in EVENT_TYPES:
            raise Refusal(400, f"The event type {name} can't be subscribed to.")
        if name.endswith("propertyChange") != bool(of):
            raise Refusal(400, "A propertyName goes with property changes, and only with them.")
        if name.startswith("object.") != bool(type_id):
            raise Refusal(400, "An objectTypeId goes with events of objects, and only with them.")
        now = self._clock.milliseconds()
        row_id = self._database.execute(
            "INSERT INTO subscription (event_type, property, type_id, active, created_at,"
            " updated_at) VALUES (?, ?, ?, ?, ?, ?)",
            [name, of, type_id, bool(body.get("active", False)), now, now],
        ).lastrowid
        return self.one(int(row_id or 0))

    def all(self) -> list[dict[str, Any]]:
        """All, the oldest first."""
        rows = self._database.execute("SELECT * FROM subscription ORDER BY id")
        return [_shown(row) for row in rows]

    def one(self, number: int) -> dict[str, Any]:
        """The one with this id."""
        row = self._database.execute("SELECT * FROM subscription WHERE id = ?", [number]).fetchone()
        if row is None:
            raise not_there()
        return _shown(row)

    def set_active(self, number: int, active: bool) -> dict[str, Any]:
        """Pauses it, or lets it go on."""
        self._database.execute(
            "UPDATE subscription SET active = ?, updated_at = ? WHERE id = ?",
            [active, self._clock.milliseconds(), number],
        )
        return self.one(number)

    def delete(self, number: int) -> None:
        """Takes it away; events that are on their way still come."""
        self._database.execute("DELETE FROM subscription WHERE id = ?", [number])

    def settings(self) -> dict[str, Any] | None:
        """Where events go, once it was said."""
        row = self._database.execute("SELECT body FROM webhook_settings").fetchone()
        return None if row is None else json.loads(row["body"])

    def set_settings(self, body: dict[str, Any] | None) -> None:
        """Where events go from now on; None for nowhere."""
        self._database.execute("DELETE FROM webhook_settings")
        if body is not None:
            self._database.execute("INSERT INTO webhook_settings VALUES (1, ?)", [json.dumps(body)])

    def note(self, kind: Kind, name: str, source: Source, **fields: Any) -> None:
        """Something happened to a record: each subscription to it gets an event."""
        rows = self._database.execute(
            "SELECT * FROM subscription WHERE active AND property = ?"
            " AND (event_type = ? OR (event_type = ? AND type_id = ?))",
            [
                fields.get("propertyName", ""),
                f"{kind.singular}.{name}",
                *(f"object.{name}", kind.type_id),
            ],
        ).fetchall()
        if not rows:
            return
        now = self._clock.milliseconds()
        event_id = uuid.uuid4().int % 10**10
        events = [_event(row, event_id, now, source, fields) for row in rows]
        self._database.executemany(
            "INSERT INTO outgoing (body, due_at, first_at) VALUES (?, ?, ?)",
            [
                (json.dumps(event), now + late, now)
                for event in events
                for late in self.manner.delays_ms()
            ],
        )

    def clear(self) -> None:
        """Forgets subscriptions, settings, and what is still to be sent."""
        for table in ("subscription", "webhook_settings", "outgoing"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours


def _event(
    row: sqlite3.Row, event_id: int, now: int, source: Source, fields: dict[str, Any]
) -> dict[str, Any]:
    of_objects = {"objectTypeId": row["type_id"]} if row["type_id"] else {}
    return {
        "eventId": event_id,
        "subscriptionId": row["id"],
        "portalId": PORTAL_ID,
        "appId": APP_ID,
        "occurredAt": now,
        "subscriptionType": row["event_type"],
        "attemptNumber": 0,
        "changeSource": source.type,
        "sourceId": source.id,
        **of_objects,
        **fields,
    }


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    of = {"propertyName": row["property"]} if row["property"] else {}
    return {
        "id": str(row["id"]),
        "eventType": row["event_type"],
        **of,
        **({"objectTypeId": row["type_id"]} if row["type_id"] else {}),
        "active": bool(row["active"]),
        "createdAt": iso(row["created_at"]),
        "updatedAt": iso(row["updated_at"]),
    }
