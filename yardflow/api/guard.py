"""What is refused before a route is even looked for: foreign forms, bodies past any use.

ASGI middleware around the API; the pages and the socket pass untouched.
"""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.api.errors import NOTHING_HERE, failure
from yardflow.auth.address import client_ip
from yardflow.auth.cookies import token_of
from yardflow.auth.rate_limit import Pace
from yardflow.config import settings
from yardflow.services.team.sessions import fingerprint

# The largest honest one names some thousand contacts or fixes a thousand cells.
LARGEST_BODY = 256_000
# What signs in, and what any of our forms sends: taking a form apart costs far more than JSON.
LARGEST_FORM = 16_000
# A list is at most 50 MB (52,428,800 bytes); the rest is the envelope of the upload.
LARGEST_UPLOAD = 53_000_000
UPLOADS = ("/api/imports",)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOREIGN = (
    "The request came from another site and was refused. If this is your own address, "
    "PUBLIC_URL is set to another one."
)


class Guard:
    """Refuses calls that another site makes with a person's cookie, floods, and huge bodies.

    Who signs in is counted apart from all other calls, and who brought a cookie or a token that
    opened something apart from everybody else at the same address: a flood of one kind holds up no
    other. A cookie or token that has opened nothing yet is a stranger's.
    """

    def __init__(
        self, app: ASGIApp, known: Pace | None = None, strangers: Pace | None = None
    ) -> None:
        self.app = app
        self._known = known or Pace(rate=100, burst=1000)
        self._strangers = strangers or Pace(rate=100, burst=1000)
        self._entering = Pace(rate=20, burst=200)
        # Whose cookie or token it was, of the last that opened something.
        self._proven: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(_SHUT):
            await failure(404, "not_found", NOTHING_HERE)(scope, receive, send)
            return
        if scope["type"] != "http" or not _ours(path):
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refusal, limit = None, _limit(path, headers)
        secret = _secret_of(headers)
        if path not in _PROBES and not self._in_pace(scope, secret):
            slower = "Too many requests. Wait a little and try again."
            refusal = failure(429, "too_many_requests", slower, headers={"Retry-After": "1"})
        elif scope["method"] not in _HARMLESS and foreign(headers, path):
            refusal = failure(403, "forbidden", _FOREIGN)
        elif _number(headers.get("content-length")) > limit:
            refusal = failure(413, "too_large", "That is more than we take at once.")
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)
        principal = scope.get("state", {}).get("principal")
        if secret and principal is not None:
            self._remember(secret, f"user {principal.user_id}")

    def _in_pace(self, scope: Scope, secret: str) -> bool:
        address = client_ip(scope)
        if (scope["method"], scope["path"]) in _ENTERING:
            return self._entering.take(address)
        person = self._proven.get(secret)
        return self._known.take(person) if person else self._strangers.take(address)

    def _remember(self, secret: str, person: str) -> None:
        self._proven.pop(secret, None)
        self._proven[secret] = person
        if len(self._proven) > _MOST_PROVEN:
            del self._proven[next(iter(self._proven))]


_BY_COOKIE = "/api/auth/"
_WITH_FORMS = (_BY_COOKIE, "/api/tokens")
_ENTERING = {("POST", "/api/auth/signin"), ("POST", "/api/auth/join")}
_PROBES = ("/api/ping", "/api/health")
_MOST_PROVEN = 10_000
# Reflex's own doors: an upload without login or limit, files for everybody, a second health check.
_SHUT = ("/_upload", "/_health")


def foreign(headers: Mapping[str, Any], path: str = "") -> bool:
    """Whether a browser made this call for another site.

    Browsers name the ``Origin`` of everything that is not a plain read; where they leave it out,
    ``Sec-Fetch-Site`` tells. A program with a token proves itself by the token, except where the
    cookie decides whatever else is sent.
    """
    by_token = not path.startswith(_BY_COOKIE)
    if by_token and headers.get("authorization", "").lower().startswith("bearer "):
        return False
    origin = headers.get("origin")
    if origin is not None:
        return origin.rstrip("/").lower() not in {one.lower() for one in settings().origins}
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def _secret_of(headers: Mapping[str, str]) -> str:
    """What stands for the cookie or token that the call came with; empty for none."""
    secret = headers.get("authorization") or token_of(headers.get("cookie", ""))
    return fingerprint(secret) if secret else ""


def _ours(path: str) -> bool:
    return path == "/api" or path.startswith("/api/")


def _limit(path: str, headers: Mapping[str, str]) -> int:
    if path.rstrip("/") in UPLOADS:
        return LARGEST_UPLOAD
    by_form = headers.get("content-type", "").lower().startswith(FORMS)
    return LARGEST_FORM if by_form or path.startswith(_WITH_FORMS) else LARGEST_BODY


def _number(text: str | None) -> int:
    return int(text[:19]) if text is not None and text.isdecimal() else 0


def _counted(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)
        return message

    return counted
