"""What every answer carries so that the browser guards the person: ASGI middleware.

The content security policy allows scripts from our own origin and the inline scripts that the
build put into its pages, each by its hash, and nothing else. Each page names only its own, so
that the header stays short; a script or a style sheet, which runs nothing when it is opened by
itself, allows nothing.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.config import Settings

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FALLBACKS = ("404.html", "__spa-fallback.html")
_YEAR = 365 * 24 * 3600
_FOR_GOOD = f"public, max-age={_YEAR}, immutable".encode()
_PICTURES = ("/favicon.svg", "/chevron.svg")
_NOTHING = b"default-src 'none'; frame-ancestors 'none'"
_NOT_FOUND = {"error": {"code": "not_found", "message": "Not found."}}


def versioned(folder: Path, script: str) -> str:
    """The address of a script of this folder with a mark of its content.

    Nobody asks again for what is kept under that address, and whoever has another content does not
    have it kept.
    """
    content = (folder / script.removeprefix("/")).read_bytes()
    return f"{script}?v={hashlib.sha256(content).hexdigest()[:12]}"


class SecurityHeaders:
    """Adds the headers, gives hashed assets and versioned scripts a long life, and answers unknown
    API paths in JSON.

    Args:
        app: what is protected, pages and API alike.
        pages: the folder of the built pages; empty or missing before the first build.
        settings: for the public address.
    """

    def __init__(self, app: ASGIApp, pages: Path, settings: Settings) -> None:
        self.app = app
        self._inline = _inline_scripts(pages)
        self._versions = {versioned(pages, f"/{file.name}") for file in pages.glob("*.js")}
        self._sockets = " ".join(
            # A bracketed address is no valid source there; 'self' covers it.
            re.sub("^http", "ws", origin)
            for origin in settings.origins
            if "[" not in origin
        )
        self._fixed = _fixed_headers(https=settings.url.startswith("https:"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if f"{path}/" in self._inline:
            # Answered as it is: the redirect to the slash would name the scheme behind the proxy.
            path = f"{path}/"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        if path.startswith("/api/"):
            send = _JsonNotFound(send)
        lasting = f"{path}?{scope['query_string'].decode('latin-1')}" in self._versions
        await self.app(scope, receive, self._adding(path, send, lasting or _is_hashed(path)))

    def _adding(self, path: str, send: Send, lasting: bool) -> Send:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(k.lower(), v) for k, v in message.get("headers", [])]
                present = {k for k, _ in headers}
                succeeds = message["status"] in (200, 304)
                policy = _NOTHING if succeeds and lasting else self._policy(path)
                added = [*self._fixed, (b"content-security-policy", policy)]
                if succeeds and b"cache-control" not in present:
                    added.append((b"cache-control", _FOR_GOOD if lasting else _lifetime(path)))
                headers += [pair for pair in added if pair[0] not in present]
                message = {**message, "headers": headers}
            await send(message)

        return add

    def _policy(self, path: str) -> bytes:
        scripts = " ".join(self._inline.get(path, self._inline[""]))
        return (
            f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
            f"img-src 'self' data:; font-src 'self'; connect-src 'self' {self._sockets}; "
            "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ).encode()


class _JsonNotFound:
    """Turns the 404 page that the static files answer below /api into the API's own shape."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(k, v) for k, v in message.get("headers", []) if not _describes_body(k)]
            self._replaced = message["status"] == 404 and not _is_json(message)
            if self._replaced:
                body = json.dumps(_NOT_FOUND).encode()
                about = [
                    (b"content-type", b"application/json"),
                    (b"content-length", str(len(body)).encode()),
                    (b"cache-control", b"no-store"),
                ]
                await self._send({**message, "headers": kept + about})
                await self._send({"type": "http.response.body", "body": body})
                return
        if not self._replaced:
            await self._send(message)


def _inline_scripts(pages: Path) -> dict[str, list[str]]:
    """Hashes of inline scripts by the path of their page; "" for what has no page of its own."""
    hashes: dict[str, list[str]] = {"": []}
    for file in pages.rglob("index.html"):
        folder = file.parent.relative_to(pages).as_posix()
        hashes["/" if folder == "." else f"/{folder}/"] = _hashes(file)
    for name in _FALLBACKS:
        if (pages / name).is_file():
            hashes[""] = sorted({*hashes[""], *_hashes(pages / name)})
    return hashes


def _hashes(file: Path) -> list[str]:
    return sorted(
        {
            f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
            for script in _INLINE_SCRIPT.findall(file.read_bytes())
        }
    )


def _fixed_headers(https: bool) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if https:
        headers.append(
            (b"strict-transport-security", f"max-age={_YEAR}; includeSubDomains".encode())
        )
    return headers


def _is_hashed(path: str) -> bool:
    return path.startswith("/assets/")


def _lifetime(path: str) -> bytes:
    if path.startswith("/fonts/") or path in _PICTURES:
        return b"public, max-age=604800"
    return b"no-store" if path.startswith("/api/") else b"no-cache"


def _describes_body(name: bytes) -> bool:
    return name.lower() in {b"content-type", b"content-length", b"etag", b"last-modified"} or (
        name.lower() in {b"content-encoding", b"cache-control", b"accept-ranges"}
    )


def _is_json(message: Message) -> bool:
    return any(
        key.lower() == b"content-type" and value.startswith(b"application/json")
        for key, value in message.get("headers", [])
    )
