"""What the sandbox received: the last few hundred requests, without any secret."""

import json
import time
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BODY = 8_000
# Of the headers only these are kept: the others are credentials, or say nothing.
SHOWN_HEADERS = {"content-type", "user-agent"}
# Fields of HubSpot's OAuth, in forms and in JSON.
_SECRETS = {"client_secret", "code", "code_verifier", "refresh_token", "token", "tokenKey"}


@dataclass
class Entry:
    """One request and how it was answered. ``fault`` names the one that was asked for."""

    id: int
    at: str
    provider: str
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    status: int = 0
    milliseconds: int = 0
    fault: str = ""


class Journal:
    """The requests in order of arrival; the oldest are forgotten first."""

    def __init__(self, size: int = 500) -> None:
        self.size = size
        self._entries: deque[Entry] = deque(maxlen=size)
        self._last = 0

    def open(self, provider: str, scope: Scope, body: bytes) -> Entry:
        """Writes down a request that has just come in."""
        self._last += 1
        entry = Entry(
            id=self._last,
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            provider=provider,
            method=scope["method"],
            path=scope["path"],
            headers=_shown(scope),
            body=_readable(body, scope["path"]),
        )
        self._entries.append(entry)
        return entry

    def entries(self, provider: str = "", after: int = 0, limit: int = 100) -> dict:
        """The latest first: ``{"items": […], "total": n}``."""
        entries = [
            entry
            for entry in reversed(self._entries)
            if entry.id > after and provider in ("", entry.provider)
        ]
        return {"items": [asdict(entry) for entry in entries[:limit]], "total": len(entries)}

    def clear(self) -> None:
        """Forgets everything."""
        self._entries.clear()


class Journalled:
    """Middleware: reads the body once, writes the request down, then lets it through."""

    def __init__(self, app: ASGIApp, provider: str, journal: Journal) -> None:
        self._app, self._provider, self._journal = app, provider, journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        entry = self._journal.open(self._provider, scope, body)
        started = time.monotonic()

        async def replay() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        scope["journal_entry"] = entry
        try:
            await self._app(scope, replay, noting)
        finally:
            entry.milliseconds = round((time.monotonic() - started) * 1000)


async def _whole(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _shown(scope: Scope) -> dict[str, str]:
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    shown = {name: value for name, value in headers.items() if name in SHOWN_HEADERS}
    if "authorization" in headers:
        shown["authorization"] = headers["authorization"].split(" ")[0] + " (hidden)"
    return shown


def _readable(body: bytes, path: str) -> Any:
    if "/oauth/" in path:
        return _without_secrets(body)
    if len(body) > LONGEST_BODY:
        return body[:LONGEST_BODY].decode("utf-8", "replace") + f"… ({len(body)} bytes)"
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode("utf-8", "replace")


def _without_secrets(body: bytes) -> dict[str, str]:
    try:
        fields = dict(json.loads(body))
    except (ValueError, TypeError):
        fields = dict(parse_qsl(body.decode("utf-8", "replace")))
    return {name: "(hidden)" if name in _SECRETS else str(fields[name]) for name in fields}
