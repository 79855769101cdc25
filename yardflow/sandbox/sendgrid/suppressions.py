"""Addresses to which SendGrid sends nothing more, in a list for each reason."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from yardflow.sandbox.clock import Clock

# A block is no suppression: the next message is tried.
BLOCKS = "blocks"
WINDOW = {"start_time": 0, "end_time": 2**40, "limit": 500, "offset": 0}
_TABLE = """
    CREATE TABLE IF NOT EXISTS suppression (
        kind TEXT NOT NULL, email TEXT NOT NULL, created INTEGER NOT NULL,
        reason TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (email, kind)
    )
"""
_SHOWN = {
    "bounces": ("created", "email", "reason", "status"),
    BLOCKS: ("created", "email", "reason", "status"),
    "invalid_emails": ("created", "email", "reason"),
    "spam_reports": ("created", "email", "ip"),
    "unsubscribes": ("created", "email"),
}


class Suppressions:
    """The lists."""

    def __init__(self, database: sqlite3.Connection, clock: Clock) -> None:
        self._database, self._clock = database, clock
        database.executescript(_TABLE)

    def add(self, kind: str, email: str, reason: str = "", status: str = "") -> None:
        """Puts an address on a list, where it stays as it came first."""
        with self._database:
            self._database.execute(
                "INSERT INTO suppression VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [kind, email.lower(), self._clock.now(), reason, status],
            )

    def among(self, emails: Iterable[str]) -> set[str]:
        """Those of the addresses, in small letters, to which nothing is sent."""
        rows = self._database.execute(
            "SELECT email FROM suppression WHERE kind <> ?"
            " AND email IN (SELECT value FROM json_each(?))",
            [BLOCKS, json.dumps([*emails])],
        )
        return {email for (email,) in rows}

    def listed(
        self, kind: str, email: str = "", window: Mapping[str, int] = WINDOW
    ) -> list[dict[str, Any]]:
        """A list's addresses, the newest first, or the one; ``window`` are SendGrid's
        ``start_time``, ``end_time``, ``limit`` and ``offset``.
        """
        rows = self._database.execute(
            "SELECT created, email, reason, status, '127.0.0.1' AS ip FROM suppression"
            " WHERE kind = :kind AND (:email = '' OR email = :email)"
            " AND created BETWEEN :start_time AND :end_time"
            " ORDER BY created DESC, email LIMIT :limit OFFSET :offset",
            {"kind": kind, "email": email.lower(), **window},
        )
        return [{name: row[name] for name in _SHOWN[kind]} for row in rows]

    def remove(self, kind: str, emails: list[str] | None) -> int:
        """Takes addresses off a list, or (None) all; how many were on it."""
        with self._database:
            if emails is None:
                gone = self._database.execute("DELETE FROM suppression WHERE kind = ?", [kind])
                return gone.rowcount
            rows = [(kind, email.lower()) for email in emails]
            return self._database.executemany(
                "DELETE FROM suppression WHERE kind = ? AND email = ?", rows
            ).rowcount

    def clear(self) -> None:
        """Empties all lists."""
        with self._database:
            self._database.execute("DELETE FROM suppression")
