"""Redirects that stay within the product, whatever the request calls us: ASGI middleware.

Static files and routers send the browser from ``/accounts`` to ``/accounts/`` by an address made
of the request's own Host and path. Behind a proxy that names the wrong scheme; ``Host: evil.test``
and ``//evil.test`` name another site. So what is below here never learns the Host, and an address
of ours is sent as a path.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# https://www.rfc-editor.org/rfc/rfc2606#section-2: nobody's name, and so no redirect's by intent.
_OURS = b"yardflow.invalid"
_BY_NAME = (b"http://" + _OURS, b"https://" + _OURS)


class OwnRedirects:
    """Turns each redirect to ourselves into a path that begins with a single slash."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def within(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [
                    (key, _within(value) if key.lower() == b"location" else value)
                    for key, value in message.get("headers", [])
                ]
                message = {**message, "headers": headers}
            await send(message)

        named = [(key, value) for key, value in scope["headers"] if key.lower() != b"host"]
        await self.app({**scope, "headers": [(b"host", _OURS), *named]}, receive, within)


def _within(location: bytes) -> bytes:
    for ours in _BY_NAME:
        location = location.removeprefix(ours)
    # Browsers take a backslash for a slash, and two of them for the beginning of a host.
    return b"/" + location.lstrip(b"/\\") if location.startswith((b"/", b"\\")) else location
