"""The users of the account whom records can belong to."""

import sqlite3
from typing import Any

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.refusals import not_there

FIRST_ID = 71_000_001
_TABLE = """
    CREATE TABLE IF NOT EXISTS owner (
        id INTEGER PRIMARY KEY, email TEXT NOT NULL, first_name TEXT NOT NULL,
        last_name TEXT NOT NULL, archived INTEGER NOT NULL, created_at INTEGER NOT NULL
    )
"""


class Owners:
    """They are laid by tests: HubSpot's API only lists them."""

    def __init__(self, database: sqlite3.Connection, clock: Clock) -> None:
        self._database, self._clock = database, clock
        database.executescript(_TABLE)

    def add(self, email: str, first_name: str, last_name: str, *, archived: bool = False) -> str:
        """A new owner; their id."""
        (last,) = self._database.execute("SELECT max(id) FROM owner").fetchone()
        owner_id = (last or FIRST_ID - 1) + 1
        self._database.execute(
            "INSERT INTO owner VALUES (?, ?, ?, ?, ?, ?)",
            [owner_id, email, first_name, last_name, archived, self._clock.milliseconds()],
        )
        return str(owner_id)

    def ids(self) -> set[str]:
        """Those of owners to whom records can be given."""
        rows = self._database.execute("SELECT id FROM owner WHERE NOT archived")
        return {str(row["id"]) for row in rows}

    def page(self, after: int, limit: int, email: str, *, archived: bool) -> list[dict[str, Any]]:
        """By their ids, from after one on; the one with an address, if it is given."""
        rows = self._database.execute(
            "SELECT * FROM owner WHERE id > :after AND archived = :archived"
            " AND (:email = '' OR email = :email) ORDER BY id LIMIT :limit",
            {"after": after, "archived": archived, "email": email, "limit": limit},
        )
        return [_shown(row) for row in rows]

    def one(self, owner_id: int, *, archived: bool) -> dict[str, Any]:
        """The owner with this id."""
        row = self._database.execute(
            "SELECT * FROM owner WHERE id = ? AND archived = ?", [owner_id, archived]
        ).fetchone()
        if row is None:
            raise not_there()
        return _shown(row)

    def clear(self) -> None:
        """Forgets all."""
        self._database.execute("DELETE FROM owner")


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    moment = iso(row["created_at"])
    return {
        "id": str(row["id"]),
        "email": row["email"],
        "type": "PERSON",
        "firstName": row["first_name"],
        "lastName": row["last_name"],
        "userId": row["id"] - FIRST_ID + 501,
        "userIdIncludingInactive": row["id"] - FIRST_ID + 501,
        "createdAt": moment,
        "updatedAt": moment,
        "archived": bool(row["archived"]),
        "teams": [],
    }
