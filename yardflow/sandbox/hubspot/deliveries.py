"""Sends events to the webhook: signed, a hundred at most in a request, again until it is taken."""

import asyncio
import base64
import hashlib
import hmac
import json
import sqlite3
from typing import Any
from urllib.parse import urlsplit

import httpx

from yardflow.sandbox.hubspot.subscriptions import Subscriptions

SIGNATURE, TIMESTAMP = "X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp"
MOST_EVENTS, MOST_ATTEMPTS, GIVEN_UP_AFTER_MS = 100, 10, 86_400_000
PATIENCE_S, PAUSE_S = 5, 0.1
# What HubSpot decodes in an address before it signs it.
_DECODED = {f"%{ord(sign):02X}": sign for sign in ":/?@!$'()*,;"}
_HERE = ("127.0.0.1", "localhost")


def signature(secret: str, url: str, body: bytes, timestamp: str) -> str:
    """Of a POST, as it stands in the header."""
    for code, sign in _DECODED.items():
        url = url.replace(code, sign)
    signed = b"POST" + url.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()


class Deliveries:
    """What is still to be sent. Nothing leaves this machine: another host's requests go to the
    ``reach`` that is set, or nowhere.
    """

    def __init__(
        self, database: sqlite3.Connection, subscriptions: Subscriptions, reach: str
    ) -> None:
        self._database, self._subscriptions, self._reach = database, subscriptions, reach

    async def go_on(self) -> None:
        """Sends what is due, for good."""
        async with httpx.AsyncClient(timeout=PATIENCE_S, verify=False) as client:  # noqa: S501 - plain HTTP
            while True:
                if not await self._send(client):
                    await asyncio.sleep(PAUSE_S)

    def waiting(self) -> int:
        """How many events are still to be sent."""
        return int(self._database.execute("SELECT count(*) FROM outgoing").fetchone()[0])

    async def _send(self, client: httpx.AsyncClient) -> bool:
        target = self._target()
        due = self._due() if target else []
        if not due or not target:
            return False
        manner, (url, place) = self._subscriptions.manner, target
        events = manner.in_order(
            [json.loads(row["body"]) | {"attemptNumber": row["attempt"]} for row in due]
        )
        body, timestamp = json.dumps(events).encode(), str(self._subscriptions.now())
        headers = {
            SIGNATURE: signature(manner.secret, url, body, timestamp),
            TIMESTAMP: timestamp,
            "Content-Type": "application/json",
        }
        try:
            answer = await client.post(place, content=body, headers=headers)
            taken = answer.is_success
        except httpx.HTTPError:
            taken = False
        self._note(due, taken)
        return True

    def _target(self) -> tuple[str, str] | None:
        """The address that is signed, and where it is on this machine."""
        settings: dict[str, Any] = self._subscriptions.settings() or {}
        if not (url := settings.get("targetUrl")):
            return None
        parts, reach = urlsplit(url), self._subscriptions.manner.reach or self._reach
        if not reach:
            return (url, url) if parts.hostname in _HERE else None
        return url, f"{reach}{parts.path}{'?' * bool(parts.query)}{parts.query}"

    def _due(self) -> list[sqlite3.Row]:
        return self._database.execute(
            "SELECT * FROM outgoing WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
            [self._subscriptions.now(), MOST_EVENTS],
        ).fetchall()

    def _note(self, due: list[sqlite3.Row], taken: bool) -> None:
        now = self._subscriptions.now()
        done = [
            (row["id"],)
            for row in due
            if taken
            or row["attempt"] + 1 >= MOST_ATTEMPTS
            or now - row["first_at"] > GIVEN_UP_AFTER_MS
        ]
        again = now + round(self._subscriptions.manner.retry * 1000)
        with self._database:
            self._database.executemany("DELETE FROM outgoing WHERE id = ?", done)
            self._database.executemany(
                "UPDATE outgoing SET attempt = attempt + 1, due_at = ? WHERE id = ?",
                [(again, row["id"]) for row in due],
            )
